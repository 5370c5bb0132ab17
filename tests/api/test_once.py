"""A request that is sent again with its key has one effect and the same answer."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import text

from api.access.table import RIGHT_OF
from api.app import create_app
from api.once import ONCE
from corpus.access import Right, Role
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.requests import Answer, KeyedRequest, carrying_out
from ingest.pipeline import ingest
from tests.folders import copied

KEY = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
WITHOUT_KEY = {
    "POST /v1/documents",  # files are known by their bytes
    "POST /library/add",
    "POST /library/retry",
    "POST /library/fetch",
    "POST /v1/fetch",  # a document that is asked for twice is fetched once
    "POST /library/fetch/again",
    "POST /library/fetch/stop",
    "POST /review/begin",  # a name is remembered by the browser
    "POST /v1/review/training",  # what is learned of the same decisions is the same
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Settings:
    """A folder with some of the samples' reviews."""
    settings = Settings(data=tmp_path_factory.mktemp("once") / "data")
    ingest(sorted(samples.glob("sample-vnr-xa[ab]-*.pdf")), settings)
    return settings


@pytest.fixture
def own(settings: Settings, shared: Settings) -> Settings:
    copied(shared.data, settings.data)
    return settings


@pytest.fixture
def client(own: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(own), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def store(own: Settings, client: TestClient) -> Iterator[Store]:
    opened = open_store(own)
    yield opened
    opened.close()


def passage(client: TestClient, place: int = 0) -> str:
    found: str = client.get("/v1/review/queue").json()["passages"][place]["passage_id"]
    return found


def accept(client: TestClient, at: str, key: dict[str, str] = KEY, **said: Any) -> Response:
    body = {"action": "accept", "reviewer": "Ana Ruiz", "indicator": "3.1"} | said
    return client.post(f"/v1/review/items/{at}/decisions", json=body, headers=key)


def rows(store: Store, table: str) -> int:
    with store.reading() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_every_route_that_changes_what_people_wrote_takes_a_key() -> None:
    changing = {route for route, right in RIGHT_OF.items() if route[:3] != "GET" and right not in (None, Right.READ)}
    assert changing - WITHOUT_KEY == ONCE


def test_a_decision_that_is_sent_again_is_made_once_and_answered_alike(client: TestClient, store: Store) -> None:
    at = passage(client)
    first, second = accept(client, at), accept(client, at)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert (rows(store, "review_decisions"), rows(store, "requests")) == (1, 1)


def test_a_key_that_comes_with_another_request_is_refused(client: TestClient, store: Store) -> None:
    at = passage(client)
    accept(client, at)
    other = accept(client, at, comment="Another word.")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert "new key" in other.json()["detail"]
    assert rows(store, "review_decisions") == 1


def test_what_is_no_key_is_refused(client: TestClient, store: Store) -> None:
    keys: list[Any] = ["", '""', "a b", "x" * 129, "ä".encode()]
    for key in keys:
        answer = accept(client, passage(client), {"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert rows(store, "review_decisions") == 0


def test_a_request_that_is_refused_keeps_no_answer_and_may_be_tried_again(client: TestClient, store: Store) -> None:
    at = passage(client)
    assert accept(client, at, comment="a\nb").status_code == 400
    assert rows(store, "requests") == 0
    assert accept(client, at).status_code == 201


def test_of_many_at_once_with_one_key_one_has_an_effect(client: TestClient, store: Store) -> None:
    at = passage(client)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: accept(client, at), range(16)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert (rows(store, "review_decisions"), rows(store, "requests")) == (1, 1)


def test_keys_of_two_people_are_two(own: Settings) -> None:
    store = open_store(own)
    keys = [store.keys.create(name, Role.RESEARCHER)[1] for name in ("Ana", "Ben")]
    with TestClient(create_app(own)) as client:
        for key in keys:
            client.headers["Authorization"] = f"Bearer {key}"
            answer = accept(client, passage(client))
            assert (answer.status_code, answer.json()["decision"]["reviewer"]) == (
                201,
                "Ana" if key == keys[0] else "Ben",
            )
    assert {made.actor for made in store.requests.made()} == {"Ana", "Ben"}
    store.close()


def test_what_people_keep_is_kept_once(client: TestClient, store: Store) -> None:
    assigned = {"indicator": "3.1", "reviewer": "Ana", "works": ["VNR/XAA/2024"], "by": "Ben"}
    kept: list[tuple[str, dict[str, Any], str]] = [
        ("/v1/searches", {"owner": "Ana", "name": "Mine", "query": "volunteers"}, "saved_searches"),
        ("/v1/review/samples", {"indicator": "3.1", "size": 3, "seed": 7, "by": "Ana"}, "review_samples"),
        ("/v1/review/assignments", assigned, "review_assignments"),
    ]
    for path, body, table in kept:
        first, second = (client.post(path, json=body, headers={"Idempotency-Key": table}) for _ in range(2))
        assert first.status_code in (200, 201), first.text
        assert (second.status_code, second.json()) == (first.status_code, first.json())
        assert rows(store, table) == 1


def test_a_search_that_is_run_again_with_its_key_tells_the_same_news(client: TestClient) -> None:
    client.post("/v1/searches", json={"owner": "Ana", "name": "Mine", "query": "volunteers"})
    run = [client.post("/v1/searches/1/run", headers=KEY) for _ in range(2)]
    assert run[0].json() == run[1].json()
    gone = [client.delete("/v1/searches/1", headers={"Idempotency-Key": "another"}) for _ in range(2)]
    assert [answer.status_code for answer in gone] == [204, 204]


def form(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this action."""
    (found,) = (part for part in page.split("<form")[1:] if action in part.split(">")[0])
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found.split("</form>")[0])
    return {name: unescape(value) for name, value in fields}


def test_a_form_that_is_sent_twice_has_one_effect(client: TestClient, store: Store) -> None:
    address = "/indicators/3.1/snapshots"
    fields = form(client.get(address).text, 'action="/indicators/3.1/snapshots') | {"by": "Ana"}
    assert len(fields["once"]) > 20
    first = client.post(address, data=fields, follow_redirects=False)
    accept(client, passage(client), {})  # another count by now
    second = client.post(address, data=fields, follow_redirects=False)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["location"] == first.headers["location"]
    assert rows(store, "snapshots") == 1


def test_a_form_that_is_filled_in_otherwise_is_another_request(client: TestClient, store: Store) -> None:
    address = "/searches"
    page = client.get("/search", params={"q": "volunteers"}).text
    fields = form(page, 'action="/searches"')
    for name in ("Mine", "Mine too"):
        client.post(address, data=fields | {"name": name, "owner": "Ana"}, follow_redirects=False)
    assert rows(store, "saved_searches") == 2


def test_every_form_that_changes_something_carries_a_key_of_its_own(client: TestClient) -> None:
    client.post("/v1/searches", json={"owner": "Ana", "name": "Mine", "query": "volunteers"})
    client.cookies.set("name", "Ana")
    at = passage(client)
    for address in ("/searches", f"/review/items/{at}", "/review/samples", "/review/progress", "/search?q=volunteers"):
        page = client.get(address).text
        forms = [part.split("</form>")[0] for part in page.split("<form")[1:] if 'method="post"' in part.split(">")[0]]
        keys = [re.findall(r'name="once" value="([^"]+)"', part) for part in forms]
        assert forms
        assert all(len(found) == 1 for found in keys), address
        assert len({found[0] for found in keys}) == len(keys)


def asked(key: str = "k") -> KeyedRequest:
    return KeyedRequest("", key, "POST /v1/searches", "f" * 64)


def test_what_fails_within_a_request_leaves_nothing_and_what_ends_before_its_answer_neither(store: Store) -> None:
    one = asked()
    with carrying_out(one):
        store.searches.save("Ana", "Mine", "volunteers", "auto", {})
        with pytest.raises(PortalError, match="name"):
            store.searches.save("Ana", "Mine", "volunteers", "auto", {})
        assert len(one.entries) == 1
        assert [search.name for search in store.searches.every()] == ["Mine"], "it reads what it wrote"
    assert store.searches.every() == [], "nobody else does"
    one.drop()
    assert (store.searches.every(), store.requests.made(), store.audit.checked().faults) == ([], [], ())


def test_who_is_second_with_a_key_waits_and_is_told(store: Store) -> None:
    first, told = asked(), threading.Event()

    def second() -> str:
        told.set()
        with carrying_out(asked()), pytest.raises(PortalError) as refused:
            store.searches.save("Ana", "Mine", "volunteers", "auto", {})
        return refused.value.code

    with ThreadPoolExecutor(1) as pool:
        with carrying_out(first):
            store.searches.save("Ana", "Mine", "volunteers", "auto", {})
        waiting = pool.submit(second)
        told.wait()
        first.keep(Answer(201, [], b"{}"))
        assert waiting.result(timeout=20) == "key_taken"
    assert len(store.searches.every()) == 1


def test_a_count_that_is_made_within_a_request_is_not_kept_for_others(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = client.app.state.portal  # type: ignore[attr-defined]
    one = asked()
    with carrying_out(one):
        portal.store.searches.save("Ana", "Mine", "volunteers", "auto", {})
        assert portal.kept.of("names", lambda: [s.name for s in portal.store.searches.every()]) == ["Mine"]
    one.drop()
    assert portal.kept.of("names", lambda: [s.name for s in portal.store.searches.every()]) == []


def test_a_server_that_fails_at_the_end_has_done_nothing(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the answer cannot be made")

    with monkeypatch.context() as patch:
        patch.setattr("api.reviewing.item_document", broken)
        assert accept(client, passage(client)).status_code == 500
    assert (rows(store, "review_decisions"), rows(store, "requests")) == (0, 0)
    assert accept(client, passage(client)).status_code == 201


def test_a_key_is_forgotten_after_a_week(client: TestClient, store: Store) -> None:
    at = passage(client)
    accept(client, at)
    with store.writing() as connection:
        connection.execute(text("UPDATE requests SET at = '2020-01-01T00:00:00+00:00'"))
    assert accept(client, at).json()["code"] == "changed_meanwhile"
    accept(client, passage(client, 1), {"Idempotency-Key": "another"})
    assert rows(store, "requests") == 1
