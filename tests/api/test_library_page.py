"""The library's page behind the browser: trying again, fetching where something fetches, the words for what failed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.fetching import available
from api.portal import Portal
from api.web.library.products import products
from api.web.rendering import read_texts
from corpus.errors import FILE_ERRORS
from corpus.library import Contributor, LibraryEntry
from corpus.store.jobs import JobState
from ingest.discover import Candidate

CITING = b"1. Volunteers recall resolution 99/321 of the General Assembly.\n"
FETCHED = b"1. Volunteers are thanked by this resolution every year.\n"
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


def test_a_missing_document_has_a_button_where_something_fetches(empty_client: TestClient, tmp_path: Path) -> None:
    give(empty_client, ("citing.txt", CITING), symbol="DP/2099/5", language="en")
    assert 'action="/library/fetch"' not in empty_client.get("/library", headers=HTML).text
    assert empty_client.post("/library/fetch", data={"work": "A/RES/99/321"}).status_code == 404

    def fetch(portal: Portal, work: str) -> Sequence[str]:
        path = tmp_path / "A_RES_99_321.en.txt"
        path.write_bytes(f"{work}\n\n".encode() + FETCHED)
        portal.ingest([Candidate(path)]).result()
        return [sha256_of(path.read_bytes())]

    empty_client.app.dependency_overrides[available] = lambda: fetch  # type: ignore[attr-defined]
    page = empty_client.get("/library", headers=HTML).text
    assert 'name="work" value="A/RES/99/321"' in page
    came = empty_client.post("/library/fetch", data={"work": "A/RES/99/321"}, headers=HTML)
    assert (came.status_code, "A_RES_99_321" in came.text) == (200, True)
    assert 'name="work" value="A/RES/99/321"' not in empty_client.get("/library", headers=HTML).text


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
    for address in ("/library/add", "/library/retry", "/library/fetch"):
        assert empty_client.post(address, headers=headers).status_code == 403


def test_every_reason_for_which_a_file_fails_has_words_in_both_languages() -> None:
    texts = read_texts()
    assert [code for code in (*FILE_ERRORS, "internal") if f"fault.{code}" not in texts] == []


def test_products_are_counted_by_type_and_by_kind_of_contributor() -> None:
    toolkit = LibraryEntry("A", "A", "other", 2024, "toolkit", (Contributor("X", "un_entity"), Contributor("Y", None)))
    unknown = LibraryEntry("B", "B", "other", None, None, (Contributor("Z", "un_entity"),))
    shown = products([toolkit, unknown], None, "un_entity", 1)
    assert (shown.types, shown.contributors) == ({"toolkit": 1}, {"un_entity": 2})
    assert shown.shown.total == 2
    assert products([toolkit, unknown], "toolkit", None, 1).shown.items == [toolkit]
    assert products([toolkit, unknown], "toolkit", "civil_society", 1).shown.total == 0
