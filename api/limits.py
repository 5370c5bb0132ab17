"""How much of a request is read, and for how long: checked on the wire, before anything parses it.

The limit that newer versions of FastAPI bring would not do: it is the same for every route, and answers otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from anyio import move_on_after
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_response
from corpus.errors import PortalError

JSON_BYTES = 1 << 20
"""Largest JSON body, in bytes."""

FORM_BYTES = 64 << 10
"""Room for the other fields and the boundaries of an upload, in bytes."""

UPLOADS = ("/v1/documents", "/v1/review/import", "/library/add")
"""Where files are uploaded."""

ADDRESS_BYTES = 16 << 10
HEADER_BYTES = 8 << 10
HEADERS = 100
"""Longest address, with what is asked in it; longest name and value of a header; most headers."""

BODY_SECONDS = 30
BYTES_A_SECOND = 4096
"""How long a body may take, and by how many bytes it has a second more."""

PIECE = 16 << 10
"""Bytes that are read at a time, and the most that are read before the application asks for them."""

REST_BYTES = 24 << 10
REST_SECONDS = 0.5
"""How much of a body is still taken after it was refused, so that who is sending it comes to read why."""

TAKEN = "vkp.taken"
"""The extension of a scope that tells how many bytes of the request came over the wire, with its head and framing."""

FRAMING_BYTES = 8 << 10
"""Room for the head of a request and the framing of its chunks, in bytes: who sends a byte a chunk sends six."""

LimitOf = Callable[[str], int]


def upload_limits(max_file_mb: int) -> LimitOf:
    """The limit in bytes by path: a file and its form where files are uploaded, else a small JSON body."""

    def limit(path: str) -> int:
        return (max_file_mb << 20) + FORM_BYTES if path.rstrip("/") in UPLOADS else JSON_BYTES

    return limit


class HeadLimit:
    """ASGI middleware that refuses an address or headers longer than anybody needs, and a body of two lengths."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        refusal = _refusal_of_head(scope) if scope["type"] == "http" else None
        await (self.app if refusal is None else problem_response(refusal))(scope, receive, send)


def _refusal_of_head(scope: Scope) -> PortalError | None:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > ADDRESS_BYTES:
        return PortalError("address_too_long", f"at most {ADDRESS_BYTES:,} bytes")
    if len(headers) > HEADERS:
        return PortalError("head_too_large", f"{len(headers)} headers, at most {HEADERS}")
    if max((len(name) + len(value) for name, value in headers), default=0) > HEADER_BYTES:
        return PortalError("head_too_large", f"a header has at most {HEADER_BYTES:,} bytes")
    # To a proxy in front the body may end elsewhere, and what follows be another request (RFC 9112, 6.1).
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in headers}:
        return PortalError("bad_http", "Content-Length and Transfer-Encoding together", "send one of them")
    return None


class UnreadBody:
    """ASGI middleware: where an answer does not wait for the body, the connection is closed and the rest not read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; who brings no body is not affected."""
        if scope["type"] == "http" and _brings_body(Headers(scope=scope)):
            watched = _WatchedBody(scope, receive, send)
            receive, send = watched.receiving, watched.sending
        await self.app(scope, receive, send)


def _brings_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


class _WatchedBody:
    """One request: whether its body has ended by the time it is answered."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.ended = False
        self.closing = False

    async def receiving(self) -> Message:
        message = await self.receive()
        self.ended = self.ended or not message.get("more_body", False)
        return message

    async def sending(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self.ended:
            self.closing = True
            MutableHeaders(scope=message)["connection"] = "close"
        if self.closing and message["type"] == "http.response.body" and not message.get("more_body", False):
            await self.send({**message, "more_body": True})
            await self._take_rest()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self.send(message)

    async def _take_rest(self) -> None:
        taken, before = 0, _on_the_wire(self.scope)
        with move_on_after(REST_SECONDS):
            while max(taken, _on_the_wire(self.scope) - before) + PIECE <= REST_BYTES and not self.ended:
                taken += len((await self.receiving()).get("body", b""))


class BodyLimit:
    """ASGI middleware: a body over the limit is answered with 413, read no further than the piece that passes it."""

    def __init__(self, app: ASGIApp, limit: LimitOf) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse by the length announced, else count what arrives."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self.limit(scope["path"])
        refusal = _refusal(headers, limit)
        if refusal is not None:
            await problem_response(refusal)(scope, receive, send)
            return
        await _CountedBody(scope, receive, send, limit).run(self.app)


def _refusal(headers: Headers, limit: int) -> PortalError | None:
    announced = headers.get("content-length", "0")
    if not announced.isdecimal():
        return PortalError("bad_input", "Content-Length is not a number", "send a correct Content-Length")
    if headers.get("content-encoding", "identity") != "identity":
        return PortalError("encoded_body", headers["content-encoding"][:40])
    return _too_large(limit) if len(announced) > 15 or int(announced) > limit else None


def _too_large(limit: int) -> PortalError:
    return PortalError("too_large", f"the limit here is {limit:,} bytes")


class _CountedBody:
    """One request: once its body is too long or too late the application sees a disconnect and the client a Problem."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self.scope, self.receive, self.send, self.limit = scope, receive, send, limit
        self.read = 0
        self.began = time.monotonic()
        self.ended = False
        self.refusal: PortalError | None = None
        self.started = False

    async def run(self, app: ASGIApp) -> None:
        try:
            await app(self.scope, self.counting, self.guarded)
        finally:
            if self.refusal is not None and not self.started:
                await problem_response(self.refusal)(self.scope, self.receive, self.send)

    async def counting(self) -> Message:
        if self.ended:
            return await self.receive()
        message = await self._in_time() if self.refusal is None else None
        if message is None:
            return {"type": "http.disconnect"}
        self.read += len(message.get("body", b""))
        self.ended = not message.get("more_body", False)
        if self.read > self.limit or _on_the_wire(self.scope) > self.limit + FRAMING_BYTES:
            self.refusal, self.ended = _too_large(self.limit), False
            return {"type": "http.disconnect"}
        return message

    async def _in_time(self) -> Message | None:
        """The next piece; None where it is too late."""
        left = self.began + BODY_SECONDS + self.read / BYTES_A_SECOND - time.monotonic()
        with move_on_after(left):
            return await self.receive()
        self.refusal = PortalError("too_slow", f"{self.read:,} bytes of the body came")
        return None

    async def guarded(self, message: Message) -> None:
        if self.refusal is not None and not self.started:
            return
        self.started = True
        await self.send(message)


def _on_the_wire(scope: Scope) -> int:
    taken = scope.get("extensions", {}).get(TAKEN)
    return 0 if taken is None else int(taken())
