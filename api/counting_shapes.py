"""The shapes of indicators and their counts, as :mod:`api.shapes` has those of documents and searches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.shapes import Shape

Status = Literal["yes", "no", "unread", "unreviewed"]


class IndicatorShape(Shape):
    """An indicator that can be counted."""

    code: str = Field(examples=["3.1"])
    framework: str
    title: dict[str, str]
    source: str
    population: Literal["vnr", "unsdcf", "knowledge"]


class Indicators(Shape):
    """The indicators that are defined."""

    indicators: list[IndicatorShape]


class EvidenceShape(Shape):
    """A passage of the ledger: what the machine suggests and what people decided of it."""

    passage_id: str
    work: str
    language: str
    page: int
    number: str | None
    path: str
    quote: str
    level: str
    instrument: str | None
    decision: Literal["accepted", "rejected", "open"] | None
    review_state: str | None
    decisions: dict[str, int]
    rule_version: str | None


class ReviewShape(Shape):
    """The language version of a document that a line rests on."""

    work: str
    country: str | None
    year: int | None
    language: str
    pages: int
    unread_pages: int
    passages: int
    damaged: bool
    sha256: str


class CountryLine(Shape):
    """A line in the ledger of a count: a country in a year, or a framework (``iso3`` null where of no one country).

    ``evidence`` makes it count, or is what people have still to settle where it is unreviewed; ``refused`` is what was
    suggested and people settled otherwise.
    """

    iso3: str | None
    country: str
    country_zh: str
    year: int | None
    work: str
    status: Status
    reviews: list[ReviewShape]
    evidence: list[EvidenceShape]
    refused: list[EvidenceShape]
    waiting: int
    rule_versions: list[str]
    decisions: list[int]


class RatesShape(Shape):
    """How suggestions came true, and where that was measured: on decisions of people, or by the shipped evaluation."""

    source: Literal["decisions", "evaluation"]
    measured_on: str
    tp: int
    fp: int
    fn: int
    tn: int
    unseen: int
    precision: float | None
    recall: float | None


class EstimateShape(Shape):
    """A count of suggestions that is corrected for their measured rates; intervals at 95 %."""

    number: float
    number_interval: tuple[float, float]
    percent: float
    interval: tuple[float, float]
    units: int
    rates: RatesShape


class Figures(Shape):
    """The figures of a count; percentages of 100, ``interval`` at 95 %. Unread countries stand in no figure.

    ``presented`` is null where it is unknown.
    """

    indicator: str
    title: dict[str, str]
    year: int | None
    policy: str
    basis: str
    numerator: int
    denominator: int
    unread: int
    unreviewed: int
    obtained: int
    readable: int
    reviewed: int
    presented: int | None
    percent: float | None
    percent_of_obtained: float | None
    percent_of_presented: float | None
    interval: tuple[float, float] | None
    estimate: EstimateShape | None


class Reading(Shape):
    """The count by one policy on one basis, in short."""

    numerator: int
    denominator: int
    percent: float | None
    interval: tuple[float, float] | None


class Group(Shape):
    """The count in a group of countries; of a sector there is only a numerator."""

    group: str
    title: dict[str, str]
    numerator: int


class Excluded(Shape):
    """A line that stands in no figure, and why."""

    iso3: str | None
    year: int | None
    country: str
    country_zh: str
    work: str
    status: Status
    reason: Literal["to_review", "not_begun", "damaged", "no_text", "pages_unread"]


class StatedNumber(Shape):
    """What is said in public of how many presented, or meant to."""

    reviews: int
    kind: Literal["presented", "planned"]
    source: str


class PresentedYear(Shape):
    """What is known of those who presented in a year."""

    year: int
    presented: int | None
    listed: int | None
    whole: bool
    sources: list[str]
    missing: list[str]
    unlisted: list[str]
    stated: list[StatedNumber]


class Entry(Shape):
    """An entry of the library: a knowledge product, or who contributed some."""

    name: str
    kind: str | None
    works: list[str]
    year: int | None
    counts: bool


class ChangedFigure(Shape):
    """A figure before and now."""


class ChangedPassages(Shape):
    """Passages that make a line count now and did not, and those that did."""

    added: list[str]
    removed: list[str]


class ChangedLine(Shape):
    """A line that is another than before; a status is null where there was no line."""

    iso3: str | None
    country: str
    country_zh: str
    year: int | None
    work: str
    before: Status | None
    now: Status | None
    reasons: list[str]
    passages: ChangedPassages


class Changes(Shape):
    """What changed since a snapshot, and why."""

    since: str
    changed: bool
    reasons: list[str]
    figures: dict[str, ChangedFigure]
    lines: list[ChangedLine]


class Count(Figures):
    """An indicator with its ledger; ``years`` are its figures year by year where it is of several.

    ``snapshot`` is the SHA-256 of all but itself and ``changes``.
    """

    first: int | None = Field(alias="from")
    last: int | None = Field(alias="to")
    framework: str
    source: str
    definition: str
    population: str
    readings: dict[str, dict[str, Reading]]
    disaggregation: dict[str, list[Group]]
    excluded: list[Excluded]
    presenters: list[PresentedYear]
    rule_versions: list[str]
    years: list[Figures]
    countries: list[CountryLine]
    entries: list[Entry]
    changes: Changes | None
    snapshot: str


class SnapshotShape(Shape):
    """A kept count without what it holds."""

    id: str
    taken_at: str
    taken_by: str
    indicator: str
    year: int | None
    policy: str
    basis: str
    numerator: int
    denominator: int
    percent: float | None


class Snapshots(Shape):
    """Kept counts, the latest first."""

    snapshots: list[SnapshotShape]


class PresenterShape(Shape):
    """A country that presented in a year, by a list; ``cycle`` is which of its reviews it was, from 1."""

    iso3: str
    country: str
    country_zh: str
    year: int
    cycle: int | None
    source: str
    whole: bool


class PresentersOfYear(PresentedYear):
    """With who had signed up, where that is published."""

    planned: list[PresenterShape]


class Presenters(Shape):
    """Who presented, by the lists that were imported, and what is known of each year."""

    presenters: list[PresenterShape]
    years: list[PresentersOfYear]
