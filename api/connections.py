"""A client's connection: how far it is read ahead, how long a head may take, how many there are, what nonsense gets.

uvicorn alone waits for a head for ever and for as many as come, and as long for whoever does not read an answer; it
reads hundreds of kilobytes before anything asks for them, and answers what is no HTTP with a line of text. With this it
reads a piece when the application asks for one, gives up who waits longest when too many do, and everything it refuses
is a Problem. RFC 9112 says what is no HTTP; h11 decides it.
"""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus
from typing import Any, cast

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.headers import SECURITY_HEADERS
from api.limits import BYTES_A_SECOND, PIECE, TAKEN
from api.problems import problem_response
from corpus.errors import PortalError

HEAD_BYTES = 32 << 10
"""Bytes of a request's head that are kept until it is whole; it may have one piece more."""

HEAD_SECONDS = 10
"""How long the head of a request may take, from the first byte on, or from when somebody connected."""

READ_SECONDS = 30
"""How long an answer may wait to be read before as much of it has to be as of a body has to come in that time."""

MOST = 512
"""Connections at once: half of what a process may open where nobody raised it. One more costs the idlest its place."""

REFUSED = {431: "head_too_large"}
"""What h11 refuses, by the status it hints at; anything else is ``bad_http``."""


def config(app: ASGIApp) -> uvicorn.Config:
    """How the application is served. There are no web sockets, and nothing says which server it is."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        server_header=False,
        h11_max_incomplete_event_size=HEAD_BYTES,
        # ``api.observing`` writes the log, and a line for each request that holds no query.
        log_config=None,
        access_log=False,
    )


class Connection(H11Protocol, asyncio.BufferedProtocol):
    """uvicorn's connection, read piece by piece, whose heads have to come in time."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._piece = bytearray(PIECE)
        self._late: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._taken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head, unless too many are at work."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # so that pause_writing says whenever something waits to be read
        if len(self.connections) <= MOST or self._make_room():
            self._await_head()
        else:
            self._refuse(PortalError("overloaded", f"{MOST} are open"))

    def _make_room(self) -> bool:
        """Hang up on whom no request is awaited from for much longer; whether there was anybody."""
        ends = {one: end for one in self.connections if isinstance(one, Connection) and (end := one.idle_until())}
        if not ends:
            return False
        idlest = min(ends, key=lambda one: ends[one])
        self.connections.discard(idlest)
        idlest.transport.abort()
        return True

    def idle_until(self) -> float | None:
        """When it is hung up on, by the clock of the loop, should nothing more come or be read; None while at work."""
        waits = self._late or self._unread or self.timeout_keep_alive_task
        return None if waits is None else waits.when()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any longer."""
        self._head_came()
        self._was_read()
        super().connection_lost(exc)

    def get_buffer(self, sizehint: int) -> bytearray:
        """Where the next piece is read to."""
        return self._piece

    def buffer_updated(self, nbytes: int) -> None:
        """Take the piece."""
        self.data_received(bytes(self._piece[:nbytes]))

    def data_received(self, data: bytes) -> None:
        """Take a piece, and read no other until the application has had the body that is in it."""
        if self.conn.their_state is h11.IDLE:
            self._await_head()
            self._taken = 0
        self._taken += len(data)
        super().data_received(data)
        if self.scope is not None:
            cast("dict[str, Any]", self.scope)["extensions"] = {TAKEN: self._taken_of_request}
        if self.conn.their_state is not h11.IDLE:
            self._head_came()
        if self.cycle is not None and self.cycle.body and not self.cycle.response_complete:
            self.flow.pause_reading()

    def pause_writing(self) -> None:
        """Wait for the client to read what it was sent."""
        super().pause_writing()
        self._await_reading()

    def resume_writing(self) -> None:
        """All of it was read."""
        self._was_read()
        super().resume_writing()

    def _await_reading(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._unread = self.loop.call_later(READ_SECONDS, self._read_on_or_end, waiting)

    def _read_on_or_end(self, before: int) -> None:
        if self.transport.get_write_buffer_size() > before - READ_SECONDS * BYTES_A_SECOND:
            self.transport.abort()
        else:
            self._await_reading()

    def _was_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _taken_of_request(self) -> int:
        return self._taken

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; uvicorn calls this while it handles what h11 raised."""
        failure = sys.exc_info()[1]
        hint = failure.error_status_hint if isinstance(failure, h11.RemoteProtocolError) else 400
        self._refuse(PortalError(REFUSED.get(hint, "bad_http")))

    def _await_head(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self._head_is_late)

    def _head_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _head_is_late(self) -> None:
        self._late = None
        if self.conn.trailing_data[0]:
            self._refuse(PortalError("too_slow", f"the head took more than {HEAD_SECONDS} s"))
        else:
            self.transport.close()

    def _refuse(self, failure: PortalError) -> None:
        """Answer where nothing was answered yet, and hang up."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            problem = problem_response(failure)
            problem.headers.update(SECURITY_HEADERS | {"connection": "close"})
            phrase = HTTPStatus(problem.status_code).phrase.encode()
            start = h11.Response(status_code=problem.status_code, headers=problem.raw_headers, reason=phrase)
            for event in (start, h11.Data(data=bytes(problem.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
