"""The world by regions: each State and each country of the corpus, with its reviews by year and what counts say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from api.countries_views import countries_document
from api.portal import Portal
from api.web.indicators.counts import count_of
from api.web.indicators.lines import codes_of, place_of
from corpus.countries import country_name
from corpus.country_groups import Group
from corpus.lexicon import load_catalogue

Line = Mapping[str, Any]

COUNTED = ("3.1", "1.1", "mention")
"""The indicators by which a review may be marked: those that count reviews."""

MARKS = {"yes": "●", "no": "○", "unreviewed": "◐", "unread": "?"}
"""What stands in the table for a status, told apart without colour."""


@dataclass(frozen=True, slots=True)
class Row:
    """A country: its reviews' years with the status of each, and its summary where the corpus has one."""

    iso3: str
    name: str
    groups: Sequence[Group]
    statuses: Mapping[int, str]
    summary: Line | None

    @property
    def reviews(self) -> int:
        """How many reviews of it are here."""
        return len(self.statuses)


@dataclass(frozen=True, slots=True)
class Part:
    """A region with its rows by name; None is no region that is known."""

    region: Group | None
    rows: Sequence[Row]

    @property
    def present(self) -> int:
        """Of how many of them the corpus has a review."""
        return sum(bool(row.statuses) for row in self.rows)


@dataclass(frozen=True, slots=True)
class World:
    """The table: its years and its parts."""

    years: Sequence[int]
    parts: Sequence[Part]

    @property
    def total(self) -> int:
        """How many countries are shown."""
        return sum(len(part.rows) for part in self.parts)


def world(portal: Portal, interface: str, code: str, basis: str, region: str | None, *, every: bool) -> World:
    """The countries within a region or group; ``every``: also States of which there is no review."""
    known = {line["iso3"]: line for line in _countries(portal)}
    statuses = _statuses(count_of(portal, code, basis=basis)["countries"])
    states = _states() if every else ()
    rows = [_row(iso3, interface, statuses, known) for iso3 in sorted({*known, *states})]
    shown = [row for row in rows if region is None or region in codes_of(row.iso3, _year(row))]
    years = sorted({year for row in shown for year in row.statuses})
    return World(years, _parts(shown))


def known_countries(portal: Portal) -> list[str]:
    """The codes of the countries of which the corpus has a review."""
    return [line["iso3"] for line in _countries(portal)]


def _countries(portal: Portal) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = portal.kept.of("countries", lambda: countries_document(portal.store)["countries"])
    return listed


def _statuses(lines: Iterable[Line]) -> Mapping[str, Mapping[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for line in lines:
        if line["iso3"] is not None and line["year"] is not None:
            found.setdefault(line["iso3"], {})[line["year"]] = line["status"]
    return found


def _states() -> list[str]:
    return [iso3 for row in load_catalogue("regions")["subregions"].values() for iso3 in row["states"].split()]


def _row(iso3: str, interface: str, statuses: Mapping[str, Mapping[int, str]], known: Mapping[str, Line]) -> Row:
    held = statuses.get(iso3, {})
    place = place_of(iso3, max(held, default=_today()))
    return Row(iso3, country_name(iso3, interface), place.groups, held, known.get(iso3))


def _year(row: Row) -> int:
    return max(row.statuses, default=_today())


def _today() -> int:
    return datetime.now(tz=timezone.utc).year


def _parts(rows: Iterable[Row]) -> list[Part]:
    """By region, in the catalogue's order; those of no known region last."""
    by_region: dict[Group | None, list[Row]] = {}
    for row in rows:
        by_region.setdefault(place_of(row.iso3, _year(row)).region, []).append(row)
    order = list(load_catalogue("regions")["regions"])
    named = sorted((group for group in by_region if group is not None), key=lambda group: order.index(group.code))
    found: list[Group | None] = [*named, *([None] if None in by_region else [])]
    return [Part(group, sorted(by_region[group], key=lambda row: row.name)) for group in found]
