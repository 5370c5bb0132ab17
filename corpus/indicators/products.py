"""Counts of the library: what the United Nations Volunteers programme has published, and who has contributed.

They are numbers, cumulative, and no shares. A document whose manifest does not say what it is, or whose it is, is
unknown and stands in no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.indicators.definitions import Indicator
from corpus.library import Contributor, LibraryEntry

NO_FIGURE: dict[str, Any] = {
    **dict.fromkeys(("unread", "unreviewed"), 0),
    **dict.fromkeys(("percent", "percent_of_obtained", "percent_of_presented", "interval", "estimate")),
    "presented": None,
}


def result_of_library(
    definition: Indicator, entries: Sequence[LibraryEntry], low: int | None, high: int | None
) -> dict[str, Any]:
    """The count in the shape of :func:`corpus.indicators.result.result`; ``years`` are cumulative from ``low`` on."""
    within = [entry for entry in entries if _within(entry, low, high)]
    years = sorted({entry.year for entry in within if entry.year is not None})
    return {
        **_figures(definition, within),
        "framework": definition.framework,
        "source": definition.source,
        "definition": definition.version,
        "population": definition.population,
        "readings": {},
        "disaggregation": {},
        "excluded": [],
        "presenters": [],
        "rule_versions": [],
        "years": [_figures(definition, _until(within, year)) | {"year": year} for year in years],
        "countries": [],
        "entries": _entries(definition, within),
        "unknown": _unknown(within),
    }


def _within(entry: LibraryEntry, low: int | None, high: int | None) -> bool:
    """Whether a document is of a span of years; one of no year is of none."""
    if entry.year is None:
        return low is None and high is None
    return (low is None or low <= entry.year) and (high is None or entry.year <= high)


def _until(entries: Sequence[LibraryEntry], year: int) -> list[LibraryEntry]:
    return [entry for entry in entries if entry.year is not None and entry.year <= year]


def _figures(definition: Indicator, entries: Sequence[LibraryEntry]) -> dict[str, Any]:
    rows = _entries(definition, entries)
    return {
        "indicator": definition.code,
        "title": dict(definition.title),
        "policy": "strict",
        "basis": "suggested",
        "numerator": sum(row["counts"] for row in rows),
        "denominator": len(rows),
        "obtained": len(entries),
        "readable": len(entries),
        "reviewed": 0,
        **NO_FIGURE,
    }


def _entries(definition: Indicator, entries: Sequence[LibraryEntry]) -> list[dict[str, Any]]:
    products = [entry for entry in entries if entry.population == "knowledge"]
    return _products(products) if definition.counts == "products_of_unv" else _contributors(products)


def _products(entries: Sequence[LibraryEntry]) -> list[dict[str, Any]]:
    """Knowledge products whose contributors are known."""
    return [
        {
            "name": entry.title,
            "kind": entry.product_type,
            "works": [entry.work],
            "year": entry.year,
            "counts": entry.by_unv,
        }
        for entry in entries
        if entry.contributors
    ]


def _contributors(entries: Sequence[LibraryEntry]) -> list[dict[str, Any]]:
    """Who contributed knowledge products, each once; those count of whom is said what they are."""
    named: dict[str, list[tuple[Contributor, LibraryEntry]]] = {}
    for entry in entries:
        for contributor in entry.contributors:
            named.setdefault(contributor.key, []).append((contributor, entry))
    return [_contributor(named[key]) for key in sorted(named)]


def _contributor(given: Sequence[tuple[Contributor, LibraryEntry]]) -> dict[str, Any]:
    kinds = sorted({contributor.kind for contributor, _ in given if contributor.kind is not None})
    years = [entry.year for _, entry in given if entry.year is not None]
    alone = LibraryEntry("", "", "", None, None, (given[0][0],))
    return {
        "name": given[0][0].name,
        "kind": kinds[0] if len(kinds) == 1 else None,
        "works": sorted({entry.work for _, entry in given}),
        "year": min(years, default=None),
        "counts": len(kinds) == 1 and not alone.by_unv,
    }


def _unknown(entries: Sequence[LibraryEntry]) -> dict[str, int]:
    """How many documents are not said to be anything, and how many knowledge products to be anybody's."""
    products = [entry for entry in entries if entry.population == "knowledge"]
    return {
        "product_type": sum(entry.product_type is None for entry in entries),
        "contributor": sum(not entry.contributors for entry in products),
    }
