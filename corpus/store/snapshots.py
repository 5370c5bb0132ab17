"""Counts that are kept: each under its seal, written once and never changed.

The seal names what is counted. Beside the document stands a digest of all that is kept of it: when and by whom it was
taken, and what had changed by then, of which the seal says nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from corpus.errors import PortalError
from corpus.indicators.changes import question_of
from corpus.indicators.sealing import seal_of
from corpus.store import schema
from corpus.store.audit import Kind, enter_row
from corpus.store.clock import now

if TYPE_CHECKING:
    from corpus.store.open import Store

SHORTEST = 6
"""Digits of a seal by which a snapshot may be named, where no other begins with them."""

SEAL = "sha256:"

DIGEST = "kept"
"""The member of a kept document that is taken off it again. Snapshots of older versions have none."""

NOTHING: dict[str, Any] = {"snapshot": None, "indicator": None}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A kept count. ``document`` is what was counted, as it was printed."""

    id: str
    indicator: str
    taken_at: str
    taken_by: str
    document: dict[str, Any]


@dataclass(frozen=True)
class SnapshotTable:
    """Keeping counts. There is no way to change one."""

    store: Store

    def take(self, document: dict[str, Any], by: str) -> Snapshot:
        """Keep a count under its seal; one that is kept already stays as it is, and is what is given back."""
        table = schema.snapshots
        row = {"id": document["snapshot"], "indicator": document["indicator"], "taken_at": now(), "taken_by": by}
        kept = {**document, DIGEST: _digest(row["taken_at"], by, document)}
        row |= {"question": question_text(document), "document": json.dumps(kept, ensure_ascii=False)}
        try:
            with self.store.writing() as connection:
                if connection.execute(select(table.c.id).where(table.c.id == row["id"])).first() is None:
                    connection.execute(insert(table).values(**row))
                    enter_row(connection, Kind.SNAPSHOT, row["id"])
        except IntegrityError:  # another took the very same count at the very same time
            return self.get(document["snapshot"])
        return self.get(document["snapshot"])

    def get(self, named: str) -> Snapshot:
        """A snapshot by its seal or the beginning of it.

        Raises ``PortalError``: unknown_snapshot, bad_input (several begin so), data_unreadable (not what was kept).
        """
        digits = named.strip().lower().removeprefix(SEAL)
        table = schema.snapshots
        plain = digits.isascii() and digits.isalnum() and len(digits) >= SHORTEST
        with self.store.reading() as connection:
            query = select(table).where(table.c.id.like(f"{SEAL}{digits}%")).limit(2)
            rows = connection.execute(query).all() if plain else []
        if len(rows) > 1:
            raise PortalError("bad_input", f"several snapshots begin with {digits}", "give more of its digits")
        if not rows:
            raise PortalError("unknown_snapshot", named[:80])
        return _snapshot(rows[0])

    def ids(self) -> list[str]:
        """The seals of all snapshots, as they were taken."""
        table = schema.snapshots.c
        with self.store.reading() as connection:
            return list(connection.execute(select(table.id).order_by(table.sequence)).scalars())

    def newest(self) -> int:
        """The number of the last snapshot, 0 where there is none: as long as it stays nothing was added."""
        with self.store.reading() as connection:
            return int(connection.execute(select(func.max(schema.snapshots.c.sequence))).scalar() or 0)

    def every(self, indicator: str | None = None) -> list[Snapshot]:
        """The snapshots of one indicator or of all, the latest first."""
        table = schema.snapshots
        query = select(table).order_by(table.c.taken_at.desc(), table.c.sequence.desc())
        if indicator is not None:
            query = query.where(table.c.indicator == indicator)
        with self.store.reading() as connection:
            return [_snapshot(row) for row in connection.execute(query)]

    def latest(self, document: dict[str, Any]) -> Snapshot | None:
        """The last snapshot of what a count answers."""
        table = schema.snapshots
        query = select(table).where(table.c.question == question_text(document)).order_by(table.c.sequence.desc())
        with self.store.reading() as connection:
            row = connection.execute(query.limit(1)).first()
        return None if row is None else _snapshot(row)


def question_text(document: dict[str, Any]) -> str:
    """What a count answers, in a line."""
    return json.dumps(question_of(document), separators=(",", ":"))


def _digest(taken_at: str, taken_by: str, document: dict[str, Any]) -> str:
    return seal_of({"taken_at": taken_at, "taken_by": taken_by, "document": document})


def _read(text: str) -> dict[str, Any]:
    """The document of a row; of a text that is none, one that is not what was kept."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    return document if isinstance(document, dict) and {"snapshot", "indicator"} <= document.keys() else NOTHING.copy()


def _snapshot(row: Row[Any]) -> Snapshot:
    document = _read(row.document)
    digest = document.pop(DIGEST, None)
    whole = digest in (None, _digest(row.taken_at, row.taken_by, document)) and row.indicator == document["indicator"]
    if not whole or seal_of(document) != row.id or document["snapshot"] != row.id:
        raise PortalError("data_unreadable", f"snapshot {row.id} is not what was kept", "restore it from a backup")
    return Snapshot(row.id, row.indicator, row.taken_at, row.taken_by, document)
