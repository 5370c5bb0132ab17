"""The shapes of results tables, as :mod:`api.shapes` has those of documents and searches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.shapes import Shape


class FigureShape(Shape):
    """A figure as it is printed, and what it says; ``value`` is null where it is in words or cannot be read."""

    printed: str = Field(examples=["58%"])
    value: float | None
    unit: Literal["number", "percent", "days", "months", "dollars"] | None
    said: Literal["increase", "decrease", "maintained", "not_available", "other"] | None
    bound: Literal["at_least", "at_most"] | None


class BreakdownShape(Shape):
    """A part by which an indicator is broken down."""

    label: str
    text: str


class CheckShape(Shape):
    """A score recomputed (result ÷ target, in per cent) and compared with the printed one."""

    agreement: Literal["agrees", "within_rounding", "differs", "not_checkable"]
    doubt: str | None
    recomputed_score: float | None
    expected_status: str | None = Field(description="The colour that the printed score stands for.")
    disagrees: bool


class ReportedShape(Shape):
    """An indicator as a language version of a document prints it. ``year`` is that of its values, where it says it."""

    work: str
    symbol: str | None
    language: str
    document_year: int | None
    year: int | None
    framework: str | None
    code: str
    kind: str
    text: str
    target: FigureShape | None
    result: FigureShape | None
    score: FigureShape | None
    status: str | None
    breakdown: list[BreakdownShape]
    check: CheckShape
    series: str


class MemberShape(Shape):
    """An indicator by its framework, or the document where its framework is not known, and its code."""

    framework: str
    code: str


class PointShape(MemberShape):
    """What a document says of a question; the figures are those of its first language."""

    work: str
    languages: list[str]
    year: int | None
    text: str
    target: FigureShape | None
    result: FigureShape | None
    score: FigureShape | None
    status: str | None
    languages_differ: bool


class CorrespondenceShape(Shape):
    """Two indicators of the catalogue that correspond; those that are only related make no series."""

    first: MemberShape = Field(alias="from")
    to: MemberShape
    relation: Literal["same", "successor", "related"]
    basis: str
    note: dict[str, str]


class SeriesShape(Shape):
    """A question through years and frameworks."""

    name: str
    members: list[MemberShape]
    points: list[PointShape]
    correspondences: list[CorrespondenceShape]


class Results(Shape):
    """The indicators of results tables, their series, and how often something contradicts itself."""

    work: str | None
    total: int
    disagreements: int
    indicators: list[ReportedShape]
    series: list[SeriesShape]
