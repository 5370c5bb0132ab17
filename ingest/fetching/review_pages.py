"""The pages of the High-level Political Forum: which of their links lead to a country's review, and in which language.

Built after what is known of these pages (docs/fetching.md): a page for each country, one for each of its reviews, with
links to the files. A link is judged by its words, its address and the heading above it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml import etree

from corpus.countries import country_name, country_named
from corpus.errors import PortalError
from corpus.lexicon import load_catalogue
from ingest.fetching.origins import escaped

YEAR = re.compile(r"(?<!\d)20[1-9]\d(?!\d)")
ABBREVIATED = re.compile(r"(?:^|[\W_])(ar|zh|en|fr|ru|es|pt)(?:$|[\W_])", re.IGNORECASE)  # "VNR_2020_FR.pdf"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "caption", "summary", "legend")


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A link to a review's PDF. ``language`` is None where nothing tells it."""

    address: str
    language: str | None


@dataclass(frozen=True, slots=True)
class _Link:
    """A link with its own words and those of the heading above it."""

    address: str
    words: str
    heading: str

    @property
    def said(self) -> str:
        return f"{self.words} {unquote(urlsplit(self.address).path).rpartition('/')[2]}"


def review_page(iso3: str, year: int) -> str:
    """The page of one review."""
    return str(load_catalogue("official")["review"].format(name=page_name(iso3), year=year))


def country_page(iso3: str) -> str:
    """The page of a country."""
    return str(load_catalogue("official")["country"].format(name=page_name(iso3)))


def page_name(iso3: str) -> str:
    """A country as these addresses write it: "cote-divoire"."""
    apart = unicodedata.normalize("NFKD", country_name(iso3, "en")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"\(.*?\)|['.]", "", apart)).strip("-")


def files_of_review(html: bytes, page: str, year: int) -> list[ReviewFile]:
    """The review's files on a page, one for each language that they tell; those in no told language, the first."""
    named = f"-{year}" in urlsplit(page).path
    links = [link for link in _links(html, page) if _is_pdf(link) and _is_review(link)]
    found = [link for link in links if (year in told if (told := _years(link)) else named)]
    by_language: dict[str | None, ReviewFile] = {}
    for link in found:
        by_language.setdefault(_language(link), ReviewFile(link.address, _language(link)))
    return list(by_language.values())


def years_on(html: bytes, page: str) -> list[int]:
    """The years of which a country's page links a review's own page or file, the first first."""
    reviews = [link for link in _links(html, page) if _leads_to_review(link)]
    first, last = load_catalogue("official")["review_years"]
    years = {year for link in reviews for year in _years(link)}
    return sorted(year for year in years if first <= year <= last)


def page_of_country(html: bytes, page: str, iso3: str) -> str | None:
    """The address of a country's page on the page that lists the countries."""
    listed = (link for link in _links(html, page) if "/countries/" in urlsplit(link.address).path)
    return next((link.address for link in listed if country_named(link.words) == iso3), None)


def _links(html: bytes, page: str) -> Iterator[_Link]:
    try:
        document = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as failure:
        raise PortalError("site_refused", f"{page} is no page") from failure
    heading = ""
    for element in document.iter(*HEADINGS, "a"):
        words = " ".join(element.text_content().split())
        if element.tag != "a":
            heading = words
        elif (address := _joined(page, (element.get("href") or "").strip())) is not None:
            yield _Link(address, words, heading)


def _joined(page: str, href: str) -> str | None:
    """The address that a link leads to; None for what is none of the web. A link of old asks without https."""
    try:
        address = urljoin(page, escaped(href))
        scheme, host = urlsplit(address).scheme, urlsplit(address).hostname
    except ValueError:
        return None
    if scheme == "http" and host in load_catalogue("official")["hosts"]:
        return f"https{address.removeprefix('http')}"
    return address if scheme in ("http", "https") else None


def _is_pdf(link: _Link) -> bool:
    return urlsplit(link.address).path.lower().endswith(".pdf")


def _is_review(link: _Link) -> bool:
    plain = link.said.lower()
    return not any(word in plain for word in load_catalogue("official")["not_the_review"])


def _leads_to_review(link: _Link) -> bool:
    own_page = "voluntary-national-review" in urlsplit(link.address).path.lower()
    return own_page or (_is_pdf(link) and _is_review(link))


def _years(link: _Link) -> list[int]:
    """The years that a link tells: by its words or name, else by the heading above it."""
    said = YEAR.findall(link.said) or YEAR.findall(link.heading)
    return [int(year) for year in said]


def _language(link: _Link) -> str | None:
    words = link.said.lower()
    told = [code for code, names in _language_words() if any(name in words for name in names)]
    if told:
        return told[0]
    short = ABBREVIATED.search(link.said)
    return short[1].lower() if short else None


@cache
def _language_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((code, tuple(words)) for code, words in load_catalogue("official")["language_words"].items())
