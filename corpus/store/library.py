"""The library's catalogue, read from what the manifests of the originals that are shown say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from corpus.documents import WorkType
from corpus.library import LibraryEntry, contributors_of, product_type_of
from corpus.store import schema

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True)
class LibraryTable:
    """Reading the catalogue."""

    store: Store

    def every(self) -> list[LibraryEntry]:
        """Every visible Work that is no Voluntary National Review, by key; what its language versions say together."""
        shown, works, jobs = schema.expressions.c, schema.works.c, schema.jobs.c
        query = (
            select(shown.work, shown.title, works.type, works.year, jobs.manifest)
            .join(schema.works, works.key == shown.work)
            .outerjoin(schema.jobs, jobs.sha256 == shown.sha256)
            .where(shown.state == "visible", works.type != WorkType.VNR.value)
            .order_by(shown.work, shown.language)
        )
        by_work: dict[str, list[Any]] = {}
        with self.store.reading() as connection:
            for row in connection.execute(query):
                by_work.setdefault(row.work, []).append(row)
        return [_entry(work, rows) for work, rows in by_work.items()]


def _entry(work: str, rows: list[Any]) -> LibraryEntry:
    said = [row.manifest or {} for row in rows]
    types = [kind for one in said if (kind := product_type_of(one)) is not None]
    named = dict.fromkeys(contributor for one in said for contributor in contributors_of(one))
    return LibraryEntry(work, rows[0].title, rows[0].type, rows[0].year, next(iter(types), None), tuple(named))
