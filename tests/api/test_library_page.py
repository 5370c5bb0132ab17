"""The library's page behind the browser: trying again, fetching, the words for what failed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.portal import Portal
from api.web.library.products import products
from api.web.rendering import read_texts
from corpus.errors import FETCH_ERRORS, FILE_ERRORS
from corpus.library import Contributor, LibraryEntry
from corpus.settings import Settings
from corpus.store.jobs import JobState
from eval.reliability import played_sites as play
from eval.reliability.played_sites import PlayedSites, played_sites

CITING = b"1. Volunteers recall resolution 99/901 of the General Assembly.\n"
FETCHED = b"1. Volunteers are thanked by this resolution every year.\n"
ENGLISH, CHINESE = (
    (files("corpus.samples") / f"sample-a-res-99-901.{language}.pdf").read_bytes() for language in ("en", "zh")
)
BROKEN = b"<html><p>not a pdf</p></html>"
HTML = {"Accept": "text/html", "Accept-Language": "en"}


def give(client: TestClient, *files: tuple[str, bytes], **said: str) -> str:
    sent = client.post("/library/add", files=[("file", file) for file in files], data=said, headers=HTML)
    assert sent.status_code == 200, sent.text
    return sent.text


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def portal_of(client: TestClient) -> Portal:
    portal: Portal = client.app.state.portal  # type: ignore[attr-defined]
    return portal


def wait_for_downloads(client: TestClient) -> dict[str, Any]:
    """The state once nothing is being fetched."""
    for _ in range(600):
        state: dict[str, Any] = client.get("/v1/fetch").json()
        if not state["running"]:
            return state
        time.sleep(0.05)
    raise AssertionError("it is still fetching")


@pytest.fixture
def fetching_client(tmp_path: Path) -> Iterator[tuple[TestClient, PlayedSites]]:
    """The application over an empty folder, before played sites."""
    with played_sites() as sites:
        settings = Settings(data=tmp_path / "data", fetch_mirror=sites.address, fetch_delay=0, fetch_seconds=1)
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            yield client, sites


def test_a_missing_document_is_fetched_by_its_button(fetching_client: tuple[TestClient, PlayedSites]) -> None:
    client, sites = fetching_client
    give(client, ("citing.txt", CITING), symbol="DP/2099/5", language="en")
    assert 'name="work" value="A/RES/99/901"' in client.get("/library", headers=HTML).text
    address = sites.document("A/RES/99/901", "en", play.pdf(ENGLISH))
    shown = client.post("/library/fetch", data={"work": "A/RES/99/901"}, headers=HTML)
    assert (shown.status_code, shown.url.path) == (200, "/library/downloads")
    state = wait_for_downloads(client)
    assert [one["language"] for one in state["fetched"]] == ["en"]
    assert [(one["language"], one["error"]["code"]) for one in state["failed"]] == [("zh", "not_published")]
    assert 'name="work" value="A/RES/99/901"' not in client.get("/library", headers=HTML).text
    (version,) = client.get("/v1/works/A/RES/99/901").json()["expressions"]
    assert version["downloaded"]["address"] == address
    assert address.replace("&", "&amp;") in client.get("/works/A/RES/99/901", headers=HTML).text
    page = client.get("/library/downloads", headers=HTML).text
    assert "The site does not have it in that language." in page
    sites.document("A/RES/99/901", "zh", play.pdf(CHINESE))
    client.post("/library/fetch/again")
    assert wait_for_downloads(client)["failed"] == []


def test_what_is_fetched_may_be_stopped_and_is_gone_on_with(fetching_client: tuple[TestClient, PlayedSites]) -> None:
    client, sites = fetching_client
    sites.document("A/RES/99/901", "en", play.pdf(ENGLISH, pause=0.1))
    wanted = {"symbols": ["A/RES/99/901", "A/RES/99/902"], "languages": ["en"]}
    asked = client.post("/v1/fetch", json=wanted)
    assert (asked.status_code, asked.json()["running"]) == (202, True)
    client.post("/library/fetch/stop")
    state = wait_for_downloads(client)
    assert state["waiting"] == []
    assert not [one for one in sites.noted if "99/902" in one.path]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"symbols": ["nonsense"]}, 400),
        ({"symbols": ["EB/2018/8"]}, 404),
        ({"symbols": ["A/RES/70/1"], "languages": ["xx"]}, 400),
        ({"vnr": ["Nowhere"]}, 400),
        ({"limit": 3}, 400),
        ({"addresses": ["http://127.0.0.1/"]}, 422),
        ({"symbols": ["A/RES/70/1"] * 501}, 422),
    ],
)
def test_what_cannot_be_fetched_is_refused(unchanged_client: TestClient, wanted: dict[str, Any], status: int) -> None:
    assert unchanged_client.post("/v1/fetch", json=wanted).status_code == status
    assert unchanged_client.get("/v1/fetch").json()["waiting"] == []


def test_no_button_fetches_where_it_is_switched_off(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path / "data", fetch="off"))) as client:
        give(client, ("citing.txt", CITING), symbol="DP/2099/5", language="en")
        assert 'action="/library/fetch"' not in client.get("/library", headers=HTML).text
        assert client.post("/library/fetch", data={"work": "A/RES/99/901"}).status_code == 403
        assert client.post("/v1/fetch", json={"cited": True}).status_code == 403


def test_a_retry_puts_what_failed_back_into_the_queue(empty_client: TestClient) -> None:
    give(empty_client, ("one.pdf", BROKEN), ("two.pdf", BROKEN + b" "))
    portal = portal_of(empty_client)
    seen: list[int] = []
    portal.resume = lambda: seen.append(len(portal.store.jobs.open_jobs()))  # type: ignore[method-assign]
    empty_client.post("/library/retry", data={"file": sha256_of(BROKEN)})
    assert portal.store.jobs.counts()["pending"] == 1
    empty_client.post("/library/retry")
    assert portal.store.jobs.counts()["pending"] == 2
    empty_client.post("/library/retry")
    assert seen == [1, 2]
    assert "2 files are waiting" in empty_client.get("/library", headers=HTML).text


def test_what_was_quarantined_is_tried_again_only_by_itself(empty_client: TestClient) -> None:
    give(empty_client, ("one.pdf", BROKEN))
    store = portal_of(empty_client).store
    store.jobs.fail(sha256_of(BROKEN), "parser_crashed", "it crashed", quarantine=True)
    empty_client.post("/library/retry")
    assert [job.state for job in store.jobs.problems()] == [JobState.QUARANTINED]
    assert store.jobs.reopen(sha256_of(BROKEN), "new")
    assert not store.jobs.reopen(sha256_of(BROKEN), "new")
    (job,) = store.jobs.open_jobs()
    assert (job.state, job.pipeline, job.error) == (JobState.PENDING, "new", None)


def test_several_files_share_what_is_said_of_them_but_no_symbol(empty_client: TestClient) -> None:
    files = [("file", ("a.txt", CITING)), ("file", ("b.txt", FETCHED))]
    said = {"country": "Kenya", "year": "2024", "type": "report"}
    refused = empty_client.post("/library/add", files=files, data=said | {"symbol": "DP/2099/5"}, headers=HTML)
    assert refused.status_code == 400
    assert empty_client.get("/v1/works").json()["total"] == 0
    assert empty_client.post("/library/add", files=files, data=said, headers=HTML).status_code == 200
    works = empty_client.get("/v1/works").json()["works"]
    assert {(work["country"], work["year"], work["type"]) for work in works} == {("KEN", 2024, "report")}


@pytest.mark.parametrize("form", [{}, {"symbol": "DP/2099/5"}])
def test_a_form_without_a_file_is_refused(empty_client: TestClient, form: dict[str, str]) -> None:
    answer = empty_client.post("/library/add", files={"file": ("", b"")}, data=form, headers=HTML)
    assert answer.status_code in (400, 422)


def test_an_upload_is_not_taken_from_another_site(empty_client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    for address in (
        "/library/add",
        "/library/retry",
        "/library/fetch",
        "/library/fetch/again",
        "/library/fetch/stop",
        "/v1/fetch",
    ):
        assert empty_client.post(address, headers=headers).status_code == 403


def test_every_reason_for_which_a_file_fails_has_words_in_both_languages() -> None:
    texts = read_texts()
    assert [code for code in (*FILE_ERRORS, *FETCH_ERRORS, "internal") if f"fault.{code}" not in texts] == []


def test_products_are_counted_by_type_and_by_kind_of_contributor() -> None:
    toolkit = LibraryEntry("A", "A", "other", 2024, "toolkit", (Contributor("X", "un_entity"), Contributor("Y", None)))
    unknown = LibraryEntry("B", "B", "other", None, None, (Contributor("Z", "un_entity"),))
    shown = products([toolkit, unknown], None, "un_entity", 1)
    assert (shown.types, shown.contributors) == ({"toolkit": 1}, {"un_entity": 2})
    assert shown.shown.total == 2
    assert products([toolkit, unknown], "toolkit", None, 1).shown.items == [toolkit]
    assert products([toolkit, unknown], "toolkit", "civil_society", 1).shown.total == 0


def test_a_file_that_is_here_already_is_said_to_be(empty_client: TestClient) -> None:
    first, again = (give(empty_client, ("notes.txt", CITING)) for _ in range(2))
    assert "already here" not in first
    assert "already here" in again
