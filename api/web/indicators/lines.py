"""The lines of a count as a table: kept to a year, status, region or country, and put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corpus.country_groups import Group, Grouping, group_named, grouping
from corpus.lexicon import load_catalogue

Line = Mapping[str, Any]

STATUSES = ("yes", "no", "unreviewed", "unread")
"""In the order of a table that is put in order by status."""

ORDERS: Mapping[str, Callable[[Line], Any]] = {
    "country": lambda line: line["country"],
    "year": lambda line: line["year"] or 0,
    "status": lambda line: STATUSES.index(line["status"]),
    "passages": lambda line: len(line["evidence"]),
}
"""What lines can be put in order by; "-year" is from the last to the first."""


PASSAGES = 20
"""Passages of a line that stand together on a page of the ledger."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a table is kept to; None keeps all."""

    year: int | None = None
    status: str | None = None
    region: str | None = None
    country: str | None = None
    work: str | None = None


def lines_of(count: Mapping[str, Any], filters: Filters, order: str = "") -> list[Line]:
    """The lines within the filters, in an order of ``ORDERS``, else in that of the ledger."""
    kept = [line for line in count["countries"] if _fits(line, filters)]
    named = ORDERS.get(order.removeprefix("-"))
    return kept if named is None else sorted(kept, key=named, reverse=order.startswith("-"))


def _fits(line: Line, filters: Filters) -> bool:
    asked = ((filters.year, line["year"]), (filters.status, line["status"]), (filters.work, line["work"]))
    held = all(wanted is None or wanted == found for wanted, found in (*asked, (filters.country, line["iso3"])))
    return held and (filters.region is None or filters.region in codes_of(line["iso3"], line["year"]))


def pieces(line: Line) -> list[Line]:
    """A line of many passages in several that fit on a page each; ``continued`` are those after the first."""
    held = [("evidence", item) for item in line["evidence"]] + [("refused", item) for item in line["refused"]]
    parts = [held[at : at + PASSAGES] for at in range(0, len(held), PASSAGES)] or [[]]
    return [
        {
            **line,
            "evidence": [item for kind, item in part if kind == "evidence"],
            "refused": [item for kind, item in part if kind == "refused"],
            "continued": place > 0,
        }
        for place, part in enumerate(parts)
    ]


def status_counts(lines: Sequence[Line]) -> Mapping[str, int]:
    """How many lines there are of each status."""
    found = Counter(line["status"] for line in lines)
    return {status: found[status] for status in STATUSES}


@lru_cache(maxsize=5000)
def place_of(iso3: str | None, year: int | None) -> Grouping:
    """Where a country belonged in a year; one that is none belongs nowhere."""
    return Grouping(None, None, ()) if iso3 is None else grouping(iso3, year or 0)


def codes_of(iso3: str | None, year: int | None) -> set[str]:
    """The codes of the region, subregion and groups of a country in a year."""
    place = place_of(iso3, year)
    return {group.code for group in (place.region, place.subregion, *place.groups) if group is not None}


def regions() -> list[Group]:
    """The regions and groups that a table can be kept to."""
    catalogue = load_catalogue("regions")
    found = (group_named(str(code)) for kind in ("regions", "groups") for code in catalogue[kind])
    return [group for group in found if group is not None]


def toggled(order: str, name: str) -> str:
    """The order that a column's head asks for: from the other end where it is in order by it already."""
    return f"-{name}" if order == name else name


def sorted_by(order: str, name: str) -> str | None:
    """How a column is in order, as ``aria-sort`` says it."""
    return {name: "ascending", f"-{name}": "descending"}.get(order)
