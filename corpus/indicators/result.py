"""A count as it is printed and kept: figures, ledger, denominators, groups, what is excluded and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.countries import country_name
from corpus.indicators.estimate import estimate
from corpus.indicators.figures import broken_down, denominators, excluded, share, share_of
from corpus.indicators.ledger import BASES, POLICIES, Candidate, Line, Question, Review, Unit, statuses
from corpus.indicators.quotes import Evidence

Quotes = Mapping[tuple[str, str], Evidence]
"""By expression and passage, in reading order."""

Years = Mapping[int, Mapping[str, Any]]

OF_REVIEW = ("work", "country", "year", "language", "pages", "unread_pages", "passages", "damaged", "sha256")
OF_READING = ("numerator", "denominator", "percent", "interval")


def shown(question: Question, lines: Iterable[Line]) -> list[Candidate]:
    """The passages whose words the ledger prints."""
    return [one for line in lines for one in (*_evidence(question, line), *_refused(question, line))]


def _evidence(question: Question, line: Line) -> Sequence[Candidate]:
    """What makes a line count; of an unreviewed one, what people have still to settle."""
    return line.waiting if line.status == "unreviewed" else line.evidence


def _refused(question: Question, line: Line) -> Sequence[Candidate]:
    return line.refused if question.basis == "reviewed" else ()


def result(
    question: Question, counted: Sequence[Unit], lines: Sequence[Line], quotes: Quotes, known: Years
) -> dict[str, Any]:
    """The count of a ledger, without the span it was asked for; ``known``: who presented, by year."""
    definition, order = question.indicator, {key: place for place, key in enumerate(quotes)}
    return {
        **figures(question, lines, known),
        "framework": definition.framework,
        "source": definition.source,
        "definition": definition.version,
        "population": definition.population,
        "readings": _readings(question, counted),
        "disaggregation": broken_down(definition.disaggregation, lines),
        "excluded": [_named(row) for row in excluded(lines)],
        "presenters": [{"year": year, **row} for year, row in known.items()],
        "rule_versions": sorted({version for line in lines for version in _versions(line)}),
        "years": [],
        "countries": [_line(question, line, quotes, order) for line in lines],
        "entries": [],
    }


def figures(question: Question, lines: Sequence[Line], known: Years) -> dict[str, Any]:
    """The figures of lines, without their year; percentages to one decimal."""
    numbers = [row["presented"] for row in known.values()]
    presented = None if None in numbers or not numbers else sum(numbers)
    return {
        "indicator": question.indicator.code,
        "title": dict(question.indicator.title),
        "policy": question.policy,
        "basis": question.basis,
        **share(lines),
        **denominators(lines, presented),
        "estimate": estimate(question, lines),
    }


def _readings(question: Question, counted: Sequence[Unit]) -> dict[str, dict[str, Any]]:
    """The same count by both policies on both bases, in short: none is to be read without the others."""
    return {
        basis: {policy: _short(Question(question.indicator, policy, basis), counted) for policy in POLICIES}
        for basis in BASES
    }


def _short(question: Question, counted: Sequence[Unit]) -> dict[str, Any]:
    whole = share_of(statuses(question, counted))
    return {name: whole[name] for name in OF_READING}


def _line(question: Question, line: Line, quotes: Quotes, order: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    def quoted(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
        placed = sorted(candidates, key=lambda one: order[one.expression, one.passage])
        return [_quote(question, one, quotes[one.expression, one.passage]) for one in placed]

    return {
        **_named({"iso3": line.iso3, "year": line.year, "work": line.work}, line.reviews[0]),
        "status": line.status,
        "reviews": [_review(review) for review in line.reviews],
        "evidence": quoted(_evidence(question, line)),
        "refused": quoted(_refused(question, line)),
        "waiting": len(line.waiting),
        "rule_versions": sorted(_versions(line)),
        "decisions": sorted(
            decision for one in line.candidates if one.settled for decision in one.settled.decisions.values()
        ),
    }


def _named(row: Mapping[str, Any], first: Review | None = None) -> dict[str, Any]:
    """With the country's names; a framework of no single country is called by its title."""
    iso3 = row["iso3"]
    other = (first.title if first is not None else "") or str(row["work"])
    names = {language: country_name(iso3, language) if iso3 else other for language in ("en", "zh")}
    return {**row, "country": names["en"], "country_zh": names["zh"]}


def _review(review: Review) -> dict[str, Any]:
    return {name: getattr(review, name) for name in OF_REVIEW}


def _versions(line: Line) -> set[str]:
    return {one.rule_version for one in line.candidates if one.rule_version is not None}


def _quote(question: Question, candidate: Candidate, quote: Evidence) -> dict[str, Any]:
    """A passage with what people decided of it for this question."""
    return quote.as_json() | {"decision": _decision(question, candidate)}


def _decision(question: Question, candidate: Candidate) -> str | None:
    if candidate.settled is None:
        return None
    holds = question.settled(candidate)
    return "open" if holds is None else "accepted" if holds else "rejected"
