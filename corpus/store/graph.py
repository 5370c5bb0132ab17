"""Which documents cite which, counted over everything that is visible: the most cited, the missing, the neighbours.

A node is a Work, cited or citing, in the corpus or not. Goals, targets and indicators of the 2030 Agenda are cited by
everyone and are no documents: they are left out. Not counted are mentions that people rejected, and those whose text
does not decide what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, select

from corpus.citations import LinkStatus
from corpus.store import schema
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store

GOALS = "SDG/"
"""What keys of goals, targets and indicators begin with."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A Work that is cited: how often, and by how many other Works. ``in_corpus``: it can be read here."""

    work: str
    mentions: int
    documents: int
    in_corpus: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """That one Work cites another, how often, and how many of these mentions lead to a passage."""

    source: str
    target: str
    mentions: int
    to_passages: int
    in_corpus: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A Work that belongs with another, by how many Works they share, and some of those."""

    work: str
    shared: int
    examples: tuple[str, ...]
    in_corpus: bool


EXAMPLES = 5
"""Works that are named of those that two share."""

_mention, _from = schema.mentions.c, schema.works.c


@dataclass(frozen=True)
class CitationGraph:
    """Counting links by the Works at their ends."""

    store: Store

    def most_cited(self) -> list[Cited]:
        """The Works that are cited, those that most others cite first, then by mentions."""
        documents, mentions = _counts()
        return self._cited(documents.desc(), mentions.desc())

    def missing(self) -> list[Cited]:
        """Works that are cited and not in the corpus, by how often, then by how many others cite them."""
        documents, mentions = _counts()
        return [one for one in self._cited(mentions.desc(), documents.desc()) if not one.in_corpus]

    def times_cited(self, work: str) -> Cited | None:
        """How often a Work is cited by others, whether the corpus has it or not; None where nobody does."""
        found = self._cited(conditions=(_mention.to_identity == identity(work),), goals=True)
        return found[0] if found else None

    def _cited(self, *order: Any, conditions: Sequence[Any] = (), goals: bool = False) -> list[Cited]:
        documents, mentions = _counts()
        query = (
            _between(_mention.to_identity, _target(), mentions.label("mentions"), documents.label("documents"))
            .where(*conditions, *(() if goals else (_documents_only(),)))
            .group_by(_mention.to_identity)
            .order_by(*order, _mention.to_identity)
        )
        with self.store.reading() as connection:
            rows = connection.execute(query).all()
            known = _known(connection, conditions)
        return [Cited(r.work, r.mentions, r.documents, r.to_identity in known) for r in rows]

    def edges(self, work: str | None = None) -> list[Edge]:
        """Who cites whom, over all or at one Work; by the number of mentions."""
        ends = [] if work is None else [(_from.identity == identity(work)) | (_mention.to_identity == identity(work))]
        times, led = func.count(), func.count(_mention.to_passage)
        source = func.min(_from.key).label("source")
        query = (
            _between(source, _target(), _mention.to_identity, times.label("times"), led.label("led"))
            .where(_documents_only(), *ends)
            .group_by(_from.identity, _mention.to_identity)
            .order_by(times.desc(), _from.identity, _mention.to_identity)
        )
        with self.store.reading() as connection:
            rows = connection.execute(query).all()
            known = _known(connection, ends)
        names = _longest((row.to_identity, row.work) for row in rows)
        return [Edge(r.source, names[r.to_identity], r.times, r.led, r.to_identity in known) for r in rows]

    def cited_together(self, work: str, limit: int) -> list[Neighbour]:
        """Works that are cited by the same documents as a Work (co-citation)."""
        citing = _between(_from.identity).where(_mention.to_identity == identity(work)).distinct().correlate(None)
        condition = _from.identity.in_(citing) & (_mention.to_identity != identity(work))
        return self._neighbours(_mention.to_identity, func.max(_mention.to_work), _from.key, condition, limit)

    def citing_alike(self, work: str, limit: int) -> list[Neighbour]:
        """Documents that cite the same Works as a Work does (bibliographic coupling)."""
        own = _between(_mention.to_identity).where(_documents_only(), _from.identity == identity(work))
        condition = _mention.to_identity.in_(own.distinct().correlate(None)) & (_from.identity != identity(work))
        return self._neighbours(_from.identity, func.min(_from.key), _mention.to_work, condition, limit)

    def _neighbours(self, found: Any, name: Any, shared: Any, condition: Any, limit: int) -> list[Neighbour]:
        """The Works ``found`` that share most others with the one asked about, with some of what they share."""
        other = _mention.to_identity if found is _from.identity else _from.identity
        times = func.count(func.distinct(other))
        query = (
            _between(found.label("found"), name.label("name"), times.label("times"))
            .where(_documents_only(), condition)
            .group_by(found)
            .order_by(times.desc(), found)
            .limit(limit)
        )
        with self.store.reading() as connection:
            rows = connection.execute(query).all()
            known = _known(connection, (found.in_([row.found for row in rows]),))
            return [
                Neighbour(
                    row.name,
                    row.times,
                    _examples(connection, shared, (found == row.found) & condition),
                    found is _from.identity or row.found in known,
                )
                for row in rows
            ]


def _counts() -> tuple[Any, Any]:
    """How many documents mention something, and how many mentions there are."""
    return func.count(func.distinct(_from.identity)), func.count()


def _examples(connection: Connection, shared: Any, condition: Any) -> tuple[str, ...]:
    """The first few of the Works that two share."""
    query = _between(shared.label("shared")).where(_documents_only(), condition).distinct().order_by("shared")
    return tuple(connection.execute(query.limit(EXAMPLES)).scalars())


def _longest(written: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One name of each Work by its identity: "S/RES/1325(2000)" where others write "S/RES/1325"."""
    names: dict[str, str] = {}
    for one, name in written:
        names[one] = max(name, names.get(one, ""))
    return names


def _between(*columns: Any) -> Select[Any]:
    """Columns over the links from one visible Work to another."""
    return (
        select(*columns)
        .select_from(schema.mentions)
        .join(schema.expressions, schema.expressions.c.id == _mention.expression)
        .join(schema.works, _from.key == schema.expressions.c.work)
        .where(schema.expressions.c.state == "visible", ~_mention.rejected)
        .where(_mention.to_identity.is_not(None), _mention.to_identity != _from.identity)
        .where(_mention.status != LinkStatus.AMBIGUOUS.value)
    )


def _target() -> Any:
    return func.max(_mention.to_work).label("work")


def _known(connection: Connection, conditions: Sequence[Any]) -> set[str]:
    """Which of the Works that links with these conditions lead to are in the corpus, by identity.

    One query for all: asked for each Work, SQLite would walk over every document that is shown.
    """
    cited = _between(_mention.to_identity).where(*conditions).distinct().correlate(None)
    query = (
        select(schema.works.c.identity)
        .join(schema.expressions, schema.expressions.c.work == schema.works.c.key)
        .where(schema.expressions.c.state == "visible", schema.works.c.identity.in_(cited))
    )
    return set(connection.execute(query).scalars())


def _documents_only() -> Any:
    return ~_mention.to_identity.startswith(GOALS)
