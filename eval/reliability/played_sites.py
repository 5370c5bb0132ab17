"""A real HTTP server on the loopback that plays the official sites, and what can go wrong with them.

It stands where a mirror would (``VKP_FETCH_MIRROR``): the first part of a path is the official host. What it does at
an address is a function of the request; each request is noted, with the time and what was sent of it.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from corpus.published import document_addresses
from corpus.symbols import Symbol
from ingest.formats import Format

RANGE = re.compile(r"bytes=([0-9]+)-")

PIECE = 4096

NO_HEADERS: Mapping[str, str] = {}

Behaviour = Callable[["Request"], None]


@dataclass(frozen=True)
class Noted:
    """A request that came: its path, its headers in lower case, and when."""

    path: str
    headers: Mapping[str, str]
    at: float


class Request(BaseHTTPRequestHandler):
    """One request; ``times`` is how often its address was asked before."""

    server: _Server
    protocol_version = "HTTP/1.1"
    times = 0

    def do_GET(self) -> None:
        """Do what is planned for the address; 404 where nothing is."""
        path = unquote(self.path)
        self.times = sum(one.path == path for one in self.server.noted)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.noted.append(Noted(path, headers, time.monotonic()))
        self.close_connection = True
        self.server.plan.get(path, _nothing_here)(self)

    def answer(
        self, status: int, body: bytes = b"", headers: Mapping[str, str] = NO_HEADERS, length: int | None = None
    ) -> None:
        """Send an answer; ``length``: what it says of its length where that is not true."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.send(body)

    def send(self, body: bytes) -> None:
        """Send bytes to who may have gone away."""
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: what came is noted."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    plan: dict[str, Behaviour]
    noted: list[Noted]


def _nothing_here(request: Request) -> None:
    request.answer(404)


@dataclass
class PlayedSites:
    """The running server: ``plan`` says what it does at a path, ``noted`` what came, in order."""

    address: str
    plan: dict[str, Behaviour] = field(default_factory=dict)
    noted: list[Noted] = field(default_factory=list)

    def document(self, symbol: str, language: str, behaviour: Behaviour) -> str:
        """Plan what the Official Document System does for a symbol; returns the official address."""
        address = document_addresses(Symbol(symbol), language)[0]
        self.at(address, behaviour)
        return address

    def at(self, address: str, behaviour: Behaviour) -> None:
        """Plan what is done at an official address."""
        self.plan["/" + unquote(address.removeprefix("https://"))] = behaviour

    def asked(self, address: str) -> list[Noted]:
        """The requests that came for an official address."""
        return [one for one in self.noted if one.path == "/" + unquote(address.removeprefix("https://"))]


@contextmanager
def played_sites() -> Iterator[PlayedSites]:
    """The server, on a free port, until the end of the block."""
    server = _Server(("127.0.0.1", 0), Request)
    sites = PlayedSites(f"http://127.0.0.1:{server.server_address[1]}")
    server.plan, server.noted = sites.plan, sites.noted
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    running.start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()


def pdf(content: bytes, *, pause: float = 0.0) -> Behaviour:
    """A file, from where it is asked for on if it is still the same version; with pauses between its pieces."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'

    def behave(request: Request) -> None:
        found = RANGE.fullmatch(request.headers.get("Range", ""))
        start = int(found[1]) if found and request.headers.get("If-Range") == etag else 0
        said, status = {"Content-Type": Format.PDF.value, "ETag": etag}, 200
        if 0 < start < len(content):
            status, said["Content-Range"] = 206, f"bytes {start}-{len(content) - 1}/{len(content)}"
        request.answer(status, b"", said, len(content) - start)
        for at in range(start, len(content), PIECE):
            request.send(content[at : at + PIECE])
            time.sleep(pause)

    return behave


def redirect(to: str, status: int = 302) -> Behaviour:
    """To another address."""
    return lambda request: request.answer(status, b"", {"Location": to})


def page(html: str) -> Behaviour:
    """A page, whatever was asked for."""
    return lambda request: request.answer(200, html.encode(), {"Content-Type": "text/html; charset=utf-8"})


def first(times: int, behaviour: Behaviour, then: Behaviour) -> Behaviour:
    """One thing the first times, then another."""
    return lambda request: (behaviour if request.times < times else then)(request)


def busy(status: int = 429, retry_after: str | None = None) -> Behaviour:
    """Asks to wait."""
    said = {} if retry_after is None else {"Retry-After": retry_after}
    return lambda request: request.answer(status, b"", said)


def cut(content: bytes, at: int) -> Behaviour:
    """Says how long the file is, and breaks off."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return lambda request: request.answer(200, content[:at], {"ETag": etag}, len(content))


def wrong_length(content: bytes, length: int) -> Behaviour:
    """Says another length than that of what it sends."""
    return lambda request: request.answer(200, content, length=length)


def stalling(content: bytes, seconds: float) -> Behaviour:
    """Sends half, then nothing for so long."""

    def behave(request: Request) -> None:
        request.answer(200, content[: len(content) // 2], length=len(content))
        time.sleep(seconds)

    return behave
