"""Searches that people keep: under a name of their own, with what each found when it was last run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.errors import PortalError
from corpus.store import schema
from corpus.store.jobs import now

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with its filters by name. ``seen``: ids of the passages it found when it was last run."""

    id: int
    owner: str
    name: str
    query: str
    mode: str
    filters: Mapping[str, Sequence[Any]]
    created_at: str
    last_run_at: str | None
    seen: tuple[str, ...]

    @property
    def since(self) -> str:
        """The time after which a document is new to its owner."""
        return self.last_run_at or self.created_at


@dataclass(frozen=True)
class SavedSearchTable:
    """Keeping searches. Documents come and go beside them: none refers to a row of a document."""

    store: Store

    def save(self, owner: str, name: str, query: str, mode: str, filters: Mapping[str, Sequence[Any]]) -> SavedSearch:
        """Keep a search. Raises ``PortalError("name_taken")`` where its owner has one of that name."""
        values: dict[str, Any] = {"owner": owner, "name": name, "query": query, "mode": mode}
        values |= {"filters": dict(filters), "created_at": now(), "last_run_at": None}
        try:
            with self.store.writing() as connection:
                added = connection.execute(insert(schema.saved_searches).values(**values, seen=[]))
        except IntegrityError as failure:
            raise PortalError("name_taken", f"{name!r} of {owner}") from failure
        return SavedSearch(id=int(added.inserted_primary_key[0]), **values, seen=())  # type: ignore[index]

    def every(self, owner: str | None = None) -> list[SavedSearch]:
        """The searches of one owner or of all, by owner and name."""
        table = schema.saved_searches
        query = select(table).order_by(table.c.owner, table.c.name)
        if owner is not None:
            query = query.where(table.c.owner == owner)
        with self.store.reading() as connection:
            return [_search(row) for row in connection.execute(query)]

    def get(self, number: int) -> SavedSearch:
        """A search by its number. Raises ``PortalError("unknown_search")``."""
        table = schema.saved_searches
        with self.store.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == number)).first()
        if row is None:
            raise PortalError("unknown_search", str(number))
        return _search(row)

    def named(self, owner: str, name: str) -> SavedSearch:
        """A search by its owner and name. Raises ``PortalError("unknown_search")``."""
        found = [search for search in self.every(owner) if search.name == name]
        if not found:
            raise PortalError("unknown_search", f"{name!r} of {owner}")
        return found[0]

    def remove(self, number: int) -> None:
        """Forget a search. Raises ``PortalError("unknown_search")``."""
        with self.store.writing() as connection:
            gone = connection.execute(delete(schema.saved_searches).where(schema.saved_searches.c.id == number))
        if not gone.rowcount:
            raise PortalError("unknown_search", str(number))

    def ran(self, number: int, at: str, seen: Sequence[str]) -> None:
        """Keep that a search was run at a time, and the ids of the passages it found then."""
        table = schema.saved_searches
        with self.store.writing() as connection:
            connection.execute(update(table).where(table.c.id == number).values(last_run_at=at, seen=list(seen)))

    def published_since(self, time: str, passages: Collection[str]) -> set[str]:
        """Those of these passages, by their ids, that stand in documents which were published at a time or later.

        A document's job is finished when the document can be seen, never before: none is missed. One that can be seen
        and whose job is still open is published right now.
        """
        table, job = schema.passages.c, schema.jobs.c
        query = (
            select(table.id)
            .join(schema.expressions, schema.expressions.c.id == table.expression)
            .outerjoin(schema.jobs, job.expression == schema.expressions.c.id)
            .where(schema.expressions.c.state == "visible", table.id.in_(passages))
            .where(job.expression.is_(None) | (job.updated_at >= time))
        )
        with self.store.reading() as connection:
            return set(connection.execute(query).scalars())


def _search(row: Row[Any]) -> SavedSearch:
    return SavedSearch(**dict(row._mapping) | {"seen": tuple(row.seen)})
