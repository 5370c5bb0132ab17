"""The shapes of countries, as :mod:`api.shapes` has those of documents and searches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.shapes import Shape

Labels = dict[str, bool]


class GroupShape(Shape):
    """A region, subregion or group of States; ``code`` is that of M49, or ldc, lldc, sids."""

    code: str = Field(examples=["002"])
    en: str
    zh: str


class NamedCountry(Shape):
    """A country with the groups it is in."""

    iso3: str = Field(examples=["KEN"])
    country: str
    country_zh: str
    region: GroupShape | None
    subregion: GroupShape | None
    groups: list[GroupShape]


class LabelCounts(Shape):
    """How many passages hold each label."""

    mention: int
    contribution: int
    policy: int
    policy_lenient: int
    measured: int


class CountrySummary(NamedCountry):
    """A country in the list; ``unreadable`` counts reviews of which too little was read."""

    years: list[int]
    languages: list[str]
    reviews: int
    unreadable: int
    pages: int
    unread_pages: int
    suggested: LabelCounts
    settled: LabelCounts


class Countries(Shape):
    """The countries that have a review in the corpus."""

    region: str | None
    total: int
    countries: list[CountrySummary]


class VersionShape(Shape):
    """A language version of a review."""

    language: str
    title: str
    url: str | None
    pages: int
    unread_pages: int
    read_pages: int
    passages: int
    damaged: bool
    readable: bool


class CountryReviewShape(Shape):
    """A review with its language versions."""

    work: str = Field(examples=["VNR/KEN/2020"])
    year: int
    readable: bool
    languages: list[VersionShape]


class PlaceShape(Shape):
    """Where something is printed; ``year`` is that of the review."""

    work: str
    year: int
    language: str
    page: int
    path: str
    passage_id: str


class SuggestedShape(Shape):
    """What the machine suggests of a passage."""

    labels: Labels
    level: str
    instrument: str | None
    borderline: bool
    score: float
    probability: float | None
    rule_version: str


class SettledShape(Shape):
    """What people come to; a label that they have not settled is null."""

    state: Literal["one", "agreed", "second", "disputed", "adjudicated"]
    labels: dict[str, bool | None]
    decisions: dict[str, int]


class FindingShape(PlaceShape):
    """A passage on volunteering, with what is suggested and what is settled of it."""

    number: str | None
    quote: str
    suggested: SuggestedShape | None
    settled: SettledShape | None


class InstrumentShape(Shape):
    """A law, policy, plan, scheme or body; ``names`` are the ways it is printed.

    ``confirmed`` and ``rejected`` count the mentions of which people settled whether they integrate volunteering.
    """

    name: str
    names: list[str]
    type: str | None
    year: int | None
    status: str | None
    scope: str | None
    mentions: int
    confirmed: int
    rejected: int
    first: PlaceShape
    last: PlaceShape


class AmountShape(PlaceShape):
    """A measured amount with the sentence it stands in; ``value`` is null where it is in words."""

    quantity: Literal["volunteers", "hours", "share", "money", "other"]
    value: float | None
    printed: str
    quote: str


class TotalsShape(Shape):
    """How many passages of the country hold each label."""

    suggested: LabelCounts
    settled: LabelCounts


class Country(NamedCountry):
    """What the portal knows of a country."""

    reviews: list[CountryReviewShape]
    evidence: list[FindingShape]
    instruments: list[InstrumentShape]
    measured: list[AmountShape]
    totals: TotalsShape
