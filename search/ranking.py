"""From the engine's scores to the order a reader wants: paragraphs before bare headings and contents lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.query import Query
from search.store.base import Filter, PassageStore, ScoredPoint, ordered
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


def _document(store: PassageStore, query: Query, where: Filter) -> Sequence[ScoredPoint]:
    """A document's passages in reading order, the paragraph asked for before all others."""
    symbol = query.symbol
    if symbol is None:
        return []
    inside = Filter({**where.fields, "work": (symbol.key,)})
    points = sorted(store.scroll(inside), key=lambda p: (p.payload["meta"]["language"], p.payload["meta"]["ordinal"]))
    chosen = [
        p for p in points if symbol.pinpoint is not None and p.payload["meta"].get("path") == f"p{symbol.pinpoint}"
    ]
    rest = [p for p in points if p not in chosen][: DEPTH - len(chosen)]
    return [ScoredPoint(p.id, 1.0 / rank, p.payload) for rank, p in enumerate([*chosen, *rest], start=1)]
