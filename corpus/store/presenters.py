"""Who presented a Voluntary National Review, by year: lists that people import, each row with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from corpus.presenters import Presenter
from corpus.store import schema
from corpus.store.audit import Kind, enter

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True)
class PresenterTable:
    """Reading and importing lists."""

    store: Store

    def every(self, low: int | None = None, high: int | None = None) -> list[Presenter]:
        """The rows of a span of years, by year and country."""
        table = schema.presenters
        query = select(table).order_by(table.c.year, table.c.iso3)
        query = query if low is None else query.where(table.c.year >= low)
        query = query if high is None else query.where(table.c.year <= high)
        with self.store.reading() as connection:
            return [Presenter(**row._mapping) for row in connection.execute(query)]

    def replace(self, rows: Sequence[Presenter]) -> None:
        """Keep these rows instead of all that is kept of their years."""
        table, years = schema.presenters, sorted({row.year for row in rows})
        with self.store.writing(in_turn=True) as connection:
            connection.execute(delete(table).where(table.c.year.in_(years)))
            connection.execute(insert(table), [asdict(row) for row in rows])
            enter(connection, Kind.PRESENTERS, "replaced", " ".join(map(str, years)), [asdict(row) for row in rows])
