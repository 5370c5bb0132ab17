"""What comes in over the wire, spoken to a real server byte by byte: nothing is read further than it is asked for."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest
import uvicorn

from api import connections
from api.app import create_app
from api.limits import ADDRESS_BYTES, JSON_BYTES
from corpus.settings import Settings

HOST = b"Host: localhost\r\n"
SLACK = 64 << 10
"""Bytes over a limit that may be read."""

PIECE = b"a" * (64 << 10)

KEPT = 4 << 10
"""Bytes that the system may keep of an answer that is not read, here."""

STYLES = "/static/portal.css"
"""An answer of more."""


class Counted(connections.Connection):
    """A connection that counts what it reads from its socket."""

    taken = 0

    def buffer_updated(self, nbytes: int) -> None:
        Counted.taken += nbytes
        super().buffer_updated(nbytes)


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """The application on a port of its own, as ``vkp serve`` serves it."""
    config = connections.config(create_app(settings))
    config.http = Counted
    config.log_level = "critical"
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KEPT)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(Settings(data=tmp_path_factory.mktemp("alone"))) as port:
        yield port


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(Settings(data=tmp_path_factory.mktemp("team"), access="keys")) as port:
        yield port


def said(port: int, *pieces: bytes, pause: float = 0.0) -> tuple[int, str]:
    """The status of the answer to what is sent, and its body; (0, "") where there is none."""
    Counted.taken = 0
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as wire:
        with suppress(OSError):
            for piece in pieces:
                wire.sendall(piece)
                time.sleep(pause)
        answer = b""
        with suppress(OSError):
            while not whole(answer) and (heard := wire.recv(SLACK)):
                answer += heard
    head, _, body = answer.partition(b"\r\n\r\n")
    assert not body or b"x-content-type-options: nosniff" in head.lower()
    return (int(answer.split()[1]), body.decode()) if answer else (0, "")


def whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    return bool(end) and length is not None and len(body) >= int(length[1])


def refusal(port: int, *pieces: bytes, pause: float = 0.0) -> tuple[int, str]:
    """The status and the code of a refusal, which is a Problem whatever was wrong."""
    status, body = said(port, *pieces, pause=pause)
    return status, json.loads(body)["code"]


def post(path: str, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    return f"POST {path} HTTP/1.1\r\n".encode() + HOST + lines.encode() + b"\r\n"


def chunks(number: int) -> list[bytes]:
    return [b"%x\r\n%b\r\n" % (len(PIECE), PIECE)] * number


UPLOADED = 200 << 20


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/cite", "/library/add", "/v1/review/import"])
@pytest.mark.parametrize("length", [f"Content-Length: {UPLOADED}", "Transfer-Encoding: chunked"])
def test_of_an_upload_of_200_mb_without_a_key_next_to_nothing_is_read(team: int, path: str, length: str) -> None:
    pieces = chunks(UPLOADED // len(PIECE)) if "chunked" in length else [PIECE] * (UPLOADED // len(PIECE))
    head = post(path, "Content-Type: multipart/form-data; boundary=x", length)
    assert refusal(team, head, *pieces) == (401, "sign_in_needed")
    assert Counted.taken <= SLACK


ENDLESS = {
    "in large chunks": chunks(400),
    "a byte a chunk": [b"1\r\na\r\n" * 10_000] * 60,
    "with more said of a chunk than is in it": [b"1;%b\r\na\r\n" % PIECE[:8000]] * 400,
}


@pytest.mark.parametrize("body", ENDLESS)
def test_a_body_without_end_is_read_up_to_its_limit(alone: int, body: str) -> None:
    head = post("/v1/cite", "Content-Type: application/json", "Transfer-Encoding: chunked")
    assert refusal(alone, head, *ENDLESS[body]) == (413, "too_large")
    assert JSON_BYTES < Counted.taken <= JSON_BYTES + SLACK


def test_many_that_never_end_their_head_do_not_keep_a_reader_out(alone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    with ExitStack() as stack:
        for _ in range(60):
            one = stack.enter_context(closing(socket.create_connection(("127.0.0.1", alone), timeout=10)))
            one.sendall(b"GET /v1/health HTTP/1.1\r\n")
        assert said(alone, b"GET /v1/health HTTP/1.1\r\n" + HOST + b"\r\n")[0] == 200


@contextmanager
def unread(port: int) -> Iterator[socket.socket]:
    """A connection that asked for an answer and has read nothing of it."""
    with closing(socket.socket()) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KEPT)
        wire.settimeout(10)
        wire.connect(("127.0.0.1", port))
        wire.sendall(f"GET {STYLES} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        yield wire


def test_many_that_never_read_their_answers_do_not_keep_a_reader_out(
    team: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    with ExitStack() as stack:
        for _ in range(25):
            stack.enter_context(unread(team))
            time.sleep(0.02)
        assert said(team, b"GET /v1/health HTTP/1.1\r\n" + HOST + b"\r\n")[0] == 200


def test_who_does_not_read_an_answer_is_hung_up_on(team: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 0.2)
    with unread(team) as wire:
        time.sleep(0.6)
        assert not whole(heard_of(wire, 0))


def test_who_reads_an_answer_slowly_has_all_of_it(team: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 0.2)
    with unread(team) as wire:
        assert whole(heard_of(wire, 0.03))


def heard_of(wire: socket.socket, pause: float) -> bytes:
    """What comes of an answer, read a kilobyte at a time."""
    heard = b""
    with suppress(OSError):
        while not whole(heard) and (piece := wire.recv(1 << 10)):
            heard += piece
            time.sleep(pause)
    return heard


def test_who_comes_when_all_places_are_at_work_is_told_to_come_again(
    alone: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 3)
    with ExitStack() as stack:
        for _ in range(3):
            one = stack.enter_context(closing(socket.create_connection(("127.0.0.1", alone), timeout=10)))
            one.sendall(post("/v1/cite", "Content-Type: application/json", "Content-Length: 100"))
        time.sleep(0.2)
        assert refusal(alone) == (503, "overloaded")


def test_a_body_that_announces_too_much_is_hardly_read(alone: int) -> None:
    head = post("/v1/cite", "Content-Type: application/json", f"Content-Length: {UPLOADED}")
    assert refusal(alone, head, *[PIECE] * 400) == (413, "too_large")
    assert Counted.taken <= SLACK + len(head)


def test_a_body_that_is_small_is_read_and_the_connection_goes_on(alone: int) -> None:
    body = b'[{"id": 1, "text": "resolution 75/233"}]'
    head = post("/v1/cite", "Content-Type: application/json", f"Content-Length: {len(body)}")
    with closing(socket.create_connection(("127.0.0.1", alone), timeout=10)) as wire:
        for _ in range(3):
            wire.sendall(head + body)
            answer = b""
            while not whole(answer):
                answer += wire.recv(SLACK)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert b"connection: close" not in answer.lower()


HEADS = {
    "an address of 64 KB": (b"GET /v1/search?q=" + PIECE + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431, "head_too_large"),
    "an address over the limit": (
        b"GET /v1/search?q=" + PIECE[:ADDRESS_BYTES] + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        414,
        "address_too_long",
    ),
    "a thousand headers": (
        b"GET /v1/health HTTP/1.1\r\n" + HOST + b"".join(b"a%d: b\r\n" % n for n in range(1000)) + b"\r\n",
        431,
        "head_too_large",
    ),
    "a header of 1 MB": (
        b"GET /v1/health HTTP/1.1\r\n" + HOST + b"a: " + 16 * PIECE + b"\r\n\r\n",
        431,
        "head_too_large",
    ),
    "rubbish": (b"\x00\x01\x02 rubbish\r\n\r\n", 400, "bad_http"),
    "a greeting of TLS": (bytes.fromhex("1603010200010001fc0303") + bytes(300), 400, "bad_http"),
    "no host": (b"GET /v1/health HTTP/1.1\r\n\r\n", 400, "bad_http"),
    "two hosts": (b"GET /v1/health HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400, "bad_http"),
    "NUL in the address": (b"GET /v1/\x00 HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad_http"),
    "two lengths": (post("/v1/cite", "Content-Length: 5", "Content-Length: 6") + b"abcdef", 400, "bad_http"),
    "a length and chunks": (
        post("/v1/cite", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        400,
        "bad_http",
    ),
    "another transfer encoding": (post("/v1/cite", "Transfer-Encoding: xchunked") + b"0\r\n\r\n", 400, "bad_http"),
    "chunks that are not the last": (
        post("/v1/cite", "Transfer-Encoding: chunked, identity") + b"0\r\n\r\n",
        400,
        "bad_http",
    ),
    "a space before the colon": (post("/v1/cite", "Content-Length : 5") + b"abcde", 400, "bad_http"),
    "a length below nothing": (post("/v1/cite", "Content-Length: -5") + b"abcde", 400, "bad_http"),
    "a length of 5,000 digits": (post("/v1/cite", "Content-Length: " + "9" * 5000) + b"abcde", 400, "bad_http"),
    "a chunk of no size": (
        post("/v1/cite", "Content-Type: application/json", "Transfer-Encoding: chunked") + b"zz\r\n",
        400,
        "bad_http",
    ),
    "a compressed body": (
        post("/v1/cite", "Content-Encoding: gzip", "Content-Length: 3") + b"abc",
        415,
        "encoded_body",
    ),
}


@pytest.mark.parametrize("case", HEADS)
def test_what_is_no_request_is_refused_in_one_shape(alone: int, case: str) -> None:
    sent, status, code = HEADS[case]
    assert refusal(alone, sent) == (status, code)
    assert Counted.taken <= SLACK


def test_what_follows_a_request_of_two_lengths_is_no_request(alone: int) -> None:
    hidden = b"0\r\n\r\nGET /v1/works HTTP/1.1\r\n" + HOST + b"\r\n"
    with closing(socket.create_connection(("127.0.0.1", alone), timeout=10)) as wire:
        wire.sendall(post("/v1/cite", "Content-Length: 5", "Transfer-Encoding: chunked") + hidden)
        heard = b""
        with suppress(ConnectionError):
            while piece := wire.recv(SLACK):
                heard += piece
    assert heard.count(b"HTTP/1.1 ") == 1


def test_rubbish_after_a_request_is_refused_and_the_request_answered(alone: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", alone), timeout=10)) as wire:
        wire.sendall(b"GET /v1/health HTTP/1.1\r\n" + HOST + b"\r\n\x00\x00rubbish\r\n\r\n")
        heard = b""
        while piece := wire.recv(SLACK):
            heard += piece
    assert re.findall(rb"HTTP/1.1 (\d+)", heard) == [b"200", b"400"]


def test_a_head_that_trickles_in_is_not_waited_for(alone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.4)
    trickle = [b"GET /v1/health HTTP/1.1\r\n" + HOST, *(b"a%d: b\r\n" % n for n in range(20))]
    assert refusal(alone, *trickle, pause=0.1) == (408, "too_slow")
    assert said(alone) == (0, ""), "who says nothing is hung up on"


def test_a_body_that_trickles_in_is_not_waited_for(alone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.BODY_SECONDS", 0.4)
    head = post("/v1/cite", "Content-Type: application/json", "Content-Length: 100")
    assert refusal(alone, head, *[b"["] * 20, pause=0.1) == (408, "too_slow")


def test_a_client_that_waits_for_leave_is_refused_before_it_sends(team: int) -> None:
    head = post("/v1/documents", "Expect: 100-continue", f"Content-Length: {UPLOADED}")
    assert refusal(team, head) == (401, "sign_in_needed")
    assert Counted.taken == len(head)


def test_there_are_no_web_sockets(alone: int) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWJj\r\n"
    assert said(alone, b"GET /v1/health HTTP/1.1\r\n" + HOST + upgrade + b"\r\n")[0] == 200


def test_an_upload_in_pieces_arrives_whole(alone: int) -> None:
    text = b"1. Volunteers count the cranes of the delta, and " + b"the geese of the lake, and " * 10_000
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + text + b"\r\n--x--\r\n"
    head = post("/v1/documents", "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(form)}")
    status, body = said(alone, head, form)
    assert (status, json.loads(body)["indexed"]) == (201, 1)
