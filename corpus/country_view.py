"""What the portal knows of a country: its reviews, the evidence in them, its instruments and measured amounts.

What the machine suggests and what people settled stand beside each other and are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from corpus.country_instruments import CountryInstrument, InstrumentMention, Place, country_instruments
from corpus.evidence import InstrumentScope
from corpus.indicators import Review
from corpus.measured import Amount, amounts_in
from corpus.reviewing import Settling

MEASURED = "measured"
"""The rule of a suggestion whose spans are amounts."""


@dataclass(frozen=True, slots=True)
class CountryReview:
    """One language version of a review."""

    country: str
    work: str
    year: int
    language: str
    title: str
    url: str | None
    pages: int
    unread_pages: int
    passages: int
    damaged: bool

    @property
    def readable(self) -> bool:
        """Whether enough was read to say that something is not there, as counts take it."""
        return Review(
            work=self.work,
            country=self.country,
            year=self.year,
            language=self.language,
            pages=self.pages,
            unread_pages=self.unread_pages,
            passages=self.passages,
            damaged=self.damaged,
        ).readable


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage of which something is suggested or settled.

    ``machine`` are the columns of its suggestion, None where there is none. ``settled`` holds the labels that people
    settled and no other; ``decisions`` are those that stand, by reviewer.
    """

    passage_id: str
    work: str
    year: int
    language: str
    page: int
    number: str | None
    path: str
    text: str
    machine: Mapping[str, Any] | None
    settling: Settling | None = None
    settled: Mapping[str, bool] = field(default_factory=dict)
    settled_quote: str | None = None
    decisions: Mapping[str, int] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.work, self.year, self.language, self.page, self.path, self.passage_id)

    @property
    def reports(self) -> bool:
        """Whether volunteering is in it, by suggestion or by people."""
        return bool(self.machine and self.machine["mention"]) or any(self.settled.values())


@dataclass(frozen=True, slots=True)
class CountryView:
    """A country. ``reviews`` are by year, and within one by language."""

    iso3: str
    reviews: tuple[CountryReview, ...]
    evidence: tuple[Finding, ...]
    instruments: tuple[CountryInstrument, ...]
    measured: tuple[tuple[Finding, Amount], ...]

    def reviews_by_year(self) -> list[tuple[str, int, Sequence[CountryReview]]]:
        """(work, year, its language versions), by year."""
        found = groupby(self.reviews, key=lambda review: (review.work, review.year))
        return [(work, year, tuple(versions)) for (work, year), versions in found]


def country_view(iso3: str, reviews: Iterable[CountryReview], findings: Sequence[Finding]) -> CountryView:
    """A country, from its reviews and what is found in them."""
    return CountryView(
        iso3=iso3,
        reviews=tuple(sorted(reviews, key=lambda review: (review.year, review.work, review.language))),
        evidence=tuple(finding for finding in findings if finding.reports),
        instruments=tuple(country_instruments(iso3, _instruments(findings))),
        measured=tuple(_measured(findings)),
    )


def _instruments(findings: Iterable[Finding]) -> Iterator[InstrumentMention]:
    """The instruments that are the country's own, whether they count or not: status and scope say why not."""
    for finding in findings:
        said = finding.machine
        if said is None or said["instrument"] is None or said["instrument_scope"] == InstrumentScope.OTHER.value:
            continue
        yield InstrumentMention(
            name=said["instrument"],
            type=said["instrument_type"],
            status=said["instrument_status"],
            scope=said["instrument_scope"],
            year=said["instrument_year"],
            place=finding.place,
            settled=finding.settled.get("policy_lenient"),
        )


def _measured(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Amount]]:
    """The amounts that the rules point at, except where people settled that nothing is measured."""
    for finding in findings:
        if finding.machine is None or finding.settled.get("measured") is False:
            continue
        spans = [(hit["start"], hit["end"]) for hit in finding.machine["rules"] if hit["rule"] == MEASURED]
        for amount in amounts_in(finding.text, spans, finding.language):
            if amount.printed not in (finding.machine["instrument"] or ""):  # "Ley 45 de Voluntariado" counts nobody
                yield finding, amount
