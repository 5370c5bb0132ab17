"""Counts as the pages of indicators show them: kept while the data stay as they are, with what reports print beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from api.counting import changes_since, counted_document
from api.counting_reported import Figures, Reported, reported
from api.portal import Portal
from corpus.indicators import Indicator, indicator, indicators

Document = dict[str, Any]


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
        ("count", named, policy, basis), lambda: counted_document(portal.store, named, policy=policy, basis=basis)
    )


def since_last(portal: Portal, count: Document) -> tuple[str, Document] | None:
    """When the last snapshot of what a count answers was taken, and what changed since; None where there is none."""
    return portal.kept.exact(
        ("since", count["snapshot"], portal.store.snapshots.newest()), partial(_since, portal, count)
    )


def _since(portal: Portal, count: Document) -> tuple[str, Document] | None:
    last = portal.store.snapshots.latest(count)
    changed = None if last is None else changes_since(portal.store, count, last.id)
    return None if last is None or changed is None else (last.taken_at, changed)


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
    return portal.kept.exact(("reported", definition.code), lambda: reported(portal.store, definition))


def year_rows(count: Document, printed: Sequence[Reported]) -> list[YearRow]:
    """Every year that is counted or reported, in order."""
    counted: dict[int | None, Figures] = {figures["year"]: figures for figures in count["years"]}
    years = sorted(counted.keys() | {row.year for row in printed}, key=lambda year: (year is None, year))
    return [YearRow(year, counted.get(year), [row for row in printed if row.year == year]) for year in years]
