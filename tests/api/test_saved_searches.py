"""Searches that people keep: by the command line, the API and the page; what is new since one was run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.saving import ran_text, run_document
from corpus.settings import Settings
from corpus.store import open_store, schema
from corpus.store.searches import MOST
from search.candidates import DEPTH
from search.searcher import Searcher
from tests.api.test_contract import run, valid

INSURED = "1. Insurance of volunteers covers illness."
SEARCH = {"name": "Insurance", "owner": "A. Researcher", "query": "insurance of volunteers"}


def uploaded(client: TestClient, symbol: str, text: str, **said: str) -> None:
    file = {"file": ("note.txt", text.encode())}
    answer = client.post(
        "/v1/documents", files=file, data={"symbol": symbol, "language": "en", "type": "report", **said}
    )
    assert answer.status_code in (200, 201), answer.text


def saved(client: TestClient, **changed: Any) -> dict[str, Any]:
    answer = client.post("/v1/searches", json=SEARCH | changed)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def new_of(client: TestClient, number: int) -> list[str]:
    answer = client.post(f"/v1/searches/{number}/run")
    assert answer.status_code == 200, answer.text
    ran = valid(answer.json(), "searches_run")
    assert ran["new"] == len(ran["hits"])
    return [hit["work"] for hit in ran["hits"]]


def test_a_saved_search_is_listed_and_can_be_removed(empty_client: TestClient) -> None:
    one = saved(empty_client, filters={"lang": ["EN"], "year": [2099]})
    assert one["filters"] == {"lang": ["en"], "year": [2099]}
    assert (one["mode"], one["last_run_at"]) == ("auto", None)
    assert empty_client.get(f"/v1/searches/{one['id']}").json() == one
    assert valid(empty_client.get("/v1/searches").json(), "searches") == {"searches": [one]}
    assert empty_client.delete(f"/v1/searches/{one['id']}").status_code == 204
    assert empty_client.get("/v1/searches").json() == {"searches": []}
    assert empty_client.delete(f"/v1/searches/{one['id']}").json()["code"] == "unknown_search"


def test_an_owner_uses_a_name_once(empty_client: TestClient) -> None:
    saved(empty_client)
    again = empty_client.post("/v1/searches", json=SEARCH | {"query": "another", "name": " Insurance "})
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")
    other = saved(empty_client, owner="B. Researcher")
    assert [one["owner"] for one in empty_client.get("/v1/searches").json()["searches"]] == [
        SEARCH["owner"],
        other["owner"],
    ]
    mine = empty_client.get("/v1/searches", params={"owner": "B. Researcher"}).json()["searches"]
    assert [one["id"] for one in mine] == [other["id"]]


REFUSED = [
    ({"name": "  "}, "bad_input"),
    ({"name": "two\nlines"}, "bad_input"),
    ({"owner": ""}, "bad_input"),
    ({"name": "…"}, "bad_input"),
    ({"owner": "\u0301 – \u200b"}, "bad_input"),
    ({"name": "x" * 81}, "invalid_request"),
    ({"query": " "}, "query_empty"),
    ({"query": "x" * 1001}, "invalid_request"),
    ({"mode": "psychic"}, "invalid_request"),
    ({"filters": {"lang": ["xx"]}}, "bad_input"),
    ({"filters": {"year": [1066]}}, "bad_input"),
    ({"filters": {"country": ["Kenya"]}}, "bad_input"),
]


@pytest.mark.parametrize(("changed", "code"), REFUSED)
def test_what_cannot_be_searched_for_is_not_saved(empty_client: TestClient, changed: dict[str, Any], code: str) -> None:
    assert empty_client.post("/v1/searches", json=SEARCH | changed).json()["code"] == code
    assert empty_client.get("/v1/searches").json() == {"searches": []}


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("POST", "/1/run"), ("DELETE", "/1")])
def test_another_site_cannot_write_through_a_browser(empty_client: TestClient, method: str, path: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    answer = empty_client.request(method, f"/v1/searches{path}", json=SEARCH, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert empty_client.request("POST", "/searches", data=SEARCH, headers=headers).status_code == 403


def test_a_run_tells_what_was_published_since_the_last_one(empty_client: TestClient) -> None:
    uploaded(empty_client, "DP/2099/1", INSURED)
    number = saved(empty_client)["id"]
    new_of(empty_client, number)
    assert new_of(empty_client, number) == []  # nothing came in between
    uploaded(empty_client, "DP/2099/2", f"{INSURED} And accidents.")
    uploaded(empty_client, "DP/2099/3", "1. The garden grows beans.")  # new, and not found
    assert new_of(empty_client, number) == ["DP/2099/2"]
    assert new_of(empty_client, number) == []


def test_a_document_that_is_read_again_is_not_new_and_the_search_stays(empty_client: TestClient) -> None:
    uploaded(empty_client, "DP/2099/1", INSURED)
    number = saved(empty_client)["id"]
    new_of(empty_client, number)
    uploaded(empty_client, "DP/2099/1", INSURED, title="Another title")  # the same file, said to be otherwise
    assert new_of(empty_client, number) == []
    assert [one["id"] for one in empty_client.get("/v1/searches").json()["searches"]] == [number]


def saved_long_ago(client: TestClient, **changed: Any) -> int:
    """A search that was saved before all documents, which were published a day ago: only what comes then is new."""
    number: int = saved(client, **changed)["id"]
    store = client.app.state.portal.store  # type: ignore[attr-defined]
    with store.writing() as connection:
        connection.execute(update(schema.saved_searches).values(created_at="2020-01-02T00:00:00+00:00"))
        connection.execute(update(schema.jobs).values(updated_at="2020-01-01T00:00:00+00:00"))
        connection.execute(update(schema.expressions).values(added_at="2020-01-01T00:00:00+00:00"))
    return number


def paragraphs(count: int, text: str = "Insurance of volunteers covers illness") -> str:
    return "\n\n".join(f"{number}. {text} of kind {number}." for number in range(1, count + 1))


def test_a_new_document_is_told_where_older_ones_hold_all_of_the_best(empty_client: TestClient) -> None:
    uploaded(empty_client, "DP/2099/1", paragraphs(DEPTH + 5))
    number = saved_long_ago(empty_client)
    uploaded(empty_client, "DP/2099/2", "1. The weather was fine, and the insurance of the garden was paid in time.")
    assert new_of(empty_client, number) == ["DP/2099/2"]


def test_a_new_document_is_told_where_another_new_one_holds_all_of_the_best(empty_client: TestClient) -> None:
    number = saved_long_ago(empty_client)
    uploaded(empty_client, "DP/2099/1", paragraphs(DEPTH + 5))
    uploaded(empty_client, "DP/2099/2", "1. The weather was fine, and the insurance of the garden was paid in time.")
    told = [empty_client.post(f"/v1/searches/{number}/run?k=100").json() for _ in range(4)]
    assert [len(one["hits"]) for one in told] == [100, DEPTH - 100, 1, 0]
    assert [hit["work"] for hit in told[2]["hits"]] == ["DP/2099/2"]
    assert [one["total_is"] for one in told[:2]] == ["at_least", "at_least"]


def test_what_is_cut_is_shown_by_the_next_run_and_the_time_stands_still(empty_client: TestClient) -> None:
    number = saved_long_ago(empty_client)
    uploaded(empty_client, "DP/2099/1", paragraphs(3))
    first, second, third = (empty_client.post(f"/v1/searches/{number}/run?k=2").json() for _ in range(3))
    assert [(one["new"], len(one["hits"])) for one in (first, second, third)] == [(3, 2), (1, 1), (0, 0)]
    assert len({hit["passage_id"] for one in (first, second) for hit in one["hits"]}) == 3
    assert first["search"]["last_run_at"] is None
    assert first["since"] == second["since"] < third["since"] == second["search"]["last_run_at"]
    said = list(ran_text(first))
    assert said[0] == "Insurance: 2 new passages in 1 new document since 2020-01-02 00:00 UTC"
    assert said[-1] == "1 more: run it again"
    assert "run it again" not in list(ran_text(second))[-1]


def test_the_page_says_that_there_are_more(empty_client: TestClient) -> None:
    number = saved_long_ago(empty_client)
    uploaded(empty_client, "DP/2099/1", paragraphs(33))
    page = empty_client.post(f"/searches/{number}/run", params={"ui": "en"}).text
    assert "30 new passages" in page
    assert "3 more: run it again" in page


def test_a_document_from_before_that_is_read_again_is_not_new(empty_client: TestClient) -> None:
    uploaded(empty_client, "DP/2099/1", INSURED)
    number = saved_long_ago(empty_client)
    uploaded(empty_client, "DP/2099/1", INSURED, title="Another title")
    assert new_of(empty_client, number) == []


class NoSearcher(Searcher):
    """Fails where anything is searched."""

    def search(self, *_: Any, **__: Any) -> Any:
        raise AssertionError


def test_nothing_is_searched_where_no_document_is_new(empty_client: TestClient) -> None:
    uploaded(empty_client, "DP/2099/1", INSURED)
    uploaded(empty_client, "DP/2099/2", f"{INSURED} And accidents.")
    number = saved_long_ago(empty_client, filters={"work": ["DP/2099/1"]})
    uploaded(empty_client, "DP/2099/3", f"{INSURED} And fire.")  # which the search does not keep to
    store = empty_client.app.state.portal.store  # type: ignore[attr-defined]
    ran = run_document(NoSearcher(None), store, store.searches.get(number), 10)  # type: ignore[arg-type]
    assert (ran["new"], ran["total"], ran["total_is"]) == (0, 0, "exact")
    assert store.searches.works_published_since("2020-01-02") == {"DP/2099/3"}


def test_names_that_look_alike_are_alike(empty_client: TestClient) -> None:
    one = saved(empty_client, name="Cafe\u0301", owner="Jose\u0301")
    assert (one["name"], one["owner"]) == ("Café", "José")
    again = empty_client.post("/v1/searches", json=SEARCH | {"name": "Café", "owner": "José"})
    assert again.json()["code"] == "name_taken"
    assert empty_client.get("/v1/searches", params={"owner": "Jose\u0301"}).json() == {"searches": [one]}


def test_an_owner_keeps_so_many_searches_and_others_still_keep_theirs(empty_client: TestClient) -> None:
    store = empty_client.app.state.portal.store  # type: ignore[attr-defined]
    for number in range(MOST):
        store.searches.save(SEARCH["owner"], f"No. {number}", "insurance", "auto", {})
    refused = empty_client.post("/v1/searches", json=SEARCH)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_input")
    assert f"{MOST} saved searches" in refused.text
    assert len(store.searches.every(SEARCH["owner"])) == MOST
    saved(empty_client, owner="B. Researcher")


def test_filters_hold_when_a_search_is_run(empty_client: TestClient) -> None:
    number = saved(empty_client, filters={"work": ["DP/2099/9"]})["id"]
    uploaded(empty_client, "DP/2099/1", INSURED)
    assert new_of(empty_client, number) == []


def test_the_commands_save_list_run_and_remove(
    empty_client: TestClient, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, by = ["--data", str(tmp_path / "other")], ["--by", "A. Researcher"]
    open_store(Settings(data=tmp_path / "other"), create=True).close()
    code, out, _ = run(capsys, "searches", "save", "Insurance", "volunteers", "--lang", "en", *by, *data, "--json")
    assert (code, json.loads(out)["filters"]) == (0, {"lang": ["en"]})
    code, _, err = run(capsys, "searches", "save", "Insurance", "other", *by, *data)
    assert (code, err.count("\n")) == (2, 1)
    assert "Insurance" in err
    code, out, _ = run(capsys, "searches", *data)
    assert out.splitlines() == ["1 saved search", "  Insurance  (A. Researcher): volunteers  lang=en  [not run yet]"]
    assert run(capsys, "searches", "remove", "Nothing", *by, *data)[0] == 2
    assert run(capsys, "searches", "remove", "Insurance", *by, *data)[0] == 0
    assert run(capsys, "searches", *data)[1] == "0 saved searches\n"


WRONG_CALLS = [
    ["save", "Insurance", "volunteers"],  # nobody's
    ["save", "Insurance", "--by", "A"],  # of nothing
    ["run", "Insurance", "volunteers", "--by", "A"],  # its query is kept
    ["run", "--by", "A"],  # which one?
]


@pytest.mark.parametrize("words", WRONG_CALLS)
def test_a_wrong_call_says_what_is_missing(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "searches", *words, "--data", str(tmp_path))
    assert code == 2
    assert "--by OWNER" in err


def test_the_page_saves_runs_and_removes(empty_client: TestClient) -> None:
    uploaded(empty_client, "DP/2099/1", INSURED)
    found = empty_client.get("/search", params={"q": "insurance", "lang": "en", "ui": "en"})
    assert 'action="/searches"' in found.text
    form = {"q": "insurance", "lang": ["en"], "name": "<b>Mine</b>", "owner": "A"}
    listed = empty_client.post("/searches", data=form)
    assert listed.status_code == 200  # after a redirect
    assert "&lt;b&gt;Mine&lt;/b&gt;" in listed.text
    assert "/search?q=insurance&amp;lang=en" in listed.text
    (one,) = empty_client.get("/v1/searches").json()["searches"]
    for ui, said in (("en", "new passage"), ("zh", "新增")):
        ran = empty_client.post(f"/searches/{one['id']}/run", follow_redirects=False)
        assert ran.status_code == 303
        assert said in empty_client.get(f"{ran.headers['Location']}&ui={ui}").text
    assert "Mine" not in empty_client.post(f"/searches/{one['id']}/remove").text
