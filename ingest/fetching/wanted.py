"""What is to be fetched: documents by symbol, reviews by country and year, what is cited and not in the corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.countries import country_named, country_of_code
from corpus.errors import PortalError
from corpus.lexicon import load_catalogue
from corpus.presenters import planned
from corpus.published import document_addresses, published_symbol
from corpus.store import Store
from corpus.store.downloads import Asked
from corpus.symbols import VNR, work_key
from ingest.fetching.review_pages import country_page, review_page

REVIEW_OF = re.compile(r"(?P<country>[^/]{2,80}?)(?:/(?P<year>20[0-9]{2}))?")  # "KEN/2020", "Kenya"
YEAR = re.compile(r"20[0-9]{2}")


def languages_of(given: Sequence[str]) -> tuple[str, ...]:
    """The languages that are asked for; Chinese and English where none is named. ``PortalError("bad_input")``."""
    official = load_catalogue("official")["languages"]
    wrong = [one for one in given if one.lower() not in official]
    if wrong:
        raise PortalError("bad_input", f"language {wrong[0][:40]!r}", f"name some of {', '.join(official)}")
    return tuple(dict.fromkeys(one.lower() for one in given)) or tuple(load_catalogue("official")["default_languages"])


def documents_wanted(symbols: Iterable[str], languages: Sequence[str]) -> list[Asked]:
    """Documents by symbol, as people write them, in these languages; VNR/KEN/2020 is a review.

    Raises ``PortalError``: bad_input for what names nothing, no_address for what is not published by itself.
    """
    return [asked for written in symbols for asked in _document(written, languages)]


def reviews_wanted(store: Store, written: Iterable[str], languages: Sequence[str]) -> list[Asked]:
    """Reviews: "KEN/2020", "Kenya" (all of its reviews), "2024" (of all that are listed for that year).

    ``languages``: () is any. Raises ``PortalError("bad_input")``.
    """
    return [asked for one in written for asked in _reviews(store, one.strip(), languages)]


def cited_wanted(store: Store, languages: Sequence[str], limit: int | None = None) -> list[Asked]:
    """What is cited and not in the corpus, the most cited first; ``limit`` documents at most."""
    works = [one.work for one in store.graph.missing() if published_symbol(one.work) is not None]
    return documents_wanted(works[:limit], languages)


def _document(written: str, languages: Sequence[str]) -> list[Asked]:
    try:
        work = work_key(written)
    except ValueError as failure:
        raise PortalError("bad_input", str(failure), "name a symbol, such as A/RES/75/233") from failure
    review = VNR.fullmatch(work)
    if review is not None:
        return [_review(review[1], int(review[2]), ())]
    symbol = published_symbol(work)
    if symbol is None:
        raise PortalError("no_address", work)
    return [Asked(work, language, document_addresses(symbol, language)[0]) for language in languages]


def addresses_of(asked: Asked) -> tuple[str, ...]:
    """Where a document may be had: the address that was asked for, then others of the same document."""
    symbol = published_symbol(asked.work)
    others = () if symbol is None else document_addresses(symbol, asked.language)
    return (asked.address, *(one for one in others if one != asked.address))


def _reviews(store: Store, written: str, languages: Sequence[str]) -> list[Asked]:
    if YEAR.fullmatch(written):
        return _listed(store, int(written), languages)
    found = REVIEW_OF.fullmatch(written.removeprefix("VNR/"))
    country = None if found is None else country_of_code(found["country"]) or country_named(found["country"])
    if found is None or country is None:
        remedy = "name COUNTRY, COUNTRY/YEAR or YEAR, such as KEN/2020"
        raise PortalError("bad_input", f"{written[:80]!r} is no review", remedy)
    if found["year"]:
        return [_review(country, int(found["year"]), languages)]
    return [Asked(f"VNR/{country}", ",".join(languages), country_page(country))]


def _listed(store: Store, year: int, languages: Sequence[str]) -> list[Asked]:
    countries = [row.iso3 for row in store.presenters.every(year, year)] or [row.iso3 for row in planned(year)]
    if not countries:
        remedy = "import a list with 'vkp presenters import', or name the countries"
        raise PortalError("bad_input", f"no list says who presented in {year}", remedy)
    return [_review(iso3, year, languages) for iso3 in countries]


def _review(iso3: str, year: int, languages: Sequence[str]) -> Asked:
    first, last = load_catalogue("official")["review_years"]
    if not first <= year <= last:
        raise PortalError("bad_input", f"no review was presented in {year}", f"the first were in {first}")
    return Asked(f"VNR/{iso3}/{year}", ",".join(languages), review_page(iso3, year))
