"""The region, subregion and groups of a country, and groups by their names (catalogue/regions.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.indicators.regions import is_in, region_of, subregion_of
from corpus.lexicon import load_catalogue


@dataclass(frozen=True, slots=True)
class Group:
    """A region, subregion or group; ``code`` is that of M49, or ldc, lldc, sids."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Where a country belongs; a country that the catalogue does not know belongs nowhere."""

    region: Group | None
    subregion: Group | None
    groups: tuple[Group, ...]


def grouping(iso3: str, year: int) -> Grouping:
    """Where a country belonged in a year."""
    known = {group.code: group for group in _groups()}
    found = (known[code] for code in load_catalogue("regions")["groups"] if is_in(code, iso3, year))
    return Grouping(known.get(region_of(iso3)), known.get(subregion_of(iso3)), tuple(found))


def group_named(name: str) -> Group | None:
    """A group by its code or its name in English or Chinese, in any case."""
    asked = " ".join(name.split()).casefold()
    return next((group for group in _groups() if asked in _names(group)), None)


def _names(group: Group) -> tuple[str, ...]:
    return group.code.casefold(), group.en.casefold(), group.zh


def _groups() -> Iterator[Group]:
    catalogue = load_catalogue("regions")
    for kind in ("regions", "subregions", "groups"):
        for code, row in catalogue[kind].items():
            yield Group(str(code), row["en"], row["zh"])
