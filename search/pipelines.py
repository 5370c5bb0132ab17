"""The two flows as Haystack pipelines of few, coarse components.

A Haystack pipeline copies what goes between components. Ours hand on frozen values, which are their own copies.
"""

from __future__ import annotations

import search.quiet_haystack  # noqa: F401 - before Haystack

from dataclasses import dataclass
from typing import Any

from haystack import Pipeline, component
from haystack.core.errors import PipelineRuntimeError

from corpus.errors import PortalError
from corpus.queries import QuerySymbol
from search.candidates import Candidates, find_candidates
from search.embed import Embedder
from search.encoding import Encoded, encoder, point_of, with_vectors
from search.index import IndexedPassage
from search.query import Query, read_query
from search.store.base import Filter, Fusion, PassageStore, Point
from search.traced import TracedStore
from search.units import ADDED


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages on their way to be encoded; ``words`` is what was made of them without a model, where it is known.

    Haystack would look at each passage of a bare sequence, to copy it.
    """

    passages: tuple[IndexedPassage, ...]
    words: tuple[Encoded, ...] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Passages:
        return self


@dataclass(frozen=True, slots=True)
class Points:
    """Points on their way to the store. Frozen all through, so a copy is the thing itself."""

    points: tuple[Point, ...]

    def __deepcopy__(self, memo: dict[int, Any]) -> Points:
        return self


@component
class PassageEncoder:
    """Passages to points: sparse vectors always, dense ones with a model."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self.embedder = embedder
        self.encode = encoder(embedder)

    @component.output_types(points=Points)
    def run(self, given: Passages) -> dict[str, Points]:
        """One point for each passage."""
        passages, words = given.passages, given.words
        encoded = self.encode(passages) if words is None else with_vectors(self.embedder, passages, words)
        return {"points": Points(tuple(map(point_of, passages, encoded)))}


@component
class PassageWriter:
    """Points to the store."""

    def __init__(self, store: PassageStore) -> None:
        self.store = store

    @component.output_types(written=int)
    def run(self, points: Points) -> dict[str, int]:
        """How many points were written."""
        self.store.upsert(points.points)
        return {"written": len(points.points)}


@component
class QueryReader:
    """What a person typed to a query the store can answer."""

    def __init__(self, embedder: Embedder | None = None, sources: frozenset[str] = ADDED) -> None:
        self.embedder = embedder
        self.sources = sources

    @component.output_types(query=Query)
    def run(
        self,
        text: str,
        mode: str,
        symbol: QuerySymbol | None,
        languages: tuple[str, ...] | None,
        fusion: Fusion | None,
    ) -> dict[str, Query]:
        """The query with its weighted terms."""
        return {"query": read_query(text, mode, symbol, self.embedder, languages, self.sources, fusion)}


@component
class PassageRetriever:
    """A query to candidates, best first."""

    def __init__(self, store: PassageStore) -> None:
        self.store = TracedStore(store)

    @component.output_types(candidates=Candidates)
    def run(self, query: Query, where: Filter) -> dict[str, Candidates]:
        """The candidates, ranked."""
        return {"candidates": find_candidates(self.store, query, where)}


def run(pipeline: Pipeline, inputs: dict[str, Any]) -> dict[str, Any]:
    """Run a pipeline; an error of ours comes out as it was raised, not wrapped in Haystack's."""
    try:
        return pipeline.run(inputs)
    except PipelineRuntimeError as failure:
        if isinstance(failure.__cause__, PortalError):
            raise failure.__cause__ from None
        raise


def indexing_pipeline(store: PassageStore, embedder: Embedder | None) -> Pipeline:
    """Passages → encoder → writer."""
    pipeline = Pipeline()
    pipeline.add_component("encoder", PassageEncoder(embedder))
    pipeline.add_component("writer", PassageWriter(store))
    pipeline.connect("encoder.points", "writer.points")
    return pipeline


def query_pipeline(store: PassageStore, embedder: Embedder | None, sources: frozenset[str] = ADDED) -> Pipeline:
    """Text → reader → retriever. ``sources``: where terms that were not typed may come from (``search.units``)."""
    pipeline = Pipeline()
    pipeline.add_component("reader", QueryReader(embedder, sources))
    pipeline.add_component("retriever", PassageRetriever(store))
    pipeline.connect("reader.query", "retriever.query")
    return pipeline
