"""The shapes of indicators and their counts, as :mod:`api.shapes` has those of documents and searches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.shapes import Shape


class IndicatorShape(Shape):
    """An indicator that can be counted."""

    code: str = Field(examples=["3.1"])
    framework: str
    title: dict[str, str]


class Indicators(Shape):
    """The indicators that are defined."""

    indicators: list[IndicatorShape]


class EvidenceShape(Shape):
    """A passage that makes a country count."""

    passage_id: str
    work: str
    language: str
    page: int
    number: str | None
    path: str
    quote: str
    level: str
    instrument: str | None
    decision: str | None
    rule_version: str


class ReviewShape(Shape):
    """A language version of the Voluntary National Review that a country's line rests on."""

    work: str
    country: str
    year: int
    language: str
    pages: int
    unread_pages: int
    passages: int
    damaged: bool


class CountryLine(Shape):
    """A country's line in the ledger of a count."""

    iso3: str
    country: str
    country_zh: str
    year: int
    status: Literal["yes", "no", "unread", "unreviewed"]
    reviews: list[ReviewShape]
    evidence: list[EvidenceShape]


class Figures(Shape):
    """The figures of a count; percentages of 100, ``interval`` at 95 %. Unread countries stand in no figure."""

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
    percent: float | None
    percent_of_obtained: float | None
    interval: tuple[float, float] | None


class Count(Figures):
    """An indicator with its ledger; ``years`` are its figures year by year where it is of several."""

    first: int | None = Field(alias="from")
    last: int | None = Field(alias="to")
    years: list[Figures]
    countries: list[CountryLine]
    snapshot: str
