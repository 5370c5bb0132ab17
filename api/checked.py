"""The words of a call, checked in one place: languages, countries, types, years, Works.

A typing error must not look like "nothing there": what can never be found is ``PortalError("bad_input")``, with a
remedy.
"""

from __future__ import annotations

from collections.abc import Sequence

import pycountry

from corpus.countries import country_name
from corpus.documents import WorkType
from corpus.errors import PortalError
from corpus.iri import concept, own_key
from corpus.queries import named_work

FIRST_YEAR, LAST_YEAR = 1945, 2099
"""The years that a document of the United Nations may be of, as a manifest may say them."""


def language_code(word: str) -> str:
    """A language by its ISO 639 code, in lower case; "und" is undetermined."""
    code = word.strip().lower()
    known = {2: "alpha_2", 3: "alpha_3"}.get(len(code))
    if known is None or pycountry.languages.get(**{known: code}) is None:
        raise PortalError("bad_input", f"language {word[:80]!r}", "give an ISO 639 code such as zh")
    return code


def country_code(word: str) -> str:
    """A country by its ISO 3166-1 alpha-3 code, in upper case."""
    code = word.strip().upper()
    # A code that has no country comes back as its own name.
    if len(code) != 3 or country_name(code, "en") == code:
        raise PortalError("bad_input", f"country {word[:80]!r}", "give an ISO 3166-1 alpha-3 code such as KEN")
    return code


def document_type(word: str) -> str:
    """A type of document."""
    return one_of("type", word, [kind.value for kind in WorkType])


def year_of(year: int) -> int:
    """A year that a document may be of."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PortalError("bad_input", f"year {year}", f"give a year from {FIRST_YEAR} to {LAST_YEAR}")
    return year


def work_of(word: str) -> str:
    """The key of a Work, however written; it need not be in the corpus."""
    try:
        return named_work(word)
    except ValueError as failure:
        raise PortalError(
            "bad_input", f"work {word[:80]!r}", "give a document symbol such as A/RES/75/233"
        ) from failure


def target_of(word: str) -> str:
    """The key of what a link may lead to, however written: a Work, a goal ("SDG/17"), an instrument ("UN-CHARTER")."""
    series, _, number = word.strip().partition("/")
    goal, key = f"{series.upper()}/{number.lower()}", word.strip().upper()
    if concept(goal):
        return goal
    return key if own_key(key) and not key.startswith("FILE/") else work_of(word)


def one_of(name: str, word: str, allowed: Sequence[str]) -> str:
    """A word of a closed vocabulary; ``name`` is what it says."""
    if word not in allowed:
        raise PortalError("bad_input", f"{name} {word[:80]!r}", f"it is one of {', '.join(allowed)}")
    return word
