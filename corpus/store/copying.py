"""A copy of the whole store as one file, of one state while others go on writing; and what a copy says of itself.

The copy is made by SQLite's ``VACUUM INTO``: one reading transaction, which no writer waits for; it is packed, holds
nothing of rows that were removed, and fails on a damaged store instead of copying the damage. PostgreSQL has
``pg_dump``, which does the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PortalError
from corpus.store.failures import failure_of
from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What a copy holds: its schema, the last entry of its audit and the seal of it, the rows of each table."""

    schema: str
    entries: int
    head: str
    rows: Mapping[str, int]


UNAUDITED = (0, "0" * 64)
"""The head of the audit of a store that is older than the audit."""


def copy_store(store: Store, place: Path) -> CopyFacts:
    """Copy the store as it is now to a new file. Who is signed in is left out: a copy gives nobody a way in.

    Raises ``PortalError``: bad_input for PostgreSQL, disk_full, data_unreadable, data_busy.
    """
    if store.engine.dialect.name != "sqlite":
        raise PortalError(
            "bad_input",
            "the store is a PostgreSQL database, of which 'vkp backup' makes no copy",
            "back it up with pg_dump, then copy the folder of originals",
        )
    with _named_failures(), closing(store.engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(place),))
    _sign_out_everybody(place)
    return facts_of(place)


def facts_of(place: Path) -> CopyFacts:
    """What a copy holds; it is not brought to this version's schema. Raises ``PortalError("data_unreadable")``."""
    with _named_failures(), closing(_opened(place)) as copy:
        (schema,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        tables = _tables(copy)
        audited = "audit_head" in tables
        entries, head = copy.execute("SELECT sequence, hash FROM audit_head").fetchone() if audited else UNAUDITED
        return CopyFacts(schema, entries, head, {name: _count(copy, name) for name in tables})


def originals_of(place: Path) -> list[tuple[str, int]]:
    """SHA-256 and size in bytes of every original that a copy names, by SHA-256."""
    with _named_failures(), closing(_opened(place)) as copy:
        return list(copy.execute("SELECT sha256, size FROM originals ORDER BY sha256"))


def _opened(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro", uri=True)


def _sign_out_everybody(place: Path) -> None:
    with _named_failures(), closing(sqlite3.connect(place)) as copy, copy:
        copy.execute("PRAGMA secure_delete = ON")  # else the rows stay readable in the file
        if "sessions" in _tables(copy):
            copy.execute("DELETE FROM sessions")


def _tables(copy: sqlite3.Connection) -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in copy.execute(query)]


def _count(copy: sqlite3.Connection, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    return int(copy.execute(f"SELECT COUNT(*) FROM {quoted}").fetchone()[0])  # noqa: S608 - quoted


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, TypeError) as failure:  # TypeError: a row that must be there is not
        raise failure_of(str(failure)) from failure
