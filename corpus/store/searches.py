"""Searches that people keep: under a name of their own, with what each found when it was last run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.errors import PortalError
from corpus.store import schema
from corpus.store.audit import Kind, enter
from corpus.store.clock import now

if TYPE_CHECKING:
    from corpus.store.open import Store


MOST = 200
"""Searches that one owner keeps."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with its filters by name. ``last_run_at``: when all was shown that was new."""

    id: int
    owner: str
    name: str
    query: str
    mode: str
    filters: Mapping[str, Sequence[Any]]
    created_at: str
    last_run_at: str | None

    @property
    def since(self) -> str:
        """The time after which a document is new to its owner."""
        return self.last_run_at or self.created_at


@dataclass(frozen=True)
class SavedSearchTable:
    """Keeping searches. Documents come and go beside them: none refers to a row of a document."""

    store: Store

    def save(self, owner: str, name: str, query: str, mode: str, filters: Mapping[str, Sequence[Any]]) -> SavedSearch:
        """Keep a search.

        Raises ``PortalError``: name_taken where its owner has one of that name, bad_input where its owner has ``MOST``.
        """
        values: dict[str, Any] = {"owner": owner, "name": name, "query": query, "mode": mode}
        values |= {"filters": dict(filters), "created_at": now(), "last_run_at": None}
        try:
            with self.store.writing() as connection:
                added = connection.execute(insert(schema.saved_searches).values(**values, seen=[]))
                _check_room(connection, owner)
                enter(connection, Kind.SEARCH, "saved", f"{owner}: {name}", values)
        except IntegrityError as failure:
            raise PortalError("name_taken", f"{name!r} of {owner}") from failure
        return SavedSearch(id=int(added.inserted_primary_key[0]), **values)  # type: ignore[index]

    def every(self, owner: str | None = None) -> list[SavedSearch]:
        """The searches of one owner or of all, by owner and name."""
        table = schema.saved_searches.c
        query = _searches().order_by(table.owner, table.name)
        if owner is not None:
            query = query.where(table.owner == owner)
        with self.store.reading() as connection:
            return [_search(row) for row in connection.execute(query)]

    def get(self, number: int) -> SavedSearch:
        """A search by its number. Raises ``PortalError("unknown_search")``."""
        with self.store.reading() as connection:
            row = connection.execute(_searches().where(schema.saved_searches.c.id == number)).first()
        if row is None:
            raise PortalError("unknown_search", str(number))
        return _search(row)

    def seen(self, number: int) -> frozenset[str]:
        """The ids of the passages that a search has shown; none for a search that is gone."""
        table = schema.saved_searches.c
        with self.store.reading() as connection:
            return frozenset(connection.execute(select(table.seen).where(table.id == number)).scalar() or ())

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
            enter(connection, Kind.SEARCH, "removed", number)

    def ran(self, number: int, at: str | None, seen: Iterable[str]) -> None:
        """Keep until when a search has shown all that was new, and the ids of all passages it has shown."""
        table = schema.saved_searches
        with self.store.writing() as connection:
            connection.execute(update(table).where(table.c.id == number).values(last_run_at=at, seen=sorted(seen)))

    def works_published_since(self, time: str) -> set[str]:
        """The Works with documents as ``published_since`` has them."""
        table = schema.expressions.c
        with self.store.reading() as connection:
            return set(connection.execute(select(table.work).where(table.id.in_(_published(time)))).scalars())

    def published_since(self, time: str, passages: Collection[str]) -> set[str]:
        """Those of these passages, by their ids, that stand in documents which were published at a time or later.

        A document's job is finished when the document can be seen, never before: none is missed. One that can be seen
        and whose job is still open is published right now. One that was only read again was published before, but for
        pages that could not be read then.
        """
        table = schema.passages.c
        query = select(table.id).where(table.id.in_(passages), table.expression.in_(_published(time)))
        with self.store.reading() as connection:
            return set(connection.execute(query).scalars())


def _published(time: str) -> Select[tuple[str]]:
    """The ids of the expressions that were published at a time or later."""
    shown, job, before = schema.expressions.c, schema.jobs.c, schema.expressions.alias().c
    read_before = select(before.id).where(
        before.sha256 == shown.sha256,
        before.state.in_(("retired", "superseded")),
        before.added_at < time,
        before.unread_pages <= shown.unread_pages,
    )
    return (
        select(shown.id)
        .outerjoin(schema.jobs, job.expression == shown.id)
        .where(shown.state == "visible", job.expression.is_(None) | (job.updated_at >= time))
        .where(~read_before.correlate(schema.expressions).exists())
    )


def _check_room(connection: Connection, owner: str) -> None:
    """Refuse what was just added where it is one too many: within the same transaction, so that it is never kept."""
    kept = select(func.count()).where(schema.saved_searches.c.owner == owner)
    if (connection.execute(kept).scalar() or 0) > MOST:
        raise PortalError("bad_input", f"{owner} has {MOST} saved searches, and that is the most", "remove one first")


def _searches() -> Select[Any]:
    """Saved searches without the passages they have shown, which may be thousands."""
    return select(*(column for column in schema.saved_searches.c if column.name != "seen"))


def _search(row: Row[Any]) -> SavedSearch:
    return SavedSearch(**row._mapping)
