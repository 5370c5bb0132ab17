"""How much of a request body is read: checked on the wire, before anything parses it.

The limit that newer versions of FastAPI bring would not do: it is the same for every route, and answers otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_response
from corpus.errors import PortalError

JSON_BYTES = 1 << 20
"""Largest JSON body, in bytes."""

FORM_BYTES = 64 << 10
"""Room for the other fields and the boundaries of an upload, in bytes."""

UPLOADS = ("/v1/documents", "/v1/review/import", "/library/add")
"""Where files are uploaded."""

LimitOf = Callable[[str], int]


def upload_limits(max_file_mb: int) -> LimitOf:
    """The limit in bytes by path: a file and its form where files are uploaded, else a small JSON body."""

    def limit(path: str) -> int:
        return (max_file_mb << 20) + FORM_BYTES if path.rstrip("/") in UPLOADS else JSON_BYTES

    return limit


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
    return _too_large(limit) if int(announced) > limit else None


def _too_large(limit: int) -> PortalError:
    return PortalError("too_large", f"the limit here is {limit:,} bytes")


class _CountedBody:
    """One request: once its body passes the limit the application sees a disconnect and the client a 413."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self.scope, self.receive, self.send, self.limit = scope, receive, send, limit
        self.read = 0
        self.started = False

    async def run(self, app: ASGIApp) -> None:
        try:
            await app(self.scope, self.counting, self.guarded)
        finally:
            if self.read > self.limit and not self.started:
                await problem_response(_too_large(self.limit))(self.scope, self.receive, self.send)

    async def counting(self) -> Message:
        if self.read > self.limit:
            return {"type": "http.disconnect"}
        message = await self.receive()
        self.read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.read > self.limit else message

    async def guarded(self, message: Message) -> None:
        if self.read > self.limit and not self.started:
            return
        self.started = True
        await self.send(message)
