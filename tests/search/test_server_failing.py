"""A Qdrant server that fails for a while, or in the midst of an answer; a double plays its failures, and nothing else.

Where a server has to be well, qdrant-client's own in-process mode stands for it.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient, models

from api.upkeep import repair_document
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.pipeline import ingest
from ingest.reembedding_journal import NAME, Journal
from search.store.asking import Server
from search.store.base import PassageStore
from search.store.server import ALIAS, COLLECTIONS, ServerPlace, ServerStore
from tests.search.test_store_contract import PLANE, Lasting, asked, contents, point

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

WELL = json.dumps({"result": {"operation_id": 1, "status": "completed"}, "status": "ok", "time": 0.1}).encode()
NOTED = WELL.replace(b"completed", b"acknowledged")
COUNTED = json.dumps({"result": {"count": 7}, "status": "ok", "time": 0.1}).encode()

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def failing() -> Iterator[Any]:
    """A server that gives the ``answers`` in turn, the last for ever; None: it cuts the connection."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.asked.append(time.monotonic())
            answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, headers, body = answer
            with suppress(OSError):
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - names of the base class

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.answers, server.asked = [(200, {}, WELL)], []
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def store_at(failing: Any, **how: Any) -> ServerStore:
    return ServerStore(Server.at(failing.address, None, **how), ALIAS)


BUSY: Answer = (503, {"Retry-After": "1"}, b"")
CUT: Answer = (200, {"Content-Length": "500"}, WELL[:20])
PASSING = {
    "503": (503, {}, b""),
    "429 of a proxy": (429, {}, b""),
    "no connection": None,
    "half an answer": CUT,
    "half of its JSON": (200, {}, WELL[:20]),
    "no result": (200, {}, b'{"status": "ok"}'),
    "noted, not completed": (200, {}, NOTED),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_write_that_failed_in_passing_is_made_again(failing: Any, fault: str) -> None:
    failing.answers = [PASSING[fault], PASSING[fault], (200, {}, WELL)]
    store_at(failing).upsert([point("text")])
    assert len(failing.asked) == 3


@pytest.mark.parametrize("fault", PASSING)
def test_a_write_that_keeps_failing_is_an_error_within_its_time(failing: Any, fault: str) -> None:
    failing.answers = [PASSING[fault]]
    started = time.monotonic()
    with pytest.raises(PortalError) as failure:
        store_at(failing, patience=0.5).upsert([point("text")])
    assert failure.value.code == "index_unavailable"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("status", [503, 429])
def test_as_long_as_the_server_asks_for_is_waited(failing: Any, status: int) -> None:
    failing.answers = [(status, {"Retry-After": "1"}, b"{}"), (200, {}, WELL)]
    store_at(failing).upsert([point("text")])
    first, second = failing.asked
    assert 1 <= second - first < 5


def test_who_asks_for_more_time_than_there_is_is_not_waited_for(failing: Any) -> None:
    failing.answers = [(503, {"Retry-After": "3600"}, b"")]
    with pytest.raises(PortalError):
        store_at(failing).upsert([point("text")])
    assert len(failing.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_what_the_server_refuses_is_asked_once(failing: Any, status: int) -> None:
    failing.answers = [(status, {}, b"{}")]
    with pytest.raises(PortalError):
        store_at(failing).upsert([point("text")])
    assert len(failing.asked) == 1


@pytest.mark.parametrize("fault", [None, (503, {}, b""), CUT])
def test_a_search_is_asked_once_more_and_fails_within_two_seconds(failing: Any, fault: Answer | None) -> None:
    failing.answers = [fault, (200, {}, COUNTED)]
    assert store_at(failing).count() == 7
    failing.answers = [fault]
    started = time.monotonic()
    with pytest.raises(PortalError) as failure:
        store_at(failing).count()
    assert failure.value.code == "index_unavailable"
    assert time.monotonic() - started < 2


def test_an_alias_is_never_moved_twice(failing: Any) -> None:
    aliases = {"result": {"aliases": []}, "status": "ok", "time": 0}
    failing.answers = [(200, {}, json.dumps(aliases).encode()), (503, {}, b"")]
    with pytest.raises(PortalError):
        ServerPlace(Server.at(failing.address, None)).build(None)
    assert len(failing.asked) < 20


@pytest.fixture
def place() -> ServerPlace:
    return ServerPlace(Server(Lasting(":memory:"), "memory"))


def filled(place: ServerPlace, *texts: str) -> PassageStore:
    built = place.build(None)
    built.upsert([point(text) for text in texts])
    return built


def test_no_search_fails_or_sees_a_half_while_the_index_is_replaced(place: ServerPlace) -> None:
    texts = ("trees trees trees", "volunteers plant trees along the river")
    place.put(filled(place, *texts))
    failures: list[BaseException] = []
    found: list[int] = []
    over = threading.Event()

    def search() -> None:
        store = place.open()
        while not over.is_set():
            try:
                found.append(len(store.search(asked("trees"), None, 5)))  # type: ignore[arg-type]
            except BaseException as failure:
                failures.append(failure)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(15):
        place.put(filled(place, *texts))
    over.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(found) > 15
    assert set(found) == {2}


def _created(place: ServerPlace) -> None:
    place.build(None)


def _filled(place: ServerPlace) -> None:
    filled(place, "trees trees trees")


def _switched(place: ServerPlace) -> None:
    """It died after the alias moved, before what it stood for was removed."""
    kept, place.client.delete_collection = place.client.delete_collection, lambda *_, **__: True  # type: ignore[method-assign]
    place.put(filled(place, "the budget of the programme"))
    place.client.delete_collection = kept  # type: ignore[method-assign]


@pytest.mark.parametrize("died", [_created, _filled, _switched])
@pytest.mark.parametrize("by", ["sweep", "rebuild"])
def test_what_a_build_that_died_left_is_removed(
    place: ServerPlace, died: Callable[[ServerPlace], None], by: str
) -> None:
    place.put(filled(place, "the budget of the programme"))
    died(place)
    assert {c.name for c in place.client.get_collections().collections} == set(COLLECTIONS)
    if by == "sweep":
        assert place.sweep()
        assert not place.sweep()
    else:
        place.put(filled(place, "the budget of the programme"))
    assert len(place.client.get_collections().collections) == 1
    assert contents(place.open().search(asked("budget"), None, 5)) == ["the budget of the programme"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "distance", "told"),
    [(3, models.Distance.COSINE, "of 3 dimensions by Cosine"), (2, models.Distance.DOT, "of 2 dimensions by Dot")],
)
def test_vectors_that_are_not_as_their_record_says_are_refused(
    place: ServerPlace, size: int, distance: models.Distance, told: str
) -> None:
    vectors = {"text-dense": models.VectorParams(size=size, distance=distance)}
    place.client.create_collection("passages-a", vectors, metadata={"embedding": PLANE.as_json()})
    place.client.update_collection_aliases(
        [models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name="passages-a", alias_name=ALIAS))]
    )
    with pytest.raises(PortalError) as failure:
        place.open()
    assert failure.value.code == "index_mismatch"
    assert told in str(failure.value)
    assert "vkp reindex" in str(failure.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(failing: Any) -> None:
    with pytest.raises(PortalError, match="Check VKP_QDRANT_URL"):
        ServerPlace(Server.at(failing.address.replace("http:", "https:"), "key", patience=0)).exists()


def test_a_collection_that_the_server_could_not_build_does_not_take_the_place(
    place: ServerPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.put(filled(place, "the budget of the programme"))
    built, ask = filled(place, "trees trees trees"), QdrantClient.get_collection

    def red(self: QdrantClient, *asked_: Any, **named: Any) -> Any:
        return ask(self, *asked_, **named).model_copy(update={"status": models.CollectionStatus.RED})

    monkeypatch.setattr(QdrantClient, "get_collection", red)
    with pytest.raises(PortalError, match="could not build"):
        place.put(built)
    assert contents(place.open().search(asked("budget"), None, 5)) == ["the budget of the programme"]  # type: ignore[arg-type]


@pytest.mark.parametrize("switching", [False, True], ids=["left behind", "of a switch that goes on"])
def test_repair_removes_what_a_killed_build_left_on_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, switching: bool
) -> None:
    client = Lasting(":memory:")
    monkeypatch.setattr(Server, "at", lambda address, _key: Server(client, address))
    settings = Settings(data=tmp_path / "data", qdrant_url="http://qdrant:6333")
    (tmp_path / "one.en.txt").write_text("DP/2099/70\n\nSample report\n\n1. Volunteers planted trees.\n")
    ingest([tmp_path / "one.en.txt"], settings)
    _filled(ServerPlace(Server(client, "memory")))
    if switching:
        Journal.new(settings.data / NAME, PLANE)
    assert repair_document(settings, lambda *_: None)["ok"]
    assert len(client.get_collections().collections) == (2 if switching else 1)
