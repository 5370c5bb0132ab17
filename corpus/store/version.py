"""Which state of documents and decisions is shown: equal versions read equal data, so that what was made may be kept.

The version is a number in the store. Every transaction that writes a row of a table raises it once, as the last
thing it does: all tables but those of ``BESIDE``, so that a new table is never forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, CursorResult, Engine, event, select, update
from sqlalchemy.sql.dml import Insert, UpdateBase

from corpus.errors import PortalError
from corpus.store.schema import data_version

if TYPE_CHECKING:
    from corpus.store.open import Store

BESIDE = frozenset(
    {
        *("keys", "sessions", "people", "requests", "audit", "audit_head"),
        *("saved_searches", "snapshots", "review_assignments", "downloads"),
        *("data_version", "alembic_version"),
    }
)
"""Tables that tell nothing of documents, what they hold and what was decided of it."""

_CHANGED = "vkp.changed"


@dataclass(frozen=True)
class DataVersion:
    """Tells whether documents or decisions have changed."""

    store: Store

    def now(self) -> int:
        """The version of what a reading that begins now would see, or an older one."""
        with self.store.reading() as connection:
            return version_of(connection)


_VERSION = select(data_version.c.version)
"""Made once: every search asks it."""


def version_of(connection: Connection) -> int:
    """The version of what a connection reads."""
    found = connection.execute(_VERSION).scalar()
    if found is None:
        raise PortalError("data_unreadable", "the store has lost its version", "restore it from a backup")
    return int(found)


def note_changes(engine: Engine) -> None:
    """Have the connections of an engine know what they wrote to."""
    event.listen(engine, "after_execute", _note)


def _note(connection: Connection, statement: Any, *rest: Any) -> None:
    if isinstance(statement, UpdateBase) and getattr(statement.table, "name", None) not in BESIDE:
        connection.info[_CHANGED] = connection.info.get(_CHANGED, False) or _wrote(statement, rest[-1])


def _wrote(statement: UpdateBase, result: CursorResult[Any]) -> bool:
    """Whether there is another row, or one less, than before; taken for granted where the database does not tell."""
    return isinstance(statement, Insert) or result.returns_rows or result.rowcount != 0


def begin_noting(connection: Connection) -> None:
    """Forget what a transaction before wrote: connections are used again."""
    connection.info.pop(_CHANGED, None)


def raise_version(connection: Connection) -> None:
    """Raise the version where the transaction has changed anything: right before it is committed.

    Nothing may be locked after it, so that those who write to a server's database at once never wait in a circle.
    """
    if connection.info.pop(_CHANGED, False):
        connection.execute(update(data_version).values(version=data_version.c.version + 1))
