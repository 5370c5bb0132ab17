"""What a score is made of: the features of a passage (``search.features``), what each weighs, and what it adds.

Nothing of this is kept while ranking: it is worked out again for those who ask, from what the engine found by words.
The score that is shown is another one where a passage was also found by meaning, was found by its translation, or was
put in order by a reranker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.features import FEATURES
from search.query import Query
from search.ranking import kind_weight, language_of_point, looked_at, model_of, rows_of, weights_for
from search.store.base import ScoredPoint

DIGITS = 4


@dataclass(frozen=True, slots=True)
class FeaturePart:
    """A feature, 0..1, with its weight in the model; ``contribution`` is the one times the other."""

    name: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """The score of a passage by its words: ``kind_weight`` times all contributions. ``engine`` is the engine's own."""

    score: float
    model: str
    engine: float
    kind_weight: float
    features: tuple[FeaturePart, ...]


def score_parts(query: Query, found: Sequence[ScoredPoint]) -> Mapping[str, ScoreParts]:
    """The parts of the scores of what the engine found, by point; of what was not looked at again there are none."""
    points, _ = looked_at(query, found)
    if not points:
        return {}
    return {point.id: _parts(query, point, row) for point, row in zip(points, rows_of(query, points), strict=True)}


def _parts(query: Query, point: ScoredPoint, row: Sequence[float]) -> ScoreParts:
    model = model_of(query, language_of_point(point))
    weighed = zip(FEATURES, map(float, row), map(float, weights_for(query, point)), strict=True)
    parts = [
        FeaturePart(name, round(value, DIGITS), round(weight, DIGITS), round(value * weight, DIGITS))
        for name, value, weight in weighed
        if weight
    ]
    parts.sort(key=lambda part: -part.contribution)
    whole = sum(part.contribution for part in parts) * kind_weight(point)
    return ScoreParts(round(whole, DIGITS), model, round(point.score, DIGITS), kind_weight(point), tuple(parts))
