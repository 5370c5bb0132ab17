"""Requests that carry an idempotency key: what one writes and its answer are one transaction, and there is one of them.

While a request with a key is carried out, everything that it writes goes into one transaction, which is open until its
answer is known and kept beside the key. Killed before that, it has written nothing; sent again after it, the kept
answer is given. Who sends the same key meanwhile waits for the transaction and is told that the key is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.errors import PortalError
from corpus.store.access_schema import requests
from corpus.store.clock import from_now, now
from corpus.store.version import begin_noting, raise_version

if TYPE_CHECKING:
    from corpus.store.open import Store

KEPT = timedelta(days=7)
"""How long a key and its answer are kept."""

_REQUEST: ContextVar[KeyedRequest | None] = ContextVar("request", default=None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, (name, value) of headers, and the body."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass
class KeyedRequest:
    """One request with its key. ``fingerprint`` names all that was asked; two with one key must have the same.

    ``entries`` are the numbers of what it entered in the audit. Used by one thread after another, never by two.
    """

    actor: str
    key: str
    route: str
    fingerprint: str
    connection: Connection | None = None
    entries: list[int] = field(default_factory=list)

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """A part of the request's transaction: all of the part or nothing. ``PortalError("key_taken")``."""
        if self.connection is None:
            self.connection = self._begun(engine)
        before = len(self.entries)
        try:
            with self.connection.begin_nested():
                yield self.connection
        except BaseException:
            del self.entries[before:]
            raise

    def _begun(self, engine: Engine) -> Connection:
        connection = engine.connect()
        try:
            connection.begin()
            begin_noting(connection)
            connection.execute(delete(requests).where(requests.c.at < from_now(-KEPT)))
            named = {"actor": self.actor, "key": self.key, "route": self.route, "fingerprint": self.fingerprint}
            unanswered: dict[str, Any] = {
                "at": now(),
                "entry": None,
                "entries": 0,
                "status": 0,
                "headers": [],
                "answer": b"",
            }
            connection.execute(insert(requests).values(**named, **unanswered))
        except BaseException as failure:
            connection.close()
            if isinstance(failure, IntegrityError):
                raise PortalError("key_taken", f"the key {self.key[:40]}") from failure
            raise
        return connection

    def keep(self, answer: Answer) -> None:
        """Keep the answer, and with it all that the request wrote: from here on it is carried out."""
        if self.connection is None:
            return
        said = {"status": answer.status, "headers": [list(pair) for pair in answer.headers], "answer": answer.body}
        made = {"entry": min(self.entries, default=None), "entries": len(self.entries)}
        own = (requests.c.actor == self.actor, requests.c.key == self.key)
        with self._ended() as connection:
            connection.execute(update(requests).where(*own).values(**said, **made))
            raise_version(connection)
            connection.commit()

    def drop(self) -> None:
        """Undo what the request wrote, its key too; nothing where it has ended."""
        if self.connection is not None:
            with self._ended():
                pass

    @contextmanager
    def _ended(self) -> Iterator[Connection]:
        connection, self.connection = self.connection, None
        if connection is None:
            raise ValueError("the request has written nothing")
        with connection:
            yield connection


def request() -> KeyedRequest | None:
    """The request with a key that is carried out where this is called."""
    return _REQUEST.get()


def being_written() -> Connection | None:
    """The transaction of the request at hand, where it has begun to write: it reads what it wrote."""
    asked = request()
    return None if asked is None else asked.connection


@contextmanager
def carrying_out(asked: KeyedRequest) -> Iterator[None]:
    """Everything that is written within is written by this request."""
    token = _REQUEST.set(asked)
    try:
        yield
    finally:
        _REQUEST.reset(token)


@dataclass(frozen=True)
class RequestTable:
    """Reading requests that were carried out."""

    store: Store

    def answer(self, asked: KeyedRequest) -> Answer | None:
        """The answer that was given to a request with this key, None where it was not carried out.

        Raises ``PortalError("key_reused")`` where the key came with another request.
        """
        query = select(requests).where(requests.c.actor == asked.actor, requests.c.key == asked.key)
        with self.store.reading() as connection:
            row = connection.execute(query.where(requests.c.at >= from_now(-KEPT))).first()
        if row is None:
            return None
        if (row.route, row.fingerprint) != (asked.route, asked.fingerprint):
            raise PortalError("key_reused", f"it came with {row.route} at {row.at}")
        return Answer(row.status, [(name, value) for name, value in row.headers], row.answer)

    def made(self) -> list[Made]:
        """What every request with a key entered in the audit."""
        columns = (requests.c.actor, requests.c.key, requests.c.route, requests.c.entry, requests.c.entries)
        query = select(*columns, requests.c.status).order_by(requests.c.at, requests.c.actor, requests.c.key)
        with self.store.reading() as connection:
            return [Made(**dict[str, Any](row._mapping)) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Made:
    """What a request with a key made: so many entries of the audit from ``entry`` on. ``status``: of its answer."""

    actor: str
    key: str
    route: str
    entry: int | None
    entries: int
    status: int
