"""What a document calls itself on its cover and in its file name: where a Voluntary National Review is known by.

A review is recognised only where the document calls itself one, on its own cover and with country and year; texts
about reviews, plans and climate contributions are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from corpus.countries import LANGUAGES, find_country, is_country
from corpus.documents import ParsedDocument, PassageKind, WorkType
from corpus.lexicon import load_lexicon

COVER_PAGES = 3
COVER_PASSAGES = 40
LONGEST_TITLE = 200
SHORT_LINE = 80
VNR_YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
FIRST_REVIEW = 2016  # the first Voluntary National Reviews were presented at the forum of July 2016
AGENDA_YEAR = 2030  # "2030 Agenda": on a cover, never the year of the review
COVER_KINDS = frozenset(
    {PassageKind.HEADING, PassageKind.FRONT_MATTER, PassageKind.PARAGRAPH, PassageKind.OTHER, PassageKind.LIST_ITEM}
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says the file is. ``work`` None: a VNR whose country or year the source does not tell."""

    source: str
    type: WorkType
    work: str | None = None
    country: str | None = None
    year: int | None = None


def vnr_claim(source: str, country: str | None, year: int | None) -> Claim:
    """The claim to be a review; its Work is known when country and year are."""
    work = f"VNR/{country}/{year}" if country and year else None
    return Claim(source, WorkType.VNR, work, country, year)


def claims_of(parsed: ParsedDocument, file_name: str) -> Iterator[Claim]:
    """The claims of a document without a symbol to be a review: by its cover, its title, its file's name."""
    if _is_about_reviews(parsed):
        return
    if not _one_pager(parsed):
        lines = _cover_lines(parsed)
        yield from _by_title("content", lines, lines, parsed.language)
        yield from _by_title("title", [parsed.title or ""], [parsed.title or "", *lines], parsed.language)
    yield from _by_file_name(file_name)


def cover_title(parsed: ParsedDocument) -> str | None:
    """The line of the cover that calls the document a review."""
    return next((line for line in _cover_lines(parsed) if _is_vnr_title(line)), None)


def _cover_lines(parsed: ParsedDocument) -> list[str]:
    """Short lines of the first pages in reading order: where a document says what it is."""
    first = [p for p in parsed.passages if p.page_first <= COVER_PAGES and p.kind in COVER_KINDS][:COVER_PASSAGES]
    # A paragraph is not cut into lines: half a sentence looks like a title.
    whole = [[p.text] if p.kind is PassageKind.PARAGRAPH else p.text.splitlines() for p in first]
    lines = [line.strip() for group in whole for line in group]
    return [line for line in lines if 0 < len(line) <= LONGEST_TITLE]


def _one_pager(parsed: ParsedDocument) -> bool:
    """A PDF of one page names reviews, summarises them, invites to them; it is none."""
    return parsed.media_type == "application/pdf" and len(parsed.pages) == 1


def _is_about_reviews(parsed: ParsedDocument) -> bool:
    first = [passage.text for passage in parsed.passages if passage.page_first <= COVER_PAGES][:COVER_PASSAGES]
    opening = _folded(" ".join([parsed.title or "", *first])[:4000])
    return _words("not_vnr").search(opening) is not None


def _by_title(source: str, lines: Sequence[str], cover: Sequence[str], language: str | None) -> Iterator[Claim]:
    """A claim for the first line that is a review's title; country and year from it, else from the whole cover."""
    title = next((line for line in lines if _is_vnr_title(line)), None)
    if title is not None:
        around = [title, *cover]
        country = next((found for line in around if (found := _country(line, language))), None)
        year = next((value for line in around if (value := _year(line))), None)
        yield vnr_claim(source, country, year)


def _is_vnr_title(line: str) -> bool:
    folded = _folded(line)
    sentence = folded.endswith(("。", "；", "؛")) or (folded.endswith((".", ";")) and len(folded) > SHORT_LINE)
    return not sentence and bool(_vnr_titles().search(folded)) and not _words("not_title").search(folded)


def _country(line: str, language: str | None) -> str | None:
    tried = dict.fromkeys([language or "en", *LANGUAGES])
    return next((found for name in tried if (found := find_country(line, name))), None)


def _year(line: str) -> int | None:
    years = (int(found) for found in VNR_YEAR.findall(unicodedata.normalize("NFKC", line)))
    return next((year for year in years if year >= FIRST_REVIEW and year != AGENDA_YEAR), None)


def _by_file_name(file_name: str) -> Iterator[Claim]:
    name = PurePath(file_name).name.lower()
    found = next((match for pattern in _file_names() if (match := pattern.search(name))), None)
    if found is not None and is_country(code := found["country"].upper()):
        yield vnr_claim("file name", code, int(found["year"]))


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(_bare("|".join(load_lexicon("recognition")[key])))


@cache
def _vnr_titles() -> re.Pattern[str]:
    titles = load_lexicon("recognition")["vnr_titles"].values()
    return re.compile(_bare("|".join(piece for pieces in titles for piece in pieces)))


@cache
def _file_names() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(piece) for piece in load_lexicon("recognition")["file_names"])


def _folded(text: str) -> str:
    """Text without case and accents, and with single spaces; Cyrillic й is read as и, ё as е."""
    return " ".join(_bare(text.replace("’", "'")).casefold().split())


def _bare(text: str) -> str:
    """Text or an expression without accents and marks."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")
