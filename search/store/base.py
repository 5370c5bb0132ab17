"""The port to the vector engine: neutral points, filters and results, and what every back end must do.

A point's payload is ``{"id": …, "content": …, "meta": {…}}`` and its vectors are ``text-sparse`` and ``text-dense``, so
that qdrant-haystack can read a collection of ours.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import PortalError
from search.tokens import SparseVector

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
    """A point as ``scroll`` gives it; ``has_vector``: its sparse vector holds something other than zero."""

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
    def ensure_schema(self, dense_size: int | None = None) -> None:
        """Make what is missing of vectors and payload indexes; what is there is left alone."""

    @abstractmethod
    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points in one operation."""

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
    def facet(self, name: str, limit: int = 100, where: Filter = EVERYTHING) -> dict[str | int, int]:
        """How many points have each value of a field, most frequent first."""

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

    @abstractmethod
    def optimize(self) -> None:
        """Merge segments after a bulk load."""

    @abstractmethod
    def close(self) -> None:
        """Give the engine back; the store is unusable afterwards."""

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
