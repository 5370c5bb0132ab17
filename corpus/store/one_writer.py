"""One writer of documents for a PostgreSQL database, on whatever machine: an advisory lock, held by a connection.

The server gives the lock back when the connection ends, by itself where the process or its machine is gone. A process
that is frozen keeps it until somebody ends its connection (``pg_terminate_backend``); woken, it finds out before the
next document (``require``) and writes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from corpus.errors import PortalError
from corpus.store.address import missing_driver, read_address
from corpus.store.failures import named_failures
from corpus.store.server import connect_server

LOCK = 8_310_742_961
"""The number of the lock: any, but always the same."""


class DatabaseLock:
    """The lock, held from the beginning of ``held_by_database`` to its end."""

    def __init__(self, url: URL) -> None:
        try:
            self._engine: Engine = connect_server(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        except ImportError as failure:
            raise missing_driver(failure) from failure
        self._connection: Connection | None = None

    def take(self, seconds: float) -> None:
        """Take the lock, waiting so long; ``PortalError``: data_busy, store_unavailable."""
        with named_failures():
            connection = self._engine.connect()
        try:
            with named_failures():
                connection.execute(text(f"SET lock_timeout = {max(1, int(seconds * 1000))}"))  # 0 is without end
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        except PortalError as failure:
            connection.close()
            if failure.code == "data_busy":
                raise PortalError("data_busy", "another process writes documents to the database") from failure
            raise
        self._connection = connection

    def require(self) -> None:
        """See that the lock is still held, or take it again where the connection was lost and nobody else has it."""
        if self._connection is None or not _answers(self._connection):
            self.release()
            self.take(0)

    def release(self) -> None:
        """Give it back."""
        if self._connection is not None:
            self._connection.invalidate()  # not merely handed back: the session's end is what ends the lock
            self._connection.close()
            self._connection = None


def _answers(connection: Connection) -> bool:
    try:
        connection.execute(text("SELECT 1"))
    except DBAPIError:
        return False
    return True


_held: dict[str, DatabaseLock] = {}
"""The locks of this process, by the address of the database."""


@contextmanager
def held_by_database(address: str, seconds: float) -> Iterator[None]:
    """Be the one writer of a PostgreSQL database; of SQLite the lock on the data folder is enough."""
    url = read_address(address)
    if url.get_backend_name() == "sqlite":
        yield
        return
    lock = DatabaseLock(url)
    lock.take(seconds)
    _held[address] = lock
    try:
        yield
    finally:
        del _held[address]
        lock.release()


def require_held(address: str) -> None:
    """``PortalError("data_busy")`` where this process was the writer, lost it, and another one is it now."""
    if address in _held:
        _held[address].require()
