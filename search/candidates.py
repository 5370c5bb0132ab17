"""The candidates for a query in the order a reader wants: paragraphs before bare headings and contents lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Protocol

from corpus.places import standing_at
from corpus.symbols import identity
from search.query import Query
from search.ranking import AT_HOME, is_at_home, kind_weight, ranked
from search.sparse import SparseVector, query_vector
from search.store.base import EVERYTHING, Filter, Fusion, ScoredPoint, StoredPoint, fused, ordered

DEPTH = 120
"""Candidates taken from the engine for words; of a document asked for by its symbol all passages are taken."""

BODY = frozenset({"paragraph", "list_item", "heading", "table_row"})
LAST = frozenset({"front_matter", "contents"})
"""What a document says, and what only leads to it. All else (footnotes, stray lines) stands between."""


class Searched(Protocol):
    """What a search asks of a ``PassageStore``."""

    def sparse_search(self, vector: SparseVector, limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""

    def dense_search(self, vector: Sequence[float], limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""

    def scroll(self, where: Filter = EVERYTHING) -> Iterator[StoredPoint]:
        """See ``PassageStore``."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Results in order. ``whole``: they are all there is; else the engine may hold more beyond the best ``DEPTH``.

    ``named`` are the ids of the points that are the parts a query names; ``engine`` is what the engine found by words,
    as it scored it, for who asks what a score is made of (``search.explain``). Frozen, so a copy is the thing itself.
    """

    query: Query
    points: tuple[ScoredPoint, ...]
    whole: bool = True
    named: frozenset[str] = frozenset()
    engine: tuple[ScoredPoint, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Candidates:
        return self


def find_candidates(store: Searched, query: Query, where: Filter) -> Candidates:
    """The candidates for a query: all passages of the document it names, or the best by its words."""
    if query.symbol is not None:
        return _of_document(store, query, where)
    by_words = [] if query.mode == "dense" else _by_words(store, query, where)
    near = [] if query.dense is None else store.dense_search(query.dense, DEPTH, where)
    whole = max(len(by_words), len(near)) < DEPTH
    points = tuple(_together(query, ranked(query, by_words), near))
    return Candidates(query, points, whole=whole, engine=tuple(by_words))


def _by_words(store: Searched, query: Query, where: Filter) -> list[ScoredPoint]:
    """What the engine finds, with enough of it in the language of the question where there is so much."""
    vector = query_vector(query.terms)
    found = store.sparse_search(vector, DEPTH, where)
    own = _own_languages(query, where)
    if len(found) < DEPTH or not own or sum(is_at_home(query, point) for point in found) >= AT_HOME:
        return found
    at_home = store.sparse_search(vector, AT_HOME, Filter({**where.fields, "language": own}))
    ids = {point.id for point in at_home}
    others = [point for point in found if point.id not in ids]
    return ordered([*at_home, *others[: DEPTH - len(at_home)]])


def _own_languages(query: Query, where: Filter) -> tuple[str, ...]:
    """The languages a question may be in, as far as the filter keeps them."""
    own = query.question.languages
    return tuple(language for language in own if language in where.fields.get("language", own))


def _together(query: Query, by_words: Sequence[ScoredPoint], near: Sequence[ScoredPoint]) -> Sequence[ScoredPoint]:
    """One leg, or both fused by rank. What is near in meaning is not looked at again by its words."""
    if query.dense is None:
        return by_words
    by_kind = ordered([replace(point, score=point.score * kind_weight(point)) for point in near])
    return by_kind if query.mode == "dense" else fused(by_words, by_kind, query.fusion or Fusion())[:DEPTH]


def _of_document(store: Searched, query: Query, where: Filter) -> Candidates:
    """A document's passages: those of the parts asked for, its title, its text in reading order, its masthead last."""
    inside = _inside(query, where)
    if inside is None:
        return Candidates(query, ())
    points = sorted(store.scroll(inside), key=lambda p: (_meta(p, "language"), _meta(p, "ordinal")))
    named = _named(query, points)
    shown = sorted(points, key=lambda p: (p.id not in named, 0 if p.id in named else _standing(p)))
    scored = (ScoredPoint(p.id, 1.0 / rank, p.payload) for rank, p in enumerate(shown, start=1))
    return Candidates(query, tuple(scored), named=named)


def _standing(point: StoredPoint) -> int:
    """When a passage is shown: 0 its document's title, 1 the body, 2 what stands beside it, 3 masthead and contents."""
    kind, title = str(_meta(point, "kind")), str(_meta(point, "title") or "")
    if title and kind in LAST | {"heading"} and _without_spaces(point.payload["content"]) == _without_spaces(title):
        return 0
    return 1 if kind in BODY else 3 if kind in LAST else 2


def _without_spaces(text: str) -> str:
    """A text without its spaces: a title in Chinese is set with and without them."""
    return "".join(str(text).split())


def _inside(query: Query, where: Filter) -> Filter | None:
    """The filter that also keeps to the document a query names; None where the filter keeps to other documents."""
    if query.symbol is None:
        return None
    named = identity(query.symbol.key)
    kept = tuple(key for key in where.fields.get("work", (query.symbol.key,)) if identity(str(key)) == named)
    return Filter({**where.fields, "work": kept}) if kept else None


def _named(query: Query, points: Sequence[StoredPoint]) -> frozenset[str]:
    """The ids of the passages a query asks for: in each language, of each part, the most exact place there is."""
    named: set[str] = set()
    for _, version in groupby(points, key=lambda p: _meta(p, "language")) if query.parts else ():
        standing = standing_at((str(_meta(point, "path")), point.id) for point in version)
        for places in query.parts:
            named.update(next((standing[place] for place in places if place in standing), ()))
    return frozenset(named)


def _meta(point: StoredPoint, name: str) -> Any:
    return point.payload["meta"][name]
