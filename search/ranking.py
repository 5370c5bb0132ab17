"""The second look: the engine's best candidates ordered by what they say of the question (``search.features``).

The weights were learned on questions whose passages are known (``python -m eval ranker``): ``search/ranking.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

import numpy as np

from corpus.lexicon import read_yaml
from search.features import FEATURES, Candidate, Matrix, features
from search.probes import probes
from search.query import Query
from search.store.base import ScoredPoint
from search.windows import windows

LOOKED_AT = 40
"""Candidates that are looked at again."""

AT_HOME = 25
"""Of these, places that are kept for passages in the language of the question: in another language its words are rarer,
so that the engine would put that language first."""

ABROAD = 0.8
"""What the score of a passage in another language than the question's is worth beside one in its own."""

ACROSS = "across"
"""The model for passages in another language than the question's."""

KIND_WEIGHT = {"heading": 0.6, "contents": 0.3, "footnote": 0.75, "front_matter": 0.7, "other": 0.7, "table_row": 0.9}
"""A line that names a subject answers less than the paragraph on it, though it matches more densely."""


def ranked(query: Query, found: Sequence[ScoredPoint]) -> list[ScoredPoint]:
    """The candidates in order, best first. Scores are 0..1; those not looked at follow in the engine's order."""
    first, rest = looked_at(query, found)
    if not first:
        return []
    scores = scores_of(query, first)
    order = sorted(range(len(first)), key=lambda at: (-round(scores[at], 6), first[at].id))
    least = max(min(scores), 0.0)
    engine = max((point.score * kind_weight(point) for point in rest), default=1.0) or 1.0
    after = (_scored(point, least * point.score * kind_weight(point) / engine) for point in rest)
    return [*(_scored(first[at], scores[at]) for at in order), *after]


def _scored(point: ScoredPoint, score: float) -> ScoredPoint:
    return ScoredPoint(point.id, score, point.payload)


def looked_at(query: Query, found: Sequence[ScoredPoint]) -> tuple[list[ScoredPoint], list[ScoredPoint]]:
    """The candidates that are looked at again, and those that are not, both in the engine's order by kind."""
    by_kind = sorted(found, key=lambda point: -point.score * kind_weight(point))
    at_home = {point.id for point in islice((one for one in by_kind if is_at_home(query, one)), AT_HOME)}
    others = (point.id for point in by_kind if point.id not in at_home)
    chosen = {*at_home, *islice(others, LOOKED_AT - len(at_home))}
    return [p for p in by_kind if p.id in chosen], [p for p in by_kind if p.id not in chosen]


def is_at_home(query: Query, point: ScoredPoint) -> bool:
    """Whether a passage is in the language of the question."""
    return model_of(query, language_of_point(point)) != ACROSS


def scores_of(query: Query, points: Sequence[ScoredPoint]) -> list[float]:
    """The score of each candidate, 0..1."""
    rows = rows_of(query, points)
    pairs = zip(rows, points, strict=True)
    return [float(row @ weights_for(query, point)) * kind_weight(point) for row, point in pairs]


def weights_for(query: Query, point: ScoredPoint) -> Matrix:
    """What each feature of a candidate weighs."""
    model = model_of(query, language_of_point(point))
    return weights(model) * ABROAD if model == ACROSS else weights(model)


def rows_of(query: Query, points: Sequence[ScoredPoint]) -> Matrix:
    """The features of candidates, one row each. The engine's scores are shares of the best at home, or abroad."""
    languages = {language_of_point(point) for point in points}
    wanted = {language: probes(query.question, language) for language in languages}
    best: dict[bool, float] = {}
    for point in points:
        home = is_at_home(query, point)
        best[home] = max(best.get(home, 0.0), point.score)
    return features(wanted, [_candidate(point, best[is_at_home(query, point)]) for point in points])


def _candidate(point: ScoredPoint, best: float) -> Candidate:
    language, share = language_of_point(point), point.score / best if best else 0.0
    # An index of an earlier version keeps no windows.
    own, context = point.payload.get("windows") or (windows(point.payload["content"], language), ())
    return Candidate(own, context, language, share)


def language_of_point(point: ScoredPoint) -> str:
    """The language of a passage."""
    return str(point.payload["meta"]["language"])


def kind_weight(point: ScoredPoint) -> float:
    """What a passage of its kind is worth."""
    return KIND_WEIGHT.get(str(point.payload["meta"]["kind"]), 1.0)


def model_of(query: Query, language: str) -> str:
    """Which weights a passage is scored by: those of Chinese, of words, or of another language than the question's."""
    if not query.question.is_in(language):
        return ACROSS
    return "chinese" if language == "zh" else "words"


@cache
def weights(model: str) -> Matrix:
    """The weights of a model, in the order of ``FEATURES``; together they are 1."""
    learned: Mapping[str, Any] = read_yaml("search", "ranking")["models"][model]
    given = np.array([float(learned.get(name, 0.0)) for name in FEATURES])
    whole: Matrix = given / given.sum()
    return whole
