"""Groups of States (catalogue/regions.yml), and the sector of an instrument by its name (catalogue/sectors.yml)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from corpus.lexicon import load_catalogue

UNKNOWN = "unknown"
"""The group of what is in none that is known."""

MARKS = re.compile(r"[\u0300-\u036f\u064b-\u0655\u0640]")


def subregion_of(iso3: str) -> str:
    """The M49 code of a State's subregion."""
    return _subregions().get(iso3, UNKNOWN)


def region_of(iso3: str) -> str:
    """The M49 code of a State's region."""
    found = _groups()["subregions"].get(subregion_of(iso3))
    return str(found["region"]) if found else UNKNOWN


def is_in(group: str, iso3: str, year: int) -> bool | None:
    """Whether a State was in a group (ldc, lldc, sids) in July of a year; None where it is no State that is known."""
    if subregion_of(iso3) == UNKNOWN:
        return None
    said = _groups()["groups"][group]
    last = said.get("left", {}).get(iso3)
    return year <= last if last is not None else iso3 in said["states"].split()


def group_title(dimension: str, group: str) -> Mapping[str, str]:
    """How a group is called, in English and Chinese; empty where its key says all there is."""
    catalogue = _groups()
    places = {"region": catalogue["regions"], "subregion": catalogue["subregions"]}
    found = places.get(dimension, {}).get(group) or (load_catalogue("sectors").get(group, {}).get("title", {}))
    return {language: found[language] for language in ("en", "zh") if language in found}


@lru_cache(maxsize=10_000)
def sector_of(instrument: str) -> str:
    """The sector of an instrument: the first whose words are in its name."""
    plain = _plain(instrument.casefold())
    return next((sector for sector, words in _sectors() if words.search(plain)), UNKNOWN)


LETTERS = str.maketrans({"ة": "ه", "ى": "ي"})
"""Arabic letters that are written one for the other."""


def _plain(text: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(LETTERS)


@cache
def _sectors() -> list[tuple[str, re.Pattern[str]]]:
    sectors = load_catalogue("sectors")
    return [(name, re.compile(_plain("|".join(row["words"])))) for name, row in sectors.items()]


def _groups() -> dict[str, Any]:
    return load_catalogue("regions")


@cache
def _subregions() -> dict[str, str]:
    return {iso3: code for code, row in _groups()["subregions"].items() for iso3 in row["states"].split()}
