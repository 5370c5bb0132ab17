"""What documents of the corpus print of an indicator: targets and results, to stand beside its count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.results_views import results_document
from corpus.errors import PortalError
from corpus.frameworks import frameworks
from corpus.indicators import Indicator
from corpus.store import Store

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reported:
    """What a document prints of an indicator for a year: its target and its result, in per cent or as a number."""

    year: int
    target: float | None
    result: float | None
    work: str
    language: str


def reported(store: Store, definition: Indicator) -> list[Reported]:
    """By year; nothing of an indicator whose framework is not known."""
    named = framework_of(definition)
    try:
        series = results_document(store, code=f"{named}:{definition.code}")["series"] if named else []
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
