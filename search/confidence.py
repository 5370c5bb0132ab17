"""Whether a passage answers a question, or is only the best that there is.

A passage is taken to answer when its score, and its lead over what the words of the question find anywhere, reach the
bar that was chosen on questions of which it is known whether the corpus answers them (``python -m eval answers``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.countries import countries_in
from corpus.lexicon import read_yaml
from search.candidates import Candidates
from search.query import Query
from search.ranking import language_of_point, model_of
from search.store.base import ScoredPoint
from search.tokens import TOKEN

LOOK_AT = 8
"""Candidates of which it is asked whether they answer."""

ORDINARY = 20
"""The rank of the candidate whose score is that of any passage with words of the question."""

NO_ANSWER = frozenset({"contents", "heading", "front_matter"})
"""Kinds that name a subject and say nothing about it."""

FEWEST_WORDS = 4
"""Words of the shortest passage that answers; two characters of Chinese are counted as a word."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What ``score + lead × (score - ordinary score)`` has to reach."""

    least: float
    lead: float


def answering(found: Candidates, countries: Collection[str] = ()) -> list[ScoredPoint]:
    """The candidates that answer, best first. Where the question names countries, only passages of them or on them."""
    ordinary = ordinary_score(found.points)
    return [
        point
        for point in answerers(found.points)
        if confidence(point, ordinary, bar_for(found.query, point)) >= 0 and (not countries or _is_on(point, countries))
    ]


def answerers(points: Sequence[ScoredPoint]) -> list[ScoredPoint]:
    """The best candidates, without those that only name a subject."""
    return [point for point in points[:LOOK_AT] if _says_something(point)]


def _says_something(point: ScoredPoint) -> bool:
    """Whether a passage says more than a heading or a cell does."""
    words = TOKEN.finditer(str(point.payload["content"]))
    long = sum(len(match.group()) / 2 if match.lastgroup == "cjk" else 1 for match in words) >= FEWEST_WORDS
    return long and point.payload["meta"]["kind"] not in NO_ANSWER


def ordinary_score(points: Sequence[ScoredPoint]) -> float:
    """The score of a passage that only holds words of the question; 0 where few do."""
    return points[ORDINARY - 1].score if len(points) >= ORDINARY else 0.0


def confidence(point: ScoredPoint, ordinary: float, bar: Bar) -> float:
    """By how much a candidate passes the bar."""
    return point.score + bar.lead * (point.score - ordinary) - bar.least


def bar_for(query: Query, point: ScoredPoint) -> Bar:
    """The bar for passages in a candidate's language, for a question in its own."""
    return bars()[model_of(query, language_of_point(point))]


@cache
def bars() -> dict[str, Bar]:
    """The bars by the ranker's models (``search.ranking``)."""
    return {model: Bar(**row) for model, row in read_yaml("search", "answering")["bars"].items()}


def _is_on(point: ScoredPoint, countries: Collection[str]) -> bool:
    """Whether a passage is of a document of one of the countries, or names one in its text, headings or title."""
    meta = point.payload["meta"]
    if meta.get("country") in countries:
        return True
    said = "\n".join((str(point.payload["content"]), *meta.get("heading_path", ()), str(meta.get("title") or "")))
    return not set(countries).isdisjoint(countries_in(said, language_of_point(point)))
