"""What the engine does for a search, as spans of Haystack's tracing: ``words`` and ``meaning``."""

from __future__ import annotations

import search.quiet_haystack  # noqa: F401 - before Haystack

from collections.abc import Iterator, Sequence

from haystack.tracing.tracer import tracer

from search.sparse import SparseVector
from search.store.base import EVERYTHING, Filter, PassageStore, ScoredPoint, StoredPoint


class TracedStore:
    """A passage store whose searches are spans; where nothing traces that costs a microsecond."""

    def __init__(self, store: PassageStore) -> None:
        self.store = store

    def sparse_search(self, vector: SparseVector, limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        with tracer.trace("words"):
            return self.store.sparse_search(vector, limit, where)

    def dense_search(self, vector: Sequence[float], limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        with tracer.trace("meaning"):
            return self.store.dense_search(vector, limit, where)

    def scroll(self, where: Filter = EVERYTHING) -> Iterator[StoredPoint]:
        """See ``PassageStore``."""
        return self.store.scroll(where)
