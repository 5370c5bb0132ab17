"""Which countries somebody may have meant who wrote what is no country's name: part of a name, or a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import pycountry
from rapidfuzz import fuzz, process

from corpus.countries import LANGUAGES, country_name
from corpus.folding import without_accents

ENOUGH = 75
"""Of 100, how much a name has to be like what was written to be offered."""


def near_countries(written: str, further: Iterable[str] = (), most: int = 8) -> list[str]:
    """The ISO3 codes of countries whose names hold what was written, in order of length; then of names like it.

    ``further`` are codes to look among besides those of ISO 3166-1, such as those of samples.
    """
    asked = _folded(written)
    if not asked:
        return []
    names = {**_names(), **{_folded(country_name(code, language)): code for code in further for language in LANGUAGES}}
    holding = sorted((name for name in names if asked in name), key=lambda name: (len(name), name))
    like = process.extract(asked, list(names), scorer=fuzz.ratio, score_cutoff=ENOUGH, limit=most)
    return list(dict.fromkeys(names[name] for name in (*holding, *(name for name, _, _ in like))))[:most]


@cache
def _names() -> Mapping[str, str]:
    codes = [country.alpha_3 for country in pycountry.countries]
    return {_folded(country_name(code, language)): code for language in LANGUAGES for code in codes}


def _folded(name: str) -> str:
    return without_accents(name.strip()).casefold()
