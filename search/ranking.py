"""From the engine's scores to the order a reader wants: paragraphs before bare headings and contents lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from corpus.places import stands_in
from corpus.symbols import identity
from search.query import Query
from search.store.base import Filter, PassageStore, ScoredPoint, StoredPoint, ordered
from search.tokens import query_vector

DEPTH = 200
"""Candidates taken from the engine; facets are counted over them."""

KIND_WEIGHT = {"heading": 0.6, "contents": 0.3, "footnote": 0.75, "front_matter": 0.7, "other": 0.7, "table_row": 0.9}
"""A line that names a subject answers less than the paragraph on it, though it matches more densely."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Results in order. Frozen, so a copy is the thing itself."""

    query: Query
    points: tuple[ScoredPoint, ...]

    def __deepcopy__(self, memo: dict[int, Any]) -> Candidates:
        return self


def retrieve(store: PassageStore, query: Query, where: Filter) -> Candidates:
    """The candidates for a query: the passages of the document it names, or the best by its words."""
    if query.symbol is not None:
        return Candidates(query, tuple(_document(store, query, where)))
    sparse = query_vector(query.terms) if query.mode != "dense" else None
    found = store.search(sparse, query.dense, DEPTH, where)
    return Candidates(query, tuple(ordered([_weighted(point) for point in found])))


def _weighted(point: ScoredPoint) -> ScoredPoint:
    meta: Mapping[str, Any] = point.payload["meta"]
    return replace(point, score=point.score * KIND_WEIGHT.get(str(meta["kind"]), 1.0))


def _document(store: PassageStore, query: Query, where: Filter) -> list[ScoredPoint]:
    """A document's passages in reading order, those of the parts asked for before all others."""
    inside = _inside(query, where)
    if inside is None:
        return []
    points = sorted(store.scroll(inside), key=lambda p: (_meta(p, "language"), _meta(p, "ordinal")))
    meant = _meant(query, points)
    shown = [*(p for p in points if p.id in meant), *(p for p in points if p.id not in meant)][:DEPTH]
    return [ScoredPoint(p.id, 1.0 / rank, p.payload) for rank, p in enumerate(shown, start=1)]


def _inside(query: Query, where: Filter) -> Filter | None:
    """The filter that also keeps to the document a query names; None where the filter keeps to other documents."""
    if query.symbol is None:
        return None
    named = identity(query.symbol.key)
    kept = tuple(key for key in where.fields.get("work", (query.symbol.key,)) if identity(str(key)) == named)
    return Filter({**where.fields, "work": kept}) if kept else None


def _meant(query: Query, points: Sequence[StoredPoint]) -> frozenset[str]:
    """The ids of the passages a query asks for: in each language, of each part, the most exact place there is."""
    meant: set[str] = set()
    for _, version in groupby(points, key=lambda p: _meta(p, "language")):
        paths = {point.id: str(_meta(point, "path")) for point in version}
        for places in query.parts:
            found = ([point for point, path in paths.items() if stands_in(path, place)] for place in places)
            meant.update(next(filter(None, found), ()))
    return frozenset(meant)


def _meta(point: StoredPoint, name: str) -> Any:
    return point.payload["meta"][name]
