"""Who presented a Voluntary National Review in a year: imported lists, and what is said in public of their number.

A list names all that presented (``whole``) or some. Nothing is made of what is not known: the number that presented is
known only from a whole list that has everybody whose review was obtained.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.countries import country_named, country_of_code
from corpus.errors import PortalError
from corpus.lexicon import load_catalogue

COLUMNS = ("iso3", "year", "cycle", "source")
YEARS = range(2016, 2100)
"""The years of the forum at which reviews are presented; the first was 2016."""

MOST_CYCLES = 20
LONGEST_SOURCE = 500


@dataclass(frozen=True, slots=True)
class Presenter:
    """A country that presented in a year; ``cycle`` is which of its reviews it was, from 1."""

    iso3: str
    year: int
    cycle: int | None
    source: str
    whole: bool = True


def read_presenters(text: str, *, whole: bool = True) -> list[Presenter]:
    """The rows of a CSV with the columns ``iso3, year, cycle, source``; a country may be named instead of its code.

    ``PortalError("bad_input")`` names the line of what cannot be a row, or of a country that is twice in a year.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=None), strict=True)
    try:
        return _rows(reader, whole)
    except csv.Error as failure:
        raise _fault(reader, str(failure)) from failure


def _rows(reader: csv.DictReader[str], whole: bool) -> list[Presenter]:
    header = [name.strip().lower() for name in reader.fieldnames or ()]
    if sorted(header) != sorted(COLUMNS):
        raise PortalError("bad_input", f"line 1: the columns are {', '.join(COLUMNS)}", "see docs/commands.md")
    rows: dict[tuple[str, int], Presenter] = {}
    for cells in reader:
        if any(cells.pop(None, ())):
            raise _fault(reader, "more cells than columns")
        row = _row({name.strip().lower(): (cell or "").strip() for name, cell in cells.items()}, reader, whole)
        if (row.iso3, row.year) in rows:
            raise _fault(reader, f"{row.iso3} is there twice in {row.year}")
        rows[row.iso3, row.year] = row
    if not rows:
        raise PortalError("bad_input", "no row", "give a row for each country")
    return list(rows.values())


def _row(cells: Mapping[str, str], reader: csv.DictReader[str], whole: bool) -> Presenter:
    country = country_of_code(cells["iso3"]) or country_named(cells["iso3"])
    if country is None:
        raise _fault(reader, f"{cells['iso3'][:40]!r} is no country")
    year = _number(cells["year"], YEARS)
    if year is None:
        raise _fault(reader, f"year {cells['year'][:20]!r} is none from {YEARS[0]} to {YEARS[-1]}")
    cycle = _number(cells["cycle"], range(1, MOST_CYCLES))
    if cycle is None and cells["cycle"]:
        raise _fault(reader, f"cycle {cells['cycle'][:20]!r} is no small number")
    source = cells["source"]
    if not source:
        raise _fault(reader, "no source: say where it is from")
    if not source.isprintable() or len(source) > LONGEST_SOURCE:
        raise _fault(reader, f"the source is not one line of up to {LONGEST_SOURCE} characters")
    return Presenter(country, year, cycle, source, whole)


def _number(cell: str, allowed: range) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() and int(cell) in allowed else None


def _fault(reader: csv.DictReader[str], what: str) -> PortalError:
    return PortalError("bad_input", f"line {reader.line_num}: {what}", "correct the row; nothing was imported")


def presented_by_year(rows: Iterable[Presenter], obtained: Mapping[int, frozenset[str]]) -> dict[int, dict[str, Any]]:
    """What is known of each year that has a list, a review or a public statement, by year.

    ``presented``: how many, None where it is unknown: there is no whole list, or it lacks a country whose review was
    obtained (``unlisted``). ``missing``: who is on the list and whose review was not obtained.
    """
    by_year: dict[int, list[Presenter]] = {}
    for row in rows:
        by_year.setdefault(row.year, []).append(row)
    return {
        year: _year(by_year.get(year, ()), obtained.get(year, frozenset()), year)
        for year in sorted(by_year.keys() | obtained.keys())
    }


def _year(rows: Sequence[Presenter], obtained: frozenset[str], year: int) -> dict[str, Any]:
    listed = {row.iso3 for row in rows}
    whole = bool(rows) and all(row.whole for row in rows)
    unlisted = sorted(obtained - listed) if rows else []
    return {
        "presented": len(listed) if whole and not unlisted else None,
        "listed": len(listed) if rows else None,
        "whole": whole,
        "sources": sorted({row.source for row in rows}),
        "missing": sorted(listed - obtained),
        "unlisted": unlisted,
        "stated": stated_of(year),
    }


@cache
def _stated() -> Sequence[Mapping[str, Any]]:
    return list(load_catalogue("presenters")["stated"])


def stated_of(year: int) -> list[dict[str, Any]]:
    """What is said in public of how many presented, or meant to; each with its source. Two may differ."""
    return [{name: row[name] for name in ("reviews", "kind", "source")} for row in _stated() if row["year"] == year]


def planned(year: int) -> list[Presenter]:
    """Who had signed up to present in a year, where that is published: who did present may differ."""
    said = load_catalogue("presenters")["planned"].get(year)
    if said is None:
        return []
    cycles = ((cycle, iso3) for cycle, states in said["cycles"].items() for iso3 in states.split())
    return sorted(
        (Presenter(iso3, year, cycle, said["source"], whole=False) for cycle, iso3 in cycles), key=lambda row: row.iso3
    )
