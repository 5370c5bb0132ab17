"""What can be asked to rank passages: the portal, and by the same contract every peer."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from corpus.settings import Settings
from eval.retrieval_pool import EvalQuery, EvalSet, Pool
from search.index import PassageIndex, open_index
from search.searcher import Searcher, SearchFilters
from search.units import ADDED, GLOSSARY, LEXICON, SYNONYM

K = 10
DEEPER = 3 * K
"""Passages asked for where several are of one label (items of a paragraph): ten labels then take more than ten."""

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Ranking:
    """The labels found for each query, best first, at most ``K``; seconds that indexing and all queries took."""

    found: Mapping[str, Sequence[str]]
    index_seconds: float
    query_seconds: float


PARTED = frozenset({"seed-zh", "seed-en-zh", "xquad-en-zh", "xquad-zh-en"})
"""Sets, beside those of the targets, on which the portal is asked with a part of its sources too."""


class Engine(Protocol):
    """Ranks the passages of a pool for queries."""

    @property
    def name(self) -> str:
        """As it is reported."""
        ...

    def parameters(self) -> dict[str, Any]:
        """The settings that its figures depend on."""
        ...

    def takes(self, given: EvalSet) -> bool:
        """Whether the engine is a peer on a set."""
        ...

    def rank(self, pool: Pool, queries: Sequence[EvalQuery]) -> Ranking:
        """Index the pool, then ask each query.

        Where what it needs is not installed: raises ``ModuleNotFoundError``, or ``PortalError`` path_missing.
        """
        ...


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal itself, through its own index and its public search."""

    name: str = "portal"
    embedding: str = "off"
    mode: str = "auto"
    sources: frozenset[str] = ADDED
    """Where forms that were not typed may come from: all of them, or a part, to see what the others contribute."""

    def parameters(self) -> dict[str, Any]:
        """How it is asked."""
        return {"mode": self.mode, "embedding": self.embedding, "k": DEEPER, "sources": sorted(self.sources)}

    def takes(self, given: EvalSet) -> bool:
        """Every set; with a part of the sources those where they matter."""
        crossing = given.language != given.pool.language and "zh" in (given.language, given.pool.language)
        return self.sources == ADDED or (crossing and given.name.startswith("sdg-")) or given.name in PARTED

    def rank(self, pool: Pool, queries: Sequence[EvalQuery]) -> Ranking:
        """See ``Engine``."""
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=Path(folder), embedding=self.embedding, qdrant_url=None)
            clock = Clock()
            with open_index(settings, create=True) as index:
                fill(index, pool)
                indexed, searcher = clock.lap(), Searcher(index, sources=self.sources)
                found = {query.id: self._labels(searcher, pool, query.text) for query in queries}
            return Ranking(found, indexed, clock.lap())

    def _labels(self, searcher: Searcher, pool: Pool, query: str) -> list[str]:
        kept = SearchFilters(lang=(pool.language,))
        hits = searcher.search(query, k=DEEPER if pool.labels else K, mode=self.mode, filters=kept).hits
        return best_labels(pool, [hit.passage_id for hit in hits])


PARTS = {"typed": frozenset[str](), "glossary": frozenset({SYNONYM, GLOSSARY}), "lexicon": frozenset({LEXICON})}
"""What was typed alone, with the glossary alone, and with the learned lexicon alone."""


def portal_in_parts() -> list[Engine]:
    """The portal with each of ``PARTS``."""
    return [Portal(f"portal-{name}", sources=sources) for name, sources in PARTS.items()]


def fill(index: PassageIndex, pool: Pool) -> None:
    """Write the passages of a pool into an index."""
    for start in range(0, len(pool.passages), BATCH):
        index.write(pool.passages[start : start + BATCH])
    index.optimize()


def best_labels(pool: Pool, passages: Sequence[str]) -> list[str]:
    """The first ``K`` labels of ranked passages; a label counts where it is first met."""
    return list(dict.fromkeys(map(pool.label, passages)))[:K]


@dataclass
class Clock:
    """Wall seconds between laps."""

    started: float = field(default_factory=time.perf_counter)

    def lap(self) -> float:
        """Seconds since the clock was made, or since the last lap."""
        before, self.started = self.started, time.perf_counter()
        return self.started - before
