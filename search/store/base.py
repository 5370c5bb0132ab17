"""The port to the vector engine: neutral points, filters and results, and what every back end must do.

A point's payload is ``{"id": …, "content": …, "meta": {…}}`` and its vectors are ``text-sparse`` and ``text-dense``, so
that qdrant-haystack can read a collection of ours.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import PortalError
from search.embed import EmbeddingRecord
from search.sparse import SparseVector

SPARSE = "text-sparse"
DENSE = "text-dense"

KEYWORDS = ("work", "language", "type", "country", "kind", "number", "expression", "path")
INTEGERS = ("year", "ordinal")
FILTERABLE = frozenset(KEYWORDS + INTEGERS)


@dataclass(frozen=True, slots=True)
class Point:
    """A passage as the engine keeps it; ``id`` is a UUID in text."""

    id: str
    sparse: SparseVector
    payload: Mapping[str, Any]
    dense: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class ScoredPoint:
    """A result; ``payload`` as stored."""

    id: str
    score: float
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """A point as ``scroll`` gives it; ``has_vector``: as ``has_vector`` tells of its vectors."""

    id: str
    payload: Mapping[str, Any]
    has_vector: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """Every field must have one of its values. Fields are those of ``meta`` that are indexed."""

    fields: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted(self.fields.keys() - FILTERABLE)
        if unknown:
            raise PortalError("bad_input", f"filter on {unknown[0]!r}", f"filter on {', '.join(sorted(FILTERABLE))}")


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Fusion:
    """Reciprocal rank fusion of the sparse and the dense leg: 1/(k + rank), each leg weighted."""

    k: int = 60
    sparse: float = 1.0
    dense: float = 1.0


class PassageStore(ABC):
    """A vector engine that holds the passages. Results are ordered by score, then by id."""

    @abstractmethod
    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points. A crash may leave a part of them, which writing them again completes."""

    @abstractmethod
    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are ignored."""

    @abstractmethod
    def sparse_search(self, vector: SparseVector, limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """The best by IDF-weighted dot product."""

    @abstractmethod
    def dense_search(self, vector: Sequence[float], limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """The best by cosine."""

    @abstractmethod
    def count(self, where: Filter = EVERYTHING) -> int:
        """How many points match, exactly."""

    @abstractmethod
    def scroll(self, where: Filter = EVERYTHING, *, vectors: bool = False) -> Iterator[StoredPoint]:
        """Every point that matches, by id; ``has_vector`` is looked up only with ``vectors``."""

    @abstractmethod
    def get(self, ids: Sequence[str]) -> list[StoredPoint]:
        """The points with these ids that exist."""

    @abstractmethod
    def flush(self) -> None:
        """Return only when everything written survives a crash of the machine."""

    def mark(self, shown: str) -> None:
        """``flush``, and write down where the index is kept that it holds what ``shown`` stands for, and nothing else.

        A back end whose engine makes safe what it acknowledges keeps no mark.
        """
        self.flush()

    def unmark(self) -> None:
        """To be called before a write: return only when the mark is gone."""
        return  # who keeps no mark has none to remove

    def holds(self, shown: str) -> bool:
        """Whether the mark says so; always, where no mark is kept."""
        return True

    def lost(self) -> bool:
        """Whether what is open is not there any more, as far as can be seen without asking the engine."""
        return False

    @abstractmethod
    def optimize(self) -> None:
        """Merge segments after a bulk load."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what the store holds; it is unusable afterwards. Closing twice is no error."""

    def search(
        self,
        sparse: SparseVector | None,
        dense: Sequence[float] | None,
        limit: int,
        where: Filter = EVERYTHING,
        fusion: Fusion | None = None,
    ) -> list[ScoredPoint]:
        """One leg alone, or both fused."""
        if sparse is not None and dense is not None:
            legs = (self.sparse_search(sparse, limit, where), self.dense_search(dense, limit, where))
            return fused(*legs, fusion or Fusion())[:limit]
        if sparse is not None:
            return self.sparse_search(sparse, limit, where)
        return [] if dense is None else self.dense_search(dense, limit, where)


class IndexPlace(ABC):
    """Where the index of a corpus is kept: none at all, or a whole one.

    A new index is built beside the present one and takes its place in one step, so a build that dies leaves what was
    there. Every method raises ``PortalError("index_unavailable")`` when the engine fails.
    """

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is an index to open."""

    def holds(self, shown: str) -> bool:
        """Whether the index was left holding what ``shown`` stands for, as far as can be seen without opening it."""
        return True

    @abstractmethod
    def made_with(self) -> EmbeddingRecord | None:
        """Which embedding the index was made with; None: it has no dense vectors."""

    @abstractmethod
    def open(self) -> PassageStore:
        """The index."""

    @abstractmethod
    def build(self, embedding: EmbeddingRecord | None, passages: int = 0) -> PassageStore:
        """An empty store beside the index; what an earlier build left there is removed.

        ``passages``: how many it will hold, as far as is known.
        """

    @abstractmethod
    def resume(self, embedding: EmbeddingRecord | None) -> PassageStore | None:
        """What an earlier build with this embedding left beside the index; None where there is none.

        Of what was written and not flushed a part may be there.
        """

    @abstractmethod
    def put(self, built: PassageStore) -> None:
        """Let what was built take the place of the index, which is removed. ``built`` is closed."""

    @abstractmethod
    def discard(self, built: PassageStore) -> None:
        """Remove what was built. ``built`` is closed."""

    def sweep(self) -> bool:
        """Remove what an earlier build left beside the index, where that takes room; whether there was anything."""
        return False  # in a folder the next build removes it

    @abstractmethod
    def close(self) -> None:
        """Let go of the engine; stores of this place are unusable afterwards."""


def alike(values: Sequence[str | int]) -> list[str] | list[int]:
    """A filter's values as an engine takes them: it matches a field against texts or numbers, not against both."""
    numbers = [value for value in values if isinstance(value, int)]
    return numbers if len(numbers) == len(values) else [str(value) for value in values]


def has_vector(sparse: Sequence[float], dense: Sequence[float] | None) -> bool:
    """Whether vectors are those of a passage: the sparse one holds something, the dense one, if any, has length one.

    An engine keeps vectors that are compared by cosine so; of a text without known words a model may give zeros.
    """
    length = 1.0 if dense is None else math.hypot(*dense)
    return any(sparse) and (length == 0 or abs(length - 1) < ROUNDED)


ROUNDED = 0.01
"""How far from one the length of a vector of half floats may be."""

FULL = ("No space left", "File too large")
"""What the system says where a disk, or what a file may hold, is full."""


def engine_failure(engine: object, said: object, remedy: str | None = None) -> PortalError:
    """An engine's failure as ours: what it says tells a full disk from the rest."""
    if any(words in str(said) for words in FULL):
        return PortalError("disk_full", f"{engine}: {said}")
    return PortalError("index_unavailable", f"{engine}: {said}", remedy)


def fused(sparse: Sequence[ScoredPoint], dense: Sequence[ScoredPoint], fusion: Fusion) -> list[ScoredPoint]:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009), with explicit k and weights."""
    points: dict[str, ScoredPoint] = {}
    scores: dict[str, float] = {}
    for weight, leg in ((fusion.sparse, sparse), (fusion.dense, dense)):
        for rank, point in enumerate(leg, start=1):
            points[point.id] = point
            scores[point.id] = scores.get(point.id, 0.0) + weight / (fusion.k + rank)
    return ordered(ScoredPoint(point.id, scores[point.id], point.payload) for point in points.values())


def ordered(points: Iterator[ScoredPoint] | Sequence[ScoredPoint]) -> list[ScoredPoint]:
    """By score, best first; equal scores by id, so that every back end gives the same order."""
    return sorted(points, key=lambda point: (-round(point.score, 5), point.id))
