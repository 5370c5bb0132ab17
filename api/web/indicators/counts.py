"""Counts as the pages of indicators show them: kept while the data stay as they are, with what reports print beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from api.counting import count_document
from api.portal import Portal
from api.results_views import results_document
from corpus.errors import PortalError
from corpus.frameworks import frameworks
from corpus.indicators import Indicator, indicator, indicators

Document = dict[str, Any]
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reported:
    """What a document prints of an indicator for a year: its target and its result, in per cent or as a number."""

    year: int
    target: float | None
    result: float | None
    work: str
    language: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year of a series. ``figures`` are those of the count, None of a year of which only a report speaks."""

    year: int | None
    figures: Figures | None
    reported: Sequence[Reported]


@dataclass(frozen=True, slots=True)
class Summary:
    """An indicator in the list: its title, the figures of its last year with a figure, and every year's."""

    code: str
    title: Mapping[str, str]
    population: str
    last: Figures | None
    years: Sequence[Figures]


def count_of(
    portal: Portal, code: str, policy: str = "strict", basis: str = "suggested", *, exact: bool = False
) -> Document:
    """The count over every year, to be shown; ``exact``: of now, to be kept. ``PortalError("unknown_indicator")``."""
    named = indicator(code).code
    kept = portal.kept.exact if exact else portal.kept.of
    return kept(
        ("count", named, policy, basis), lambda: count_document(portal.store, named, policy=policy, basis=basis)
    )


def summaries(portal: Portal) -> list[Summary]:
    """Every indicator, read strictly, by suggestions."""
    return portal.kept.of("indicators", partial(_summaries, portal))


def prepare(portal: Portal) -> None:
    """Have every indicator counted, so that the first visitor of a server does not wait for it."""
    portal.kept.prepare("indicators", partial(_summaries, portal))


def _summaries(portal: Portal) -> list[Summary]:
    return [_summary(count_of(portal, code, exact=True)) for code in indicators()]


def _summary(count: Document) -> Summary:
    figures = [year for year in count["years"] if year_value(count, year) is not None]
    return Summary(count["indicator"], count["title"], count["population"], figures[-1] if figures else None, figures)


def year_value(count: Mapping[str, Any], figures: Figures) -> float | None:
    """What is drawn of a year: a share in per cent; of the library a number."""
    value: float | None = figures["numerator"] if count["population"] == "knowledge" else figures["percent"]
    return value


def reported_of(portal: Portal, definition: Indicator) -> list[Reported]:
    """What documents of the corpus print of an indicator, by year; nothing of one whose framework is not known."""
    return portal.kept.exact(("reported", definition.code), lambda: _reported(portal, definition))


def _reported(portal: Portal, definition: Indicator) -> list[Reported]:
    named = framework_of(definition)
    try:
        series = results_document(portal.store, code=f"{named}:{definition.code}")["series"] if named else []
    except PortalError:  # no document prints it
        return []
    share = definition.of_passages
    rows = [
        Reported(
            point["year"],
            _value(point["target"], share=share),
            _value(point["result"], share=share),
            point["work"],
            point["languages"][0],
        )
        for point in (point for one in series for point in one["points"])
        if point["year"] is not None
    ]
    return sorted((row for row in rows if (row.target, row.result) != (None, None)), key=lambda row: row.year)


def framework_of(definition: Indicator) -> str | None:
    """The key of the framework of results that an indicator is of, by the document it names."""
    for key, framework in frameworks().items():
        if any(named and named in definition.framework for named in (framework.document, framework.reported_in)):
            return key
    return None


def _value(figure: Mapping[str, Any] | None, *, share: bool) -> float | None:
    """A figure that can stand on the plot's scale."""
    if figure is None or figure["value"] is None or figure["value"] < 0:
        return None
    fits = figure["value"] <= 100 if share else figure["unit"] == "number"
    return float(figure["value"]) if fits else None


def year_rows(count: Document, reported: Sequence[Reported]) -> list[YearRow]:
    """Every year that is counted or reported, in order."""
    counted: dict[int | None, Figures] = {figures["year"]: figures for figures in count["years"]}
    years = sorted(counted.keys() | {row.year for row in reported}, key=lambda year: (year is None, year))
    return [YearRow(year, counted.get(year), [row for row in reported if row.year == year]) for year in years]
