"""Searching: a query and filters in, hits with highlights and facets out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from corpus.places import missing_parts
from corpus.queries import QuerySymbol, query_symbol, symbol_of
from corpus.store import Store
from search.candidates import Candidates
from search.highlight import highlights
from search.index import PassageIndex
from search.query import Query, checked_query, chosen_mode
from search.store.base import Filter, ScoredPoint

FACETS = ("language", "type", "country", "year", "work")


RELATED = 8
"""Related Works that are named."""


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a search keeps to; an empty tuple keeps to nothing."""

    lang: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    work: tuple[str, ...] = ()

    def as_filter(self) -> Filter:
        """The same by the names of the index."""
        named: dict[str, tuple[str | int, ...]] = {
            "language": self.lang,
            "type": self.type,
            "country": self.country,
            "year": self.year,
            "work": self.work,
        }
        return Filter({name: values for name, values in named.items() if values})


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found; ``highlights`` are spans of ``text`` in code points."""

    rank: int
    score: float
    passage_id: str
    work: str
    symbol: str | None
    title: str
    type: str
    language: str
    country: str | None
    year: int | None
    kind: str
    number: str | None
    heading_path: tuple[str, ...]
    page_first: int
    page_last: int
    path: str
    text: str
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found; facets count the same passages as ``total``.

    ``total_is`` is "exact", or "at_least" where only the best passages were looked at and there may be more.
    """

    query: str
    mode: str
    took_ms: float
    total: int
    total_is: str
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    expanded: Sequence[Mapping[str, Any]] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        hits = [asdict(hit) | {"highlights": [list(span) for span in hit.highlights]} for hit in self.hits]
        return {
            "query": self.query,
            "mode": self.mode,
            "took_ms": self.took_ms,
            "total": self.total,
            "total_is": self.total_is,
            "hits": [hit | {"heading_path": list(hit["heading_path"])} for hit in hits],
            "facets": dict(self.facets),
            "expanded": list(self.expanded),
            "notes": list(self.notes),
        }


@dataclass
class Searcher:
    """Searches one open index; may be shared between threads.

    With the store, only what it shows is found: the index holds a document before the store publishes it.
    """

    index: PassageIndex
    store: Store | None = None
    _pipeline: Any = None

    def candidates(self, query: str, mode: str = "auto", filters: SearchFilters | None = None) -> Candidates:
        """The ranked candidates for a query.

        Raises ``PortalError``: query_empty, query_too_long, bad_input, unknown_mode, index_unavailable.
        """
        text = checked_query(query)
        mode = chosen_mode(mode, dense=self.index.embedder is not None)
        symbol = query_symbol(text)
        from search.pipelines import query_pipeline, run  # noqa: PLC0415 - Haystack takes a second to import

        if self._pipeline is None:
            self._pipeline = query_pipeline(self.index.store, self.index.embedder)
        where = self._where(symbol, filters or SearchFilters())
        read = {"text": text, "mode": mode, "symbol": symbol}
        result = run(self._pipeline, {"reader": read, "retriever": {"where": where}})
        found: Candidates = result["retriever"]["candidates"]
        return replace(found, points=self._visible(found.points))

    def _where(self, named: QuerySymbol | None, filters: SearchFilters) -> Filter:
        """The filter of a search; Works under the keys by which the corpus has them."""
        wanted = filters.work or (() if named is None else (named.key,))
        if self.store is not None:
            wanted = tuple(self.store.works.key(key) or key for key in wanted)
        return replace(filters, work=wanted).as_filter()

    def _visible(self, points: Sequence[ScoredPoint]) -> tuple[ScoredPoint, ...]:
        """The points of expressions that the store shows: the index holds a new one before, and an old one after."""
        if self.store is None:
            return tuple(points)
        shown = self.store.works.visible_among({point.payload["meta"]["expression"] for point in points})
        return tuple(point for point in points if point.payload["meta"]["expression"] in shown)

    def search(
        self,
        query: str,
        k: int = 10,
        mode: str = "auto",
        filters: SearchFilters | None = None,
        offset: int = 0,
    ) -> SearchResult:
        """The best ``k`` passages from ``offset`` on. Raises ``PortalError`` as ``candidates``."""
        started = time.perf_counter()
        found = self.candidates(query, mode, filters)
        shown = found.points[offset : offset + k]
        hits = tuple(_hit(rank, point, found.query) for rank, point in enumerate(shown, start=offset + 1))
        return SearchResult(
            query=query,
            mode=found.query.mode,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            total=len(found.points),
            total_is="exact" if found.whole else "at_least",
            hits=hits,
            facets=_facets(found.points),
            expanded=[asdict(expansion) for expansion in found.query.expansions],
            notes=(*self.notes(found, mode, filters), *_total_notes(found)),
        )

    def notes(self, found: Candidates, mode: str = "auto", filters: SearchFilters | None = None) -> tuple[str, ...]:
        """What is not there of the document a query names, and what was not used to find it; ``mode`` as asked for."""
        symbol = found.query.symbol
        about = [] if symbol is None else self._about(symbol.key, found, filters or SearchFilters())
        if self.index.embedder is None:
            return (*about, "dense: off (no model)")
        return (*about, "dense: not used in auto (ask for mode hybrid or dense)") if mode == "auto" else tuple(about)

    def _about(self, key: str, found: Candidates, filters: SearchFilters) -> list[str]:
        """What is not there of the document a query names."""
        if found.points:
            paths = (point.payload["meta"]["path"] for point in found.points)
            return missing_parts(key, [places[0] for places in found.query.parts], paths)
        if filters == SearchFilters() or (self.store is not None and not self.store.works.has(key)):
            related = self._related(key)
            return [f"{key} is not in the corpus" + (f"; there are {', '.join(related)}" if related else "")]
        return [f"{key} has no passage that the filters keep"]

    def _related(self, key: str) -> list[str]:
        """Works of the corpus whose symbols go on from a key: addenda, corrigenda, parts."""
        works = sorted({e.work for e in self.store.works.expressions()}) if self.store is not None else []
        return [work for work in works if work.startswith((f"{key}/", f"{key} ("))][:RELATED]


def _total_notes(found: Candidates) -> tuple[str, ...]:
    n = len(found.points)
    return () if found.whole else (f"total: at least {n} passages; order and facets are of the best {n}",)


def _hit(rank: int, point: ScoredPoint, query: Query) -> Hit:
    meta, text = point.payload["meta"], point.payload["content"]
    plain = ("work", "title", "type", "language", "kind", "page_first", "page_last", "path")
    return Hit(
        rank=rank,
        score=round(point.score, 4),
        passage_id=meta["passage_id"],
        **{name: meta[name] for name in plain},
        symbol=symbol_of(meta["work"]),
        country=meta.get("country"),
        year=meta.get("year"),
        number=meta.get("number"),
        heading_path=tuple(meta.get("heading_path", ())),
        text=text,
        highlights=tuple(highlights(text, query)),
    )


def _facets(points: Sequence[ScoredPoint]) -> dict[str, list[dict[str, Any]]]:
    metas = [point.payload["meta"] for point in points]
    facets = {}
    for name in FACETS:
        counted = Counter(meta.get(name) for meta in metas)
        ranked = sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))
        facets[name] = [{"value": value, "count": n} for value, n in ranked if value is not None]
    return facets
