"""Around every request: its id, its line in the log, its place in the metrics, its span."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.gate import ROUTE_KEY
from api.access.table import UNASKED
from api.access.visitor import SCOPE_KEY, Visitor
from api.observing.identity import HEADER, begin_request
from api.observing.logs import FIELDS
from api.observing.spans import request_span

log = logging.getLogger("vkp.access")

NOWHERE = "other none"
"""The method and route of a request that no route answers: its path could be anything."""


@dataclass
class Answered:
    """What became of a request; 500 until an answer begins."""

    status: int = 500
    sent: int = 0


class Observed:
    """ASGI middleware around all others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and tell of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity = begin_request(Headers(scope=scope).get(HEADER))
        answered, started = Answered(), time.perf_counter()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.status = message["status"]
                MutableHeaders(scope=message)[HEADER] = identity
            answered.sent += len(message.get("body", b""))
            await send(message)

        with request_span(getattr(scope["app"].state, "spans", None)) as span:
            try:
                await self.app(scope, receive, told)
            finally:
                _tell(scope, identity, answered, time.perf_counter() - started, span)


def _tell(scope: Scope, identity: str, answered: Answered, seconds: float, span: Any) -> None:
    # The method too is that of the table: a client may send any word, and each would be a label of its own.
    name = scope.get(ROUTE_KEY)
    method, _, route = (name or NOWHERE).partition(" ")
    portal = getattr(scope["app"].state, "portal", None)
    if portal is not None:
        portal.metrics.request(method, route, answered.status, seconds)
    if span is not None:
        span.update_name(f"{method} {route}")
        span.set_attributes({"http.route": route, "http.response.status_code": answered.status})
    if name in UNASKED and answered.status < 500:
        return  # asked every few seconds, and for every picture of a page
    visitor = scope.get(SCOPE_KEY)
    fields = {
        "request": identity,
        "method": method,
        "route": route,
        "status": answered.status,
        "ms": round(seconds * 1000, 1),
        "bytes": answered.sent,
        "role": _role(visitor),
    }
    log.info("answered", extra={FIELDS: fields})


def _role(visitor: Visitor | None) -> str:
    if visitor is None:
        return "unknown"
    if not visitor.team:
        return "local"
    return visitor.role.value if visitor.signed_in else "stranger"
