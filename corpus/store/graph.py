"""Which documents cite which, counted over everything that is visible: the most cited, the missing, the neighbours.

A node is a Work, cited or citing, in the corpus or not. Goals, targets and indicators of the 2030 Agenda are cited by
everyone and are no documents: they are left out unless asked for. What people rejected is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, literal, select

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

_mention, _from = schema.mentions.c, schema.works.c


@dataclass(frozen=True)
class CitationGraph:
    """Counting links by the Works at their ends."""

    store: Store

    def most_cited(self, limit: int | None = None) -> list[Cited]:
        """The Works that most others cite, then by mentions."""
        return self._cited(limit)

    def missing(self, limit: int | None = None) -> list[Cited]:
        """Works that are cited and not in the corpus, by how often, then by how many others cite them."""
        return self._cited(limit, ~_known(), by_mentions=True)

    def _cited(self, limit: int | None, *conditions: Any, by_mentions: bool = False) -> list[Cited]:
        documents, mentions = func.count(func.distinct(_from.identity)), func.count()
        order = (mentions, documents) if by_mentions else (documents, mentions)
        query = (
            _between(_target(), mentions.label("mentions"), documents.label("documents"), _known().label("known"))
            .where(_documents_only(), *conditions)
            .group_by(_mention.to_identity)
            .order_by(*(column.desc() for column in order), _mention.to_identity)
            .limit(limit)
        )
        with self.store.reading() as connection:
            return [Cited(r.work, r.mentions, r.documents, bool(r.known)) for r in connection.execute(query)]

    def times_cited(self, work: str) -> Cited | None:
        """How often a Work is cited by others, whether the corpus has it or not; None where nobody does."""
        documents, mentions = func.count(func.distinct(_from.identity)), func.count()
        query = (
            _between(_target(), mentions.label("mentions"), documents.label("documents"), _known().label("known"))
            .where(_mention.to_identity == identity(work))
            .group_by(_mention.to_identity)
        )
        with self.store.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Cited(row.work, row.mentions, row.documents, bool(row.known))

    def edges(self, work: str | None = None) -> list[Edge]:
        """Who cites whom, over all or at one Work; by the number of mentions."""
        ends = [] if work is None else [(_from.identity == identity(work)) | (_mention.to_identity == identity(work))]
        times, led = func.count(), func.count(_mention.to_passage)
        query = (
            _between(
                func.min(_from.key).label("source"),
                _target(),
                times.label("times"),
                led.label("led"),
                _known().label("known"),
            )
            .where(_documents_only(), *ends)
            .group_by(_from.identity, _mention.to_identity)
            .order_by(times.desc(), _from.identity, _mention.to_identity)
        )
        with self.store.reading() as connection:
            return [Edge(r.source, r.work, r.times, r.led, bool(r.known)) for r in connection.execute(query)]

    def cited_together(self, work: str, limit: int) -> list[Neighbour]:
        """Works that are cited by the same documents as a Work (co-citation)."""
        pairs = _pairs().subquery()
        citing = _between(_from.identity).where(_mention.to_identity == identity(work))
        query = select(pairs.c.target, pairs.c.source, pairs.c.known).where(
            pairs.c.source_identity.in_(citing), pairs.c.target_identity != identity(work)
        )
        return self._neighbours(query, limit)

    def citing_alike(self, work: str, limit: int) -> list[Neighbour]:
        """Documents that cite the same Works as a Work does (bibliographic coupling)."""
        pairs = _pairs().subquery()
        own = select(pairs.c.target_identity).where(pairs.c.source_identity == identity(work))
        query = select(pairs.c.source, pairs.c.target, literal(1)).where(
            pairs.c.target_identity.in_(own), pairs.c.source_identity != identity(work)
        )
        return self._neighbours(query, limit)

    def _neighbours(self, query: Select[Any], limit: int) -> list[Neighbour]:
        """Works by how many others they share with the one asked about; rows are (Work, one shared, known)."""
        shared: dict[tuple[str, bool], list[str]] = {}
        with self.store.reading() as connection:
            for found, other, known in connection.execute(query):
                shared.setdefault((found, bool(known)), []).append(other)
        ranked = sorted(shared.items(), key=lambda item: (-len(item[1]), item[0]))[:limit]
        return [Neighbour(key, len(others), tuple(sorted(others)[:EXAMPLES]), known) for (key, known), others in ranked]


def _between(*columns: Any) -> Select[Any]:
    """Columns over the links from one visible Work to another."""
    return (
        select(*columns)
        .select_from(schema.mentions)
        .join(schema.expressions, schema.expressions.c.id == _mention.expression)
        .join(schema.works, _from.key == schema.expressions.c.work)
        .where(schema.expressions.c.state == "visible", ~_mention.rejected)
        .where(_mention.to_identity.is_not(None), _mention.to_identity != _from.identity)
    )


def _target() -> Any:
    return func.max(_mention.to_work).label("work")


def _known() -> Any:
    """Whether the target of a group of links is a Work of the corpus."""
    works, shown = schema.works.alias(), schema.expressions.alias()
    return (
        select(shown.c.id)
        .join(works, works.c.key == shown.c.work)
        .where(works.c.identity == _mention.to_identity, shown.c.state == "visible")
        .correlate(schema.mentions)
        .exists()
    )


def _documents_only() -> Any:
    return ~_mention.to_identity.startswith(GOALS)


def _pairs() -> Select[Any]:
    """Each pair of a citing and a cited Work once."""
    identities = (_from.identity.label("source_identity"), _mention.to_identity.label("target_identity"))
    return (
        _between(
            *identities,
            func.min(_from.key).label("source"),
            func.max(_mention.to_work).label("target"),
            _known().label("known"),
        )
        .where(_documents_only())
        .group_by(_from.identity, _mention.to_identity)
    )
