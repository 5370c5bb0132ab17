"""Whether two data folders hold the same: every table of the store and every point of the index, by hash.

Left out is what tells of a run and not of documents: times, how often a file was tried, the audit's chain of hashes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.settings import Settings
from search.index import open_index
from search.store.edge import EdgeStore

OF_A_RUN = frozenset({"attempts", "sequence", "hash"})
"""Columns of this run; so is every one that ends in ``_at`` or is called ``at``."""

OF_A_TABLE = {
    "mentions": frozenset({"id"}),
    "audit": frozenset({"content"}),
    "data_version": frozenset({"version"}),
}
"""Numbers in the order of writing, which a run that goes on gives anew; a hash over times; how often was written."""


def content(data: Path) -> dict[str, str]:
    """A hash for each table that has rows, and one for the index."""
    with closing(sqlite3.connect(data / "portal.db")) as store:
        names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {name: _hashed(_rows(store, name)) for name in sorted(names)}
    with open_index(Settings(data=data)) as index:
        assert isinstance(index.store, EdgeStore)  # noqa: S101 - a folder without a server has no other
        return {name: found for name, found in tables.items() if found} | {"index": index.store.digest()}


def _rows(store: sqlite3.Connection, table: str) -> list[str]:
    columns = [name for _, name, *_ in store.execute(f'PRAGMA table_info("{table}")')]
    left = OF_A_RUN | OF_A_TABLE.get(table, frozenset())
    kept = [name for name in columns if name not in left and name != "at" and not name.endswith("_at")]
    asked = ", ".join(f'"{name}"' for name in kept)
    return sorted(map(repr, store.execute(f'SELECT {asked} FROM "{table}"')))  # noqa: S608 - names of our own tables


def _hashed(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest() if rows else ""
