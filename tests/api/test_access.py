"""Who may do what: the table of routes and roles, keys, sessions, names that sign, and how often somebody may ask."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.access.gate import Gate
from api.access.rates import FAILURES, Rates
from api.access.routes import MOUNT, route_of, routes_of
from api.access.table import AT_THE_PROVIDER, BY_KEY, EVERYBODY, EXPENSIVE, RIGHT_OF
from api.app import create_app
from corpus.access import RIGHTS, Right, Role
from corpus.settings import Settings
from corpus.store import Store, open_store
from tests.api.test_contract import run
from tests.folders import copied

HTML = {"Accept": "text/html"}
Keys = dict[str, str]


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def keys_of(settings: Settings) -> Keys:
    """A key for each role, by the role's name, which is its holder's as well."""
    store = open_store(settings, create=True)
    made = {role.value: store.keys.create(role.value.title(), role)[1] for role in Role}
    store.close()
    return made


@pytest.fixture(scope="module")
def team(
    ingested: tuple[Settings, object], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Keys]]:
    """A team's portal over the samples, and a key for each role."""
    settings = Settings(data=tmp_path_factory.mktemp("team") / "data", rate_per_minute=1000)
    copied(ingested[0].data, settings.data)
    keys = keys_of(settings)
    with TestClient(create_app(settings)) as opened:
        yield opened, keys


@pytest.fixture
def client(team: tuple[TestClient, Keys]) -> TestClient:
    """The team's portal, asked by nobody in particular, who has asked for nothing in the last minute."""
    opened = team[0]
    opened.cookies.clear()
    forget_rates(opened)
    return opened


def forget_rates(client: TestClient) -> None:
    """Have the minute that counts begin anew."""
    rates: Rates = client.app.state.rates  # type: ignore[attr-defined]
    rates.__init__(1000)  # type: ignore[misc]


@pytest.fixture(scope="module")
def keys(team: tuple[TestClient, Keys]) -> Keys:
    return team[1]


# The table


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, Store, Keys]]:
    """The application over a store with keys; its routes are asked for and never called."""
    settings = Settings(data=tmp_path_factory.mktemp("table") / "data")
    keys, app = keys_of(settings), create_app(settings)
    store = open_store(settings)
    app.state.portal = SimpleNamespace(store=store)
    yield app, store, keys
    store.close()


def test_every_route_stands_in_the_table_and_nothing_else(application: tuple[FastAPI, Store, Keys]) -> None:
    names = [route.name for route in routes_of(application[0])]
    assert sorted(set(names) - RIGHT_OF.keys()) == [], "say in api/access/table.py who may ask for it"
    assert sorted(RIGHT_OF.keys() - set(names)) == []
    assert sorted(name for name in names if names.count(name) > 1) == []
    assert RIGHT_OF.keys() >= EXPENSIVE | AT_THE_PROVIDER | {BY_KEY}


def test_what_changes_something_is_not_for_readers() -> None:
    writing = {name for name in RIGHT_OF if not name.startswith(("GET ", MOUNT))}
    only_computed = {"POST /v1/cite", "POST /v1/classify"}
    for name in writing - only_computed - EVERYBODY:
        assert RIGHT_OF[name] not in (None, Right.READ), name


def asked(app: FastAPI, store: Store, method: str, path: str, key: str | None) -> tuple[int, bool]:
    """The status that the gate answers with, 204 where it lets through; and whether a body was read before."""
    read: list[bool] = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Any:
        read.append(True)
        return {"type": "http.request", "body": b"", "more_body": False}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    settings = Settings(data=Path("unused"))
    headers = [] if key is None else [(b"authorization", f"Bearer {key}".encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, "app": app}
    asyncio.run(Gate(behind, settings, app.state.pages.error, Rates(10_000))(scope, receive, send))
    return int(sent[0]["status"]), bool(read)


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_each_route_lets_through_who_may_and_nobody_else(
    application: tuple[FastAPI, Store, Keys], role: Role | None
) -> None:
    app, store, keys = application
    for route in routes_of(app):
        path = re.sub(r"{[^}]*}", "x", route.path) + ("/portal.css" if route.method == MOUNT else "")
        right = RIGHT_OF[route.name]
        may = right is None or (role is not None and right in RIGHTS[role])
        expected = 204 if may else 403 if role is not None else 401
        method = "GET" if route.method == MOUNT else route.method
        key = None if role is None else keys[role.value]
        assert asked(app, store, method, path, key) == (expected, False), route.name


def test_a_route_that_is_not_in_the_table_is_refused_to_everybody(
    application: tuple[FastAPI, Store, Keys], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, store, keys = application
    monkeypatch.setattr("api.access.gate.RIGHT_OF", {k: v for k, v in RIGHT_OF.items() if k != "GET /v1/works"})
    assert asked(app, store, "GET", "/v1/works", keys["admin"])[0] == 403


def test_a_longer_path_is_not_let_through_as_a_shorter_one(application: tuple[FastAPI, Store, Keys]) -> None:
    app, store, keys = application
    for path in ("/v1/review/decisions", "/v1/review/decisions/", "/v1//review/decisions"):
        status, _ = asked(app, store, "GET", path, keys["reader"])
        assert status == (403 if path == "/v1/review/decisions" else 204)  # no route answers the others
    assert asked(app, store, "HEAD", "/v1/review/decisions", keys["reader"])[0] == 403


def test_roles_have_the_rights_that_they_are_said_to_have() -> None:
    ladder = [Role.READER, Role.RESEARCHER, Role.LEAD, Role.ADMIN]
    for lower, higher in pairwise(ladder):
        assert RIGHTS[lower] < RIGHTS[higher]
    assert RIGHTS[Role.SERVICE] == {Right.READ, Right.ADD, Right.OBSERVE}
    assert set(RIGHTS) == set(Role)


def test_the_api_describes_who_may_ask(application: tuple[FastAPI, Store, Keys]) -> None:
    document = application[0].openapi()
    decide = document["paths"]["/v1/review/items/{name}/decisions"]["post"]
    assert decide["x-roles"] == ["researcher", "lead", "admin"]
    assert decide["responses"].keys() >= {"401", "403", "404"}
    assert "429" in document["paths"]["/v1/answer"]["get"]["responses"]
    assert "x-roles" not in document["paths"]["/v1/health"]["get"]


# Without keys, and with the first one


def test_without_keys_everybody_may_do_everything(empty_client: TestClient) -> None:
    saved = {"name": "s", "owner": "Ana", "query": "volunteers"}
    assert empty_client.get("/v1/works").status_code == 200
    assert empty_client.post("/v1/searches", json=saved).status_code == 201
    assert empty_client.get("/signin", headers=HTML).status_code == 200


def test_the_first_key_closes_a_running_portal_and_its_end_does_not_open_it(
    empty_client: TestClient, settings: Settings
) -> None:
    store = open_store(settings)
    key, secret = store.keys.create("Ana", Role.READER)
    refused = empty_client.get("/v1/works")
    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_needed")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert empty_client.get("/v1/works", headers=bearer(secret)).status_code == 200
    store.keys.revoke(key.id)
    store.close()
    assert empty_client.get("/v1/works", headers=bearer(secret)).json()["code"] == "bad_key"
    assert empty_client.get("/v1/works").status_code == 401
    assert empty_client.get("/v1/health").status_code == 200


def test_reading_is_open_where_the_settings_say_so(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", access="keys", public_reading=True)
    with TestClient(create_app(settings)) as client:
        assert client.get("/v1/works").status_code == 200
        assert client.post("/v1/searches", json={"name": "s", "owner": "A", "query": "q"}).status_code == 401
        assert client.post("/v1/documents", files={"file": ("a.txt", b"text")}).status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "portal.example"])
def test_an_address_that_others_reach_needs_keys(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = run(capsys, "serve", "--host", host, "--data", str(tmp_path / "data"))
    assert code == 2
    assert "nobody has a key" in said
    assert "vkp keys create NAME --role admin" in said
    assert len(said.splitlines()) == 1


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A portal without keys that has two names."""
    settings = Settings(data=tmp_path_factory.mktemp("named") / "data", hosts="other.example, Portal.example")
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("[::1]:8000", True),
        ("portal.example:8000", True),
        ("evil.example", False),
        ("evil.example:8000", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1:8000:evil.example", False),
        ("", False),
        ("192.0.2.7", False),
    ],
)
def test_a_portal_without_keys_answers_to_its_own_names_alone(host: str, answered: bool, named: TestClient) -> None:
    for path in ("/v1/works", "/", "/openapi.json"):
        answer = named.get(path, headers={"Host": host})
        assert answer.status_code == (200 if answered else 421), path
    saved = {"name": f"of {host}", "owner": "A", "query": "q"}
    written = named.post("/v1/searches", json=saved, headers={"Host": host})
    assert (written.status_code == 201) is answered


def test_a_team_is_reached_by_any_name(client: TestClient, keys: Keys) -> None:
    named = {"Host": "portal.example"}
    assert client.get("/v1/works", headers=named).status_code == 401
    assert client.get("/v1/works", headers=named | bearer(keys["reader"])).status_code == 200


# Keys


def test_a_key_is_shown_once_and_only_its_hash_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    create = ["keys", "create", "Li Wei", "--role", "lead", "--days", "30", "--data", str(data), "--json"]
    code, _, told = run(capsys, *create)
    assert (code, "vkp keys create NAME --role admin" in told) == (2, True), "nobody could administer the portal"
    assert run(capsys, "keys", "create", "Ana", "--role", "admin", "--data", str(data))[0] == 0
    code, out, _ = run(capsys, *create)
    made = json.loads(out)
    assert (code, made["role"], made["state"]) == (0, "lead", "live")
    assert len(made["key"]) == len("vkp_") + 43  # 256 bits
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert made["key"].encode() not in kept
    assert made["key"].removeprefix("vkp_").encode() not in kept
    _, listed, _ = run(capsys, "keys", "list", "--data", str(data))
    assert "Li Wei" in listed
    assert made["key"] not in listed
    code, ended, _ = run(capsys, "keys", "revoke", "Li Wei", "--data", str(data))
    assert (code, ended.split()[-1]) == (0, "revoked")
    assert run(capsys, "keys", "revoke", "nobody", "--data", str(data))[0] == 2


def test_a_key_that_has_expired_is_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(settings, create=True)
    _, secret = store.keys.create("Ana", Role.READER, days=1)
    assert store.keys.holder(secret) is not None
    monkeypatch.setattr("corpus.store.keys.now", lambda: "2999-01-01T00:00:00+00:00")
    assert store.keys.holder(secret) is None
    store.close()


def test_when_a_key_was_used_is_kept(settings: Settings) -> None:
    store = open_store(settings, create=True)
    _, secret = store.keys.create("Ana", Role.READER)
    assert [key.last_used_at for key in store.keys.every()] == [None]
    assert store.keys.holder(secret) is not None
    assert all(key.last_used_at for key in store.keys.every())
    store.close()


# Sessions


def signed_in(client: TestClient, key: str, there: str = "/") -> Any:
    return client.post("/signin", data={"key": key, "next": there}, headers=HTML, follow_redirects=False)


def test_a_key_becomes_a_session_that_ends_with_signing_out(client: TestClient, keys: Keys) -> None:
    led = client.get("/review?state=todo", headers=HTML, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/signin?next=%2Freview%3Fstate%3Dtodo")
    answer = signed_in(client, keys["researcher"], "/review?state=todo")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?state=todo")
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/", "max-age="))
    assert "secure" not in cookie
    page = client.get("/", headers=HTML).text
    assert "Researcher" in page
    assert client.post("/signout", follow_redirects=False).status_code == 303
    assert client.get("/review", headers=HTML, follow_redirects=False).status_code == 303


def test_a_session_cookie_is_secure_over_https(client: TestClient, keys: Keys) -> None:
    answer = client.post("https://testserver/signin", data={"key": keys["reader"]}, follow_redirects=False)
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_session_is_another_one_after_each_sign_in_and_is_not_kept_in_clear(client: TestClient, keys: Keys) -> None:
    signed_in(client, keys["reader"])
    first = client.cookies["session"]
    signed_in(client, keys["lead"])
    second = client.cookies["session"]
    assert first != second
    client.cookies.clear()
    client.cookies["session"] = first
    assert client.get("/v1/works").status_code == 401
    data = client.app.state.portal.settings.data  # type: ignore[attr-defined]
    assert all(second.encode() not in path.read_bytes() for path in data.glob("portal.db*"))


def test_a_session_ends_with_its_key_and_with_its_time(client: TestClient) -> None:
    store = client.app.state.portal.store  # type: ignore[attr-defined]
    key, secret = store.keys.create("Passing", Role.READER)
    signed_in(client, secret)
    assert client.get("/v1/works").status_code == 200
    store.keys.revoke(key.id)
    assert client.get("/v1/works").status_code == 401
    short = store.sessions.begin("Passing", Role.READER, -1)
    assert store.sessions.get(short) is None


def test_a_wrong_key_is_told_and_begins_nothing(client: TestClient) -> None:
    answer = signed_in(client, "vkp_wrong")
    assert answer.status_code == 401
    assert "is not known" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example", "/\\evil.example", "/signout", "x\r\ny"])
def test_signing_in_leads_to_no_other_site(client: TestClient, keys: Keys, there: str) -> None:
    assert signed_in(client, keys["reader"], there).headers["location"] == "/"


def test_another_site_cannot_sign_somebody_in_or_out(client: TestClient, keys: Keys) -> None:
    for path in ("/signin", "/signout"):
        answer = client.post(path, data={"key": keys["lead"]}, headers={"Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


# Names and what is whose


def passage_of(client: TestClient, key: str) -> str:
    found = client.get("/v1/review/queue", params={"indicator": "3.1"}, headers=bearer(key)).json()
    return str(found["passages"][0]["passage_id"])


def test_a_decision_is_signed_by_who_is_signed_in_whatever_it_says(client: TestClient, keys: Keys) -> None:
    name = passage_of(client, keys["researcher"])
    said = {"action": "accept", "reviewer": "Somebody Else", "indicator": "3.1"}
    made = client.post(f"/v1/review/items/{name}/decisions", json=said, headers=bearer(keys["researcher"]))
    assert made.status_code == 201
    assert made.json()["decision"]["reviewer"] == "Researcher"


def test_adjudicating_and_seeing_all_is_for_who_leads(client: TestClient, keys: Keys) -> None:
    name = passage_of(client, keys["lead"])
    said = {"action": "adjudicate", "reviewer": "x", "level": "L3"}
    for role, statuses in (("researcher", {403}), ("lead", {201, 400, 409})):
        made = client.post(f"/v1/review/items/{name}/decisions", json=said, headers=bearer(keys[role]))
        assert made.status_code in statuses
        seen = client.get(f"/v1/review/items/{name}?whole=true", headers=bearer(keys[role]))
        assert seen.status_code == (403 if role == "researcher" else 200)
    signed_in(client, keys["researcher"])
    by_form = client.post(f"/review/items/{name}", data={"act": "adjudicate", "shown": "0-0"}, headers=HTML)
    assert by_form.status_code == 403


def test_nobody_looks_at_the_queue_in_the_name_of_another(client: TestClient, keys: Keys) -> None:
    asked_as = {"reviewer": "Lead"}
    mine = client.get("/v1/review/queue", params=asked_as, headers=bearer(keys["researcher"])).json()
    theirs = client.get("/v1/review/queue", params=asked_as, headers=bearer(keys["lead"])).json()
    assert (mine["reviewer"], theirs["reviewer"]) == ("Researcher", "Lead")


def test_a_saved_search_belongs_to_its_owner(client: TestClient, keys: Keys) -> None:
    store = client.app.state.portal.store  # type: ignore[attr-defined]
    other = store.keys.create("Other", Role.RESEARCHER)[1]
    said = {"name": "mine", "owner": "Somebody Else", "query": "volunteers"}
    saved = client.post("/v1/searches", json=said, headers=bearer(keys["researcher"])).json()
    assert saved["owner"] == "Researcher"
    path = f"/v1/searches/{saved['id']}"
    assert client.delete(path, headers=bearer(other)).status_code == 403
    assert client.post(f"{path}/run", headers=bearer(other)).status_code == 403
    signed_in(client, other)
    assert client.post(f"/searches/{saved['id']}/remove", headers=HTML).status_code == 403
    client.cookies.clear()
    assert client.post(f"{path}/run", headers=bearer(keys["researcher"])).status_code == 200
    assert client.delete(path, headers=bearer(keys["lead"])).status_code == 204


def test_a_link_is_corrected_in_ones_own_name(client: TestClient, keys: Keys) -> None:
    links = client.get("/v1/works/DP/2099/11/links", headers=bearer(keys["researcher"])).json()["links"]
    link = next(one["id"] for one in links if one["status"] == "matched")
    said = {"correction": "confirm", "author": "Somebody Else"}
    made = client.post(f"/v1/links/{link}/decisions", json=said, headers=bearer(keys["researcher"]))
    assert made.status_code == 201, made.text
    assert made.json()["decision"]["author"] == "Researcher"


def test_what_a_request_writes_is_entered_in_the_audit_with_who_is_signed_in(client: TestClient, keys: Keys) -> None:
    store = client.app.state.portal.store  # type: ignore[attr-defined]
    file = {"file": ("note.txt", b"1. Volunteers of the audit.")}
    made = client.post("/v1/documents", files=file, headers=bearer(keys["service"]))
    assert made.status_code == 201, made.text
    last = [entry for entry in store.audit.every() if entry.kind == "document"][-1]
    assert last.actor == "Service"
    assert store.audit.checked().faults == ()


# What the pages offer

OFFERING = (
    *("/", "/searches", "/search?q=volunteers", "/library", "/library/products", "/indicators/3.1/snapshots"),
    *("/review", "/review/progress", "/review/samples", "/review/samples/1", "/review/agreement", "/works/DP/2099/11"),
    *("/works/DP/2099/11/links", "/indicators", "/indicators/3.1?basis=reviewed", "/indicators/3.1/ledger"),
    *("/countries", "/countries/XAB", "/nowhere"),
)
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')


def offered(client: TestClient, page: str) -> Iterator[str]:
    """The routes that the forms of a page post to, and those that its links lead to."""
    app, answer = client.app, client.get(page, headers=HTML)
    text = answer.text if answer.status_code == 200 else ""
    routes = tuple(routes_of(app))  # type: ignore[arg-type]
    for form in re.findall(r'<form[^>]*method="post"[^>]*>', text):
        action = unescape(re.findall(r'action="([^"]*)"', form)[0])
        named = route_of(routes, {"method": "POST", "path": unquote(urlsplit(action).path)})
        assert named is not None, action
        yield named
    for address in LINK.findall(text):
        named = route_of(routes, {"method": "GET", "path": unquote(urlsplit(unescape(address)).path)})
        assert named is not None, address
        yield named


@pytest.mark.parametrize("role", Role, ids=str)
def test_pages_offer_what_a_role_may_do_and_nothing_else(client: TestClient, keys: Keys, role: Role) -> None:
    saved = {"name": f"of a lead, for {role}", "owner": "x", "query": "volunteers"}
    assert client.post("/v1/searches", json=saved, headers=bearer(keys["lead"])).status_code == 201
    client.post("/v1/documents", files={"file": ("bad.pdf", b"no PDF")}, headers=bearer(keys["lead"]))
    link = client.get("/v1/works/DP/2099/11/links", headers=bearer(keys["reader"])).json()["links"][0]["id"]
    passage = passage_of(client, keys["lead"])
    drawn = {"indicator": "3.1", "size": 3, "seed": 1, "by": "x"}
    assert client.post("/v1/review/samples", json=drawn, headers=bearer(keys["lead"])).status_code == 201
    signed_in(client, keys[role.value])
    every = {
        route for page in (*OFFERING, f"/links/{link}", f"/review/items/{passage}") for route in offered(client, page)
    }
    rights = {RIGHT_OF[route] for route in every} - {None}
    assert rights <= RIGHTS[role], every
    assert rights == RIGHTS[role] - {Right.ADMINISTER, Right.OBSERVE}, "what they may do is offered"


def test_a_saved_search_is_offered_to_its_owner_alone(client: TestClient, keys: Keys) -> None:
    store = client.app.state.portal.store  # type: ignore[attr-defined]
    said = {"name": "offered", "owner": "x", "query": "volunteers"}
    number = client.post("/v1/searches", json=said, headers=bearer(keys["researcher"])).json()["id"]
    shown = {"researcher": True, "lead": True, "reader": False, "another": False}
    every = keys | {"another": store.keys.create("Another", Role.RESEARCHER)[1]}
    for name, expected in shown.items():
        signed_in(client, every[name])
        assert (f'action="/searches/{number}/run"' in client.get("/searches", headers=HTML).text) is expected, name


# How often


def test_who_guesses_keys_has_to_wait(client: TestClient, keys: Keys) -> None:
    answers = [signed_in(client, "vkp_guess").status_code for _ in range(FAILURES + 1)]
    assert answers == [401] * FAILURES + [429]
    waiting = client.post("/signin", data={"key": keys["lead"]}, headers={"Accept": "application/json"})
    assert (waiting.status_code, waiting.json()["code"]) == (429, "too_many_requests")
    assert waiting.headers["content-type"] == "application/problem+json"
    assert 1 <= int(waiting.headers["retry-after"]) <= 60


def test_keys_that_are_not_known_are_counted_wherever_they_are_sent(client: TestClient) -> None:
    answers = [client.get("/v1/works", headers=bearer("vkp_guess")).status_code for _ in range(FAILURES + 1)]
    assert answers == [401] * FAILURES + [429]


def test_expensive_requests_of_one_visitor_are_limited_and_of_another_are_not(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", rate_per_minute=2)
    keys = keys_of(settings)
    with TestClient(create_app(settings)) as client:
        asked = [client.post("/v1/cite", json=[], headers=bearer(keys["reader"])) for _ in range(3)]
        assert [answer.status_code for answer in asked] == [200, 200, 429]
        assert int(asked[-1].headers["retry-after"]) >= 1
        assert client.post("/v1/cite", json=[], headers=bearer(keys["lead"])).status_code == 200
        assert client.get("/v1/works", headers=bearer(keys["reader"])).status_code == 200
