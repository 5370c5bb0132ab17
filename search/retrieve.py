"""Searching: a query and filters in, hits with highlights and facets out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from corpus.places import part_name, stands_in
from corpus.queries import query_symbol
from corpus.store import Store
from search.highlight import highlights
from search.index import PassageIndex
from search.query import Query, checked_query, chosen_mode
from search.ranking import Candidates
from search.store.base import Filter, ScoredPoint

NAMED = 5
"""How many missing parts of a document are named."""

FACETS = ("language", "type", "country", "year", "work")


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
    symbol: str
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
    """What a search found. ``total`` counts candidates, at most ``search.ranking.DEPTH``."""

    query: str
    mode: str
    took_ms: float
    total: int
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
    _visible: set[str] = field(default_factory=set)

    def candidates(self, query: str, mode: str = "auto", filters: SearchFilters | None = None) -> Candidates:
        """The ranked candidates for a query. Raises ``PortalError`` as ``search.query.read_query``."""
        text = checked_query(query)
        mode = chosen_mode(mode, dense=self.index.embedder is not None)
        from search.pipelines import query_pipeline, run  # noqa: PLC0415 - Haystack takes a second to import

        if self._pipeline is None:
            self._pipeline = query_pipeline(self.index.store, self.index.embedder)
        where = self._where(text, filters or SearchFilters())
        result = run(self._pipeline, {"reader": {"text": text, "mode": mode}, "retriever": {"where": where}})
        found: Candidates = result["retriever"]["candidates"]
        return replace(found, points=tuple(point for point in found.points if self._is_visible(point)))

    def _where(self, text: str, filters: SearchFilters) -> Filter:
        """The filter of a search; Works under the keys by which the corpus has them."""
        named = query_symbol(text)
        wanted = filters.work or (() if named is None else (named.key,))
        if self.store is not None:
            wanted = tuple(self.store.works.key(key) or key for key in wanted)
        return replace(filters, work=wanted).as_filter()

    def _is_visible(self, point: ScoredPoint) -> bool:
        """Whether the store shows a passage. An expression that is shown is asked for once.

        That is enough: before an expression is retired its points leave the index, or become those of its successor.
        """
        expression = point.payload["meta"]["expression"]
        if self.store is None or expression in self._visible:
            return True
        passage = self.store.works.passage(point.id)
        if passage is None:
            return False
        self._visible.add(passage.expression.id)
        return True

    def search(
        self,
        query: str,
        k: int = 10,
        mode: str = "auto",
        filters: SearchFilters | None = None,
        offset: int = 0,
    ) -> SearchResult:
        """The best ``k`` passages from ``offset`` on."""
        started = time.perf_counter()
        found = self.candidates(query, mode, filters)
        shown = found.points[offset : offset + k]
        hits = tuple(_hit(rank, point, found.query) for rank, point in enumerate(shown, start=offset + 1))
        return SearchResult(
            query=query,
            mode=found.query.mode,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            total=len(found.points),
            hits=hits,
            facets=_facets(found.points),
            expanded=[asdict(expansion) for expansion in found.query.expansions],
            notes=tuple(self._notes(found, filters or SearchFilters())),
        )

    def _notes(self, found: Candidates, filters: SearchFilters) -> list[str]:
        symbol = found.query.symbol
        notes = [] if symbol is None else self._about(symbol.key, found, filters)
        return notes if self.index.embedder is not None else [*notes, "dense: off (no model)"]

    def _about(self, key: str, found: Candidates, filters: SearchFilters) -> list[str]:
        """What is not there of the document a query names."""
        if found.points:
            paths = [point.payload["meta"]["path"] for point in found.points]
            wanted = [places[0] for places in found.query.parts]
            missing = [place for place in wanted if not any(stands_in(path, place) for path in paths)]
            return [f"{key} has no {', '.join(part_name(place, 'en') for place in missing[:NAMED])}"] if missing else []
        if filters == SearchFilters() or (self.store is not None and not self.store.works.has(key)):
            return [f"{key} is not in the corpus"]
        return [f"{key} has no passage that the filters keep"]


def _hit(rank: int, point: ScoredPoint, query: Query) -> Hit:
    meta, text = point.payload["meta"], point.payload["content"]
    plain = ("work", "symbol", "title", "type", "language", "kind", "page_first", "page_last", "path")
    return Hit(
        rank=rank,
        score=round(point.score, 4),
        passage_id=point.id,
        **{name: meta[name] for name in plain},
        country=meta.get("country"),
        year=meta.get("year"),
        number=meta.get("number"),
        heading_path=tuple(meta.get("heading_path", ())),
        text=text,
        highlights=tuple(highlights(text, query)),
    )


def _facets(points: Sequence[ScoredPoint]) -> dict[str, list[dict[str, Any]]]:
    facets = {}
    for name in FACETS:
        counted = Counter(p.payload["meta"][name] for p in points if p.payload["meta"].get(name) is not None)
        ranked = sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))
        facets[name] = [{"value": value, "count": n} for value, n in ranked]
    return facets
