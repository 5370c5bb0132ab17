"""Which Works are assigned to whom for an indicator, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from corpus.store import schema
from corpus.store.audit import Kind, enter
from corpus.store.clock import now

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class Assignment:
    """A Work that somebody is to review for an indicator."""

    reviewer: str
    indicator: str
    work: str
    assigned_by: str
    assigned_at: str


@dataclass(frozen=True)
class ReviewAssignmentTable:
    """Reading and writing assignments."""

    store: Store

    def all(self, indicator: str | None = None, reviewer: str | None = None) -> list[Assignment]:
        """Assignments by reviewer, indicator and Work."""
        table = schema.review_assignments.c
        columns = [table[name] for name in Assignment.__dataclass_fields__]
        query = select(*columns).order_by(table.reviewer, table.indicator, table.work)
        query = query if indicator is None else query.where(table.indicator == indicator)
        query = query if reviewer is None else query.where(table.reviewer == reviewer)
        with self.store.reading() as connection:
            return [Assignment(*row) for row in connection.execute(query)]

    def assign(self, indicator: str, reviewer: str, works: Sequence[str], by: str) -> int:
        """Assign Works; how many were not assigned to them before."""
        table, made = schema.review_assignments, {"indicator": indicator, "reviewer": reviewer, "assigned_by": by}
        with self.store.writing(in_turn=True) as connection:
            held = select(table.c.work).where(table.c.indicator == indicator, table.c.reviewer == reviewer)
            known = set(connection.execute(held).scalars())
            rows = [made | {"work": work, "assigned_at": now()} for work in dict.fromkeys(works) if work not in known]
            if rows:
                connection.execute(insert(table), rows)
                enter(connection, Kind.ASSIGNMENT, "assigned", f"{indicator} {reviewer}", [row["work"] for row in rows])
        return len(rows)

    def release(self, indicator: str, reviewer: str, works: Sequence[str]) -> int:
        """Take assignments back; how many there were. What was decided stays."""
        table = schema.review_assignments
        of_them = (table.c.indicator == indicator, table.c.reviewer == reviewer, table.c.work.in_(list(works)))
        with self.store.writing(in_turn=True) as connection:
            released = int(connection.execute(delete(table).where(*of_them)).rowcount)
            if released:
                enter(connection, Kind.ASSIGNMENT, "released", f"{indicator} {reviewer}", list(works))
        return released
