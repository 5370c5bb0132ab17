"""From a country's or a review's page to the files of the reviews."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.errors import PortalError
from corpus.lexicon import load_catalogue
from corpus.store.downloads import Asked, Download
from ingest.fetching.review_pages import (
    country_page,
    files_of_review,
    page_of_country,
    review_page,
    years_on,
)
from ingest.fetching.sites import Sites

MOST_BYTES = 5 << 20
"""The longest page that is read."""


def reviews_behind(sites: Sites, row: Download) -> tuple[str, list[Asked]]:
    """Where a page was read, and what it leads to: the files of a review, or a country's reviews.

    Raises ``PortalError``: those of ``Sites.ask``; not_published where it leads to none.
    """
    _, iso3, *year = row.work.split("/")
    if not year:
        return _years(sites, row, iso3)
    return _files(sites, row, iso3, int(year[0]))


def _years(sites: Sites, row: Download, iso3: str) -> tuple[str, list[Asked]]:
    """A country's reviews, each to be looked up on its own page."""
    page = _first_read(sites, _country_pages(sites, row.address, iso3))
    asked = [Asked(f"VNR/{iso3}/{year}", row.language, review_page(iso3, year)) for year in years_on(*page)]
    if not asked:
        raise PortalError("not_published", f"{page[1]} leads to no review")
    return page[1], asked


def _files(sites: Sites, row: Download, iso3: str, year: int) -> tuple[str, list[Asked]]:
    """The files of a review in the languages that are wanted, from its own page, else from the country's."""
    wanted = row.language.split(",") if row.language else []
    read = ""
    for page, address in _pages_of_review(sites, row, iso3):
        read = address
        found = [
            Asked(row.work, file.language or "", file.address)
            for file in files_of_review(page, address, year)
            if not wanted or file.language is None or file.language in wanted
        ]
        if found:
            return address, found
    raise PortalError("not_published", f"{read or row.address} leads to no review of {year}")


def _pages_of_review(sites: Sites, row: Download, iso3: str) -> Iterator[tuple[bytes, str]]:
    yield from filter(None, [_read_if_there(sites, row.address)])
    yield _first_read(sites, _country_pages(sites, country_page(iso3), iso3))


def _country_pages(sites: Sites, usual: str, iso3: str) -> Iterator[str]:
    """The address that a country's page should have, then the one that the list of countries gives."""
    yield usual
    listing = load_catalogue("official")["countries"]
    page = _read_if_there(sites, listing)
    listed = None if page is None else page_of_country(*page, iso3)
    if listed is not None:
        yield listed


def _first_read(sites: Sites, addresses: Iterator[str]) -> tuple[bytes, str]:
    tried = []
    for address in addresses:
        tried.append(address)
        page = _read_if_there(sites, address)
        if page is not None:
            return page
    raise PortalError("not_published", f"there is no page at {' or '.join(tried)}")


def _read_if_there(sites: Sites, address: str) -> tuple[bytes, str] | None:
    """A page and its address as the official site has it; None where there is none."""
    try:
        return _read(sites, address), address
    except PortalError as failure:
        if failure.code != "not_published":
            raise
        return None


def _read(sites: Sites, address: str) -> bytes:
    return sites.again_and_again(lambda: _once(sites, address))


def _once(sites: Sites, address: str) -> bytes:
    content = bytearray()
    with sites.ask(address) as answer:
        for piece in answer.pieces:
            content += piece
            if len(content) > MOST_BYTES:
                raise PortalError("site_refused", f"{address} is a page of more than {MOST_BYTES >> 20} MiB")
            sites.pace.sleep(0)
    return bytes(content)
