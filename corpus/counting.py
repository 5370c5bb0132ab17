"""Counts made from the store: a document for an indicator read by a policy on a basis, for a span of years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.indicators import Indicator, Line, Review, ledger, sealed
from corpus.indicators.ledger import Question, units
from corpus.indicators.products import result_of_library
from corpus.indicators.result import figures, result, shown
from corpus.presenters import presented_by_year
from corpus.store import Store
from corpus.store.one_state import one_state


@dataclass(frozen=True, slots=True)
class Span:
    """The years that are asked for: one, or from one to another; None where it is open."""

    year: int | None = None
    first: int | None = None
    last: int | None = None

    @property
    def low(self) -> int | None:
        """The first year."""
        return self.first if self.year is None else self.year

    @property
    def high(self) -> int | None:
        """The last year."""
        return self.last if self.year is None else self.year

    def as_json(self) -> dict[str, int | None]:
        """As a count says it."""
        return {"year": self.year, "from": self.low, "to": self.high}


def counted(store: Store, question: Question, span: Span) -> dict[str, Any]:
    """The count, sealed, of one state of the store. Of the library it knows no policy and no basis."""
    with one_state(store) as still:
        if question.indicator.of_passages:
            document = _of_passages(still, question, span)
        else:
            document = result_of_library(question.indicator, still.library.every(), span.low, span.high)
    years = document["years"] if span.year is None else []
    return sealed(document | span.as_json() | {"years": years})


def _of_passages(store: Store, question: Question, span: Span) -> dict[str, Any]:
    reviews = reviews_of(store, question.indicator, span)
    placed = question.indicator.strict_within is not None
    settled = store.reviews.settled()
    found = units(question.indicator, reviews, store.counts.candidates(reviews, settled, placed=placed))
    lines, known = ledger(question, found), _presented(store, question.indicator, reviews, span)
    quotes = store.counts.quotes(shown(question, lines))
    return result(question, found, lines, quotes, known) | {"years": _by_year(question, lines, known)}


def reviews_of(store: Store, definition: Indicator, span: Span) -> list[Review]:
    """The language versions of the documents that an indicator counts."""
    if definition.population == "vnr":
        return store.counts.reviews(span.low, span.high)
    works = [entry.work for entry in store.library.every() if entry.population == definition.population]
    return store.counts.versions_of(works, span.low, span.high)


def _presented(
    store: Store, definition: Indicator, reviews: Sequence[Review], span: Span
) -> Mapping[int, Mapping[str, Any]]:
    """What is known of who presented, by year; nothing of documents that nobody presents."""
    if definition.population != "vnr":
        return {}
    obtained: dict[int, set[str]] = {} if span.year is None else {span.year: set()}
    for review in reviews:
        if review.year is not None and review.country is not None:
            obtained.setdefault(review.year, set()).add(review.country)
    rows = store.presenters.every(span.low, span.high)
    return presented_by_year(rows, {year: frozenset(countries) for year, countries in obtained.items()})


def _by_year(question: Question, lines: Sequence[Line], known: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    of_year: dict[int, list[Line]] = {year: [] for year in known}
    for line in lines:
        of_year.setdefault(line.year or 0, []).append(line)
    return [
        figures(question, of_year[year], {year: known[year]} if year in known else {}) | {"year": year or None}
        for year in sorted(of_year)
    ]
