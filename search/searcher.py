"""Searching: a query and filters in, hits with highlights and facets out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from corpus.queries import QuerySymbol, query_symbol, symbol_of
from corpus.store import Store
from search.candidates import Candidates
from search.explain import ScoreParts, score_parts
from search.highlight import Match, Matcher, highlights
from search.index import PassageIndex
from search.notes import about_document, about_total, about_words
from search.query import Query, checked_query, chosen_mode, read_query
from search.rerank import reranked
from search.sparse import query_vector
from search.store.base import Filter, ScoredPoint
from search.twins import TRANSLATION_OF, with_twins
from search.units import ADDED

FACETS = ("language", "type", "country", "year", "work")

FEW = 10
"""Passages that are asked for where one would do: some may be of documents that are not shown."""


Choose = Callable[[Sequence[str]], Sequence[int]]
"""From the Works of all ranked passages, best first, the places (from 0) of those that are shown."""


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
    matched: tuple[dict[str, str], ...] = ()
    """What was typed, what the passage says for it, and where that comes from: typed, synonym, glossary, lexicon."""
    parts: ScoreParts | None = None
    """What the score is made of, where it was asked for; None too for what was not ranked."""
    translation_of: str | None = None
    """The passage in the question's language whose translation it is, if it was found by that one."""

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "heading_path": list(self.heading_path),
            "highlights": [list(span) for span in self.highlights],
            "matched": list(self.matched),
            "parts": None if self.parts is None else asdict(self.parts),
        }


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
        return {
            "query": self.query,
            "mode": self.mode,
            "took_ms": self.took_ms,
            "total": self.total,
            "total_is": self.total_is,
            "hits": [hit.as_json() for hit in self.hits],
            "facets": dict(self.facets),
            "expanded": list(self.expanded),
            "notes": list(self.notes),
        }


@dataclass
class Searcher:
    """Searches one open index; may be shared between threads.

    With the store, only what it shows is found: the index holds a document before the store publishes it. ``sources``
    says where terms that were not typed may come from (``search.units``).
    """

    index: PassageIndex
    store: Store | None = None
    sources: frozenset[str] = ADDED
    _pipeline: Any = None

    def candidates(self, query: str, mode: str = "auto", filters: SearchFilters | None = None) -> Candidates:
        """The ranked candidates for a query.

        Raises ``PortalError``: query_empty, query_too_long, bad_input, unknown_mode, index_unavailable.
        """
        text = checked_query(query)
        symbol, fusion = query_symbol(text), self.index.fusion_for(text)
        mode = chosen_mode(mode, dense=self.index.embedder is not None, helps=fusion is not None and symbol is None)
        kept = filters or SearchFilters()
        read = {"text": text, "mode": mode, "symbol": symbol, "languages": kept.lang or None, "fusion": fusion}
        found = self._found(read, self._where(symbol, kept))
        return replace(found, points=self._best_first(found.query, self._with_twins(found, kept)))

    def finds(self, query: str, filters: SearchFilters) -> bool:
        """Whether a search by words finds anything, which is less to do than searching. Raises as ``candidates``."""
        symbol = query_symbol(query)
        if symbol is not None:
            return bool(self.candidates(query, "lexical", filters).points)
        text, where = checked_query(query), self._where(None, filters)
        # As it was typed first: that is found nearly always, and other languages' forms take time.
        read = (read_query(text, "lexical", None, None, wanted, self.sources) for wanted in ((), filters.lang or None))
        found = (self.index.store.sparse_search(query_vector(one.terms), FEW, where) for one in read)
        return any(self._visible(points) for points in found)

    def _found(self, read: Mapping[str, Any], where: Filter) -> Candidates:
        from search.pipelines import query_pipeline, run  # noqa: PLC0415 - Haystack takes a second to import

        if self._pipeline is None:
            self._pipeline = query_pipeline(self.index.store, self.index.embedder, self.sources)
        result = run(self._pipeline, {"reader": read, "retriever": {"where": where}})
        found: Candidates = result["retriever"]["candidates"]
        return replace(found, points=self._visible(found.points))

    def _with_twins(self, found: Candidates, filters: SearchFilters) -> tuple[ScoredPoint, ...]:
        """The candidates, and those that are translations of what would be found in the language of the question."""
        own = found.query.question.languages
        if self.store is None or found.query.symbol is not None or not filters.lang or set(own) & set(filters.lang):
            return found.points
        read = {"text": found.query.text, "mode": "lexical", "symbol": None, "languages": own, "fusion": None}
        at_home = self._found(read, replace(filters, lang=own).as_filter())
        return with_twins(found.points, at_home.points, filters.lang, self.store, self.index.store)

    def _best_first(self, query: Query, points: Sequence[ScoredPoint]) -> tuple[ScoredPoint, ...]:
        """The points, the first of them put in order by the reranker where there is one."""
        if self.index.rerank is None or query.symbol is not None:
            return tuple(points)
        return tuple(reranked(self.index.rerank, query.text, points, self.index.rerank_depth))

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
        *,
        explain: bool = False,
        choose: Choose | None = None,
    ) -> SearchResult:
        """The best ``k`` passages from ``offset`` on, or those that ``choose`` says, in this order.

        ``explain``: with what their scores are made of. Raises ``PortalError`` as ``candidates``.
        """
        started = time.perf_counter()
        found = self.candidates(query, mode, filters)
        every = range(len(found.points))
        places = every[offset : offset + k] if choose is None else choose([work_of(point) for point in found.points])
        parts = score_parts(found.query, found.engine) if explain else {}
        matcher = Matcher(found.query)
        shown = [(place + 1, found.points[place]) for place in places]
        hits = tuple(_hit(rank, point, matcher, parts.get(point.id)) for rank, point in shown)
        held = not hits or any(hit.matched or hit.translation_of for hit in hits)
        return SearchResult(
            query=query,
            mode=found.query.mode,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            total=len(found.points),
            total_is="exact" if found.whole else "at_least",
            hits=hits,
            facets=_facets(found.points),
            expanded=[expansion.as_json() for expansion in found.query.expansions],
            notes=(*self.notes(found, mode, filters), *about_total(found), *about_words(found, held=held)),
        )

    def notes(self, found: Candidates, mode: str = "auto", filters: SearchFilters | None = None) -> tuple[str, ...]:
        """What is not there of the document a query names, and what was not used to find it; ``mode`` as asked for."""
        symbol = found.query.symbol
        filtered = filters not in (None, SearchFilters())
        about = [] if symbol is None else about_document(symbol.key, found, self.store, filtered=filtered)
        if self.index.dense_off is not None:
            return (*about, self.index.dense_off)
        unused = mode == "auto" and found.query.mode == "lexical"
        return (*about, "dense: not used in auto (ask for mode hybrid or dense)") if unused else tuple(about)


def _hit(rank: int, point: ScoredPoint, matcher: Matcher, parts: ScoreParts | None) -> Hit:
    meta, text = point.payload["meta"], point.payload["content"]
    found = matcher.matches(text, meta["language"])
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
        highlights=tuple(highlights(text, found)),
        matched=tuple(_matched(found)),
        translation_of=meta.get(TRANSLATION_OF),
        parts=parts,
    )


def work_of(point: ScoredPoint) -> str:
    """The Work of a passage."""
    return str(point.payload["meta"]["work"])


def _matched(found: Sequence[Match]) -> Iterator[dict[str, str]]:
    said = dict.fromkeys((match.typed, match.form.text, match.form.source, match.form.language) for match in found)
    for typed, form, source, language in said:
        yield {"typed": typed, "form": form, "source": source, "language": language}


def _facets(points: Sequence[ScoredPoint]) -> dict[str, list[dict[str, Any]]]:
    metas = [point.payload["meta"] for point in points]
    facets = {}
    for name in FACETS:
        counted = Counter([meta.get(name) for meta in metas])
        ranked = sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))
        facets[name] = [{"value": value, "count": n} for value, n in ranked if value is not None]
    return facets
