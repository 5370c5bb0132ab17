"""A Qdrant server that does not answer as it should: one line with its cause, whatever was asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from api.cli import main
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.pipeline import ingest
from search.sparse import document_vector
from search.store.asking import Server
from search.store.base import PassageStore
from search.store.server import ServerPlace, ServerStore
from tests.search.test_store_contract import point

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def faulty() -> Iterator[Any]:
    """A server that answers every request with ``status`` and ``body``, after ``delay`` seconds."""

    class Handler(BaseHTTPRequestHandler):
        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):  # whatever the method
                return self.answer
            raise AttributeError(name)

        def answer(self) -> None:
            time.sleep(server.delay)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(server.status)
            self.end_headers()
            with suppress(BrokenPipeError):  # the client did not wait
                self.wfile.write(server.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.body, server.delay = 200, b"", 0.0
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "error", "line"),
    [
        (401, "Must provide an API key", "HTTP 401 Must provide an API key. Check VKP_QDRANT_API_KEY."),
        (403, "Forbidden", "HTTP 403 Forbidden. Check VKP_QDRANT_API_KEY."),
        (404, "Collection `passages` doesn't exist!", "doesn't exist!. Run 'vkp reindex'."),
        (400, "Wrong input: no such vector", "HTTP 400 Wrong input: no such vector. See the server's log."),
        (500, "Service internal error", "HTTP 500 Service internal error. See the server's log."),
    ],
)
def test_what_the_server_refuses_is_said_with_its_reason(faulty: Any, status: int, error: str, line: str) -> None:
    faulty.status, faulty.body = status, json.dumps({"status": {"error": error}, "time": 0}).encode()
    with pytest.raises(PortalError) as failure:
        ServerPlace(Server.at(faulty.address, None, patience=0)).exists()
    assert failure.value.code == "index_unavailable"
    assert str(failure.value).endswith(line)
    assert faulty.address in str(failure.value)


def test_a_full_disk_of_the_server_is_told_as_one(faulty: Any) -> None:
    faulty.status, faulty.body = 500, json.dumps({"status": {"error": "No space left on device"}}).encode()
    with pytest.raises(PortalError, match="The disk is full"):
        ServerStore(Server.at(faulty.address, None, patience=0), "passages").upsert([point("text")])


@pytest.mark.parametrize("body", [b"", b"<html>a proxy</html>", b'{"result": 7}', b"{}", b"[]"])
@pytest.mark.parametrize("status", [200, 502])
def test_an_answer_that_is_not_qdrants_is_an_error_of_ours(faulty: Any, status: int, body: bytes) -> None:
    faulty.status, faulty.body = status, body
    with pytest.raises(PortalError) as failure:
        ServerPlace(Server.at(faulty.address, None, patience=0)).exists()
    assert failure.value.code == "index_unavailable"


def test_a_server_that_takes_too_long_is_unreachable(faulty: Any) -> None:
    faulty.delay = 3.0
    with pytest.raises(PortalError, match=r"timed out\. Check VKP_QDRANT_URL"):
        ServerPlace(Server.at(faulty.address, None, timeout=1, patience=0)).exists()


@pytest.mark.parametrize("address", [NOWHERE, "ftp://qdrant", "127.0.0.1:99999999", "http://exa mple"])
def test_an_address_where_no_server_answers_says_to_check_it(address: str) -> None:
    with pytest.raises(PortalError, match="Check VKP_QDRANT_URL"):
        ServerPlace(Server.at(address, None, patience=0)).exists()


ASKS = {
    "upsert": lambda store: store.upsert([point("text")]),
    "delete": lambda store: store.delete([point("text").id]),
    "sparse_search": lambda store: store.sparse_search(document_vector(["text"]), 5),
    "dense_search": lambda store: store.dense_search((1.0, 0.0), 5),
    "count": lambda store: store.count(),
    "scroll": lambda store: list(store.scroll()),
    "get": lambda store: store.get([point("text").id]),
}


@pytest.mark.parametrize("ask", ASKS)
def test_every_request_fails_with_an_error_of_ours(ask: str) -> None:
    store: PassageStore = ServerStore(Server.at(NOWHERE, None, patience=0), "passages")
    with pytest.raises(PortalError, match="Connection refused"):
        ASKS[ask](store)


def test_every_request_of_the_port_has_its_failure_tested() -> None:
    local = {"flush", "optimize", "close"}
    assert ASKS.keys() == PassageStore.__abstractmethods__ - local


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a data folder that holds ``one.en.txt``, and another file."""
    folder = tmp_path_factory.mktemp("away")
    for name, symbol in (("one.en.txt", "DP/2099/70"), ("other.en.txt", "DP/2099/71")):
        (folder / name).write_text(f"{symbol}\n\nSample report\n\n1. Volunteers planted trees along the river.\n")
    ingest([folder / "one.en.txt"], Settings(data=folder / "data"))
    return folder


@pytest.mark.parametrize(
    "command",
    [["ingest", "other.en.txt"], ["search", "trees"], ["answer", "Who planted trees?"], ["reindex"]],
    ids=lambda command: command[0],
)
def test_a_command_says_in_one_line_that_the_server_is_away(
    command: list[str], ingested: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VKP_QDRANT_URL", NOWHERE)
    monkeypatch.chdir(ingested)
    with pytest.raises(SystemExit) as left:
        main([*command, "--data", "data"])
    assert left.value.code == 1
    assert capsys.readouterr().err == (
        "vkp: The passage index cannot be opened: http://127.0.0.1:1: [Errno 111] Connection refused. "
        "Check VKP_QDRANT_URL and that the server runs.\n"
    )


def test_verify_finds_that_the_server_is_away(
    ingested: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VKP_QDRANT_URL", NOWHERE)
    with pytest.raises(SystemExit) as left:
        main(["verify", "--data", str(ingested / "data"), "--json"])
    said = capsys.readouterr()
    assert left.value.code == 1
    assert said.err == ""
    assert "Connection refused" in said.out
