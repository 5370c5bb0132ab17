"""Reviews, passages and decisions as counts read them from the store, made in a line."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.indicators import Basis, Candidate, Line, Policy, Review, indicator, ledger
from corpus.indicators.ledger import Question, units
from corpus.reviewing import Settled, Settling, with_implied


def review(country: str, year: int = 2025, language: str = "en", *, pages: int = 10, unread: int = 0) -> Review:
    work = f"VNR/{country}/{year}"
    name = f"{country}-{year}-{language}"
    return Review(work, country, year, language, pages, unread, pages - unread, sha256=name, expression=name)


def settled(state: Settling = Settling.ONE, **labels: bool) -> Settled:
    return Settled(state, with_implied(labels) or None, None, {"Ada": len(labels) or 1})


def passage(
    country: str,
    *labels: str,
    year: int = 2025,
    language: str = "en",
    name: str = "p1",
    said: Settled | None = None,
    instrument: str | None = None,
) -> Candidate:
    expression = f"{country}-{year}-{language}"
    implied = {"mention"} if labels else set()
    return Candidate(expression, f"{expression}-{name}", frozenset(labels) | implied, said, instrument, "rules-1")


def lines(
    reviews: Sequence[Review],
    passages: Sequence[Candidate],
    basis: Basis = "suggested",
    policy: Policy = "strict",
    code: str = "3.1",
) -> list[Line]:
    question = Question(indicator(code), policy, basis)
    return ledger(question, units(question.indicator, reviews, passages))


def statuses(found: Sequence[Line]) -> dict[tuple[str | None, int | None], str]:
    return {(line.iso3, line.year): line.status for line in found}
