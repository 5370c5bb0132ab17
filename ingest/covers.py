"""What a document calls itself on its cover and in its file name: where a Voluntary National Review is known by.

A review is recognised only where the document calls itself one, on its own cover and with country and year; texts
about reviews, plans and climate contributions are not. ``ingest.titles`` has the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from corpus.countries import country_named, is_state
from corpus.documents import ParsedDocument, PassageKind, WorkType
from corpus.symbols import Symbol
from ingest import titles
from ingest.formats import Format

COVER_PAGES = 3
COVER_PASSAGES = 40
OPENING = 4000
"""Characters of the first pages in which the phrases of fact sheets are looked for."""

KIND_LINES = 12
"""Short lines of the first page in which a document says that it is of another kind."""

JOINED_LINES = 4
SHORT_LINE = 80
SENTENCE_ENDS = ("。", "；", ";")
"""What a date on a cover does not end with, and a short line of the text does."""

ENDS = (*SENTENCE_ENDS, ".", "?", "!", "؟", "？", "！", ":", "：", ",", "，")
"""What a title does not end with."""

NOT_A_NAME = re.compile(r"[\d\W_]+")
COVER_KINDS = frozenset(
    {PassageKind.HEADING, PassageKind.FRONT_MATTER, PassageKind.PARAGRAPH, PassageKind.OTHER, PassageKind.LIST_ITEM}
)
WORDS_OF_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)|[_\W]+")  # "VNR2020_KenyaReport"
SYMBOL_NAME = re.compile(
    r"(?:[AES](?=_)|[A-Z]{2,4})(?P<between>[_-])"  # "A_", "DP-"
    r"(?:(?:C|CN|HRC|CONF)\.?\d*(?P=between))?"  # "C.3_"
    r"(?:RES(?P=between)\d{1,4}(?:(?P=between)\d{1,3}|\(\d{4}\))?"  # "RES_70_1", "RES_1325", "RES_1325(2000)"
    r"|(?:\d{2}|\d{4})(?P=between)(?:L\.)?\d{1,4})"  # "2022_11", "70_L.12"
    r"(?:(?P=between)(?:Add|Rev|Corr)\.\d+)*"  # "_Add.1"
)
"""What the Official Document System calls its files."""

LANGUAGE_OF_NAME = re.compile(r"[._-][A-Za-z]{2}$")  # "-EN", ".zh"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says the file is; None: it does not say. ``work`` is a UN document's key, never a review's."""

    source: str
    type: WorkType | None = None
    work: str | None = None
    country: str | None = None
    year: int | None = None

    @property
    def key(self) -> str | None:
        """The key of the Work, where it is said; a review's is known with country and year."""
        review = self.type is WorkType.VNR and self.country and self.year
        return self.work or (f"VNR/{self.country}/{self.year}" if review else None)


def claims_of(parsed: ParsedDocument, file_name: str) -> Iterator[Claim]:
    """The claims of a document without a symbol: of its title, its title page, its file's name."""
    lines = _cover_lines(parsed)
    another = _is_another_kind(parsed, lines)
    may_be_review = not another and not _is_one_pager(parsed)
    if another:
        yield Claim("content", WorkType.OTHER)
    if may_be_review:
        yield from _by_cover(lines, parsed.title, parsed.language)
    yield from (claim for claim in by_file_name(file_name) if may_be_review or claim.type is not WorkType.VNR)


def guessed_year(parsed: ParsedDocument) -> Claim | None:
    """For a review of which nothing says the year: the first in a short line of its first pages."""
    lines = _cover_lines(parsed)
    named = list(_titles([*lines, parsed.title or ""], parsed.language))
    year = _first_year([line for line in lines if line not in named and len(line) <= SHORT_LINE])
    return Claim("first pages", WorkType.VNR, None, None, year) if named and year is not None else None


def cover_title(parsed: ParsedDocument) -> str | None:
    """The line of the cover that calls the document a review."""
    return next(_titles(_cover_lines(parsed), parsed.language), None)


def first_line(parsed: ParsedDocument) -> str | None:
    """The line that a text begins with, where it reads as a title: a line alone that ends no sentence."""
    first = next(iter(parsed.passages), None)
    if first is None or first.number is not None or first.kind not in COVER_KINDS - {PassageKind.LIST_ITEM}:
        return None
    line = first.text.strip()
    alone = "\n" not in line and 0 < len(line) <= titles.LONGEST_TITLE
    return line if alone and not line.endswith(ENDS) else None


def by_file_name(file_name: str) -> Iterator[Claim]:
    """What a name says: "VNR-KEN-2020.en.pdf", "26381VNR_2020_Kenya_Report.pdf", "A_RES_70_1.pdf"."""
    stem = PurePath(file_name).stem
    words = " ".join(WORDS_OF_NAME.sub(" ", stem).split())
    coded = titles.coded_name(PurePath(file_name).name)
    if (symbol := _symbol_of_name(stem)) is not None:
        yield Claim("file name", symbol.type, str(symbol))
    elif titles.says_another_kind(words):
        return
    elif coded is not None:
        yield Claim("file name", WorkType.VNR, None, *coded)
    elif titles.is_title(words.title(), None):
        yield Claim("file name", WorkType.VNR, None, titles.state_of_title(words.title(), None), titles.year_in(words))


def _symbol_of_name(stem: str) -> Symbol | None:
    bare = LANGUAGE_OF_NAME.sub("", stem)
    if (found := SYMBOL_NAME.fullmatch(bare)) is None:
        return None
    try:
        return Symbol(bare.replace(found["between"], "/"))
    except ValueError:
        return None


def _cover_lines(parsed: ParsedDocument) -> list[str]:
    """Short lines of the first pages in reading order: where a document says what it is."""
    first = [p for p in parsed.passages if p.page_first <= COVER_PAGES and p.kind in COVER_KINDS][:COVER_PASSAGES]
    # A paragraph is not cut into lines: half a sentence looks like a title.
    whole = [[p.text] if p.kind is PassageKind.PARAGRAPH else p.text.splitlines() for p in first]
    lines = [line.strip() for group in whole for line in group]
    return [line for line in lines if 0 < len(line) <= titles.LONGEST_TITLE]


def _is_one_pager(parsed: ParsedDocument) -> bool:
    """Whether it is a PDF of one page: such names reviews, summarises them, invites to them; it is none."""
    return parsed.media_type == Format.PDF.value and len(parsed.pages) == 1


def _is_another_kind(parsed: ParsedDocument, lines: Sequence[str]) -> bool:
    """Whether the document says that it is a fact sheet, a plan, a local review… or about a review."""
    first = [p for p in parsed.passages if p.page_first <= COVER_PAGES][:COVER_PASSAGES]
    opening = " ".join([parsed.title or "", *(p.text for p in first)])[:OPENING]
    page = {line.strip() for p in first if p.page_first == 1 for line in p.text.splitlines()}
    short = [line for line in lines if line in page and len(line) <= SHORT_LINE][:KIND_LINES]
    said = any(titles.says_another_kind(line) for line in [parsed.title or "", *short])
    return said or titles.has_review_themes(opening) or _is_part_of_a_review(lines, parsed)


def _is_part_of_a_review(lines: Sequence[str], parsed: ParsedDocument) -> bool:
    """Whether the title, or a line beside the first title of a review, says what of it this is: "Main messages"."""
    titled = next((at for at, line in enumerate(lines) if titles.is_title(line, parsed.language)), None)
    beside = [] if titled is None else [*lines[max(titled - 1, 0) : titled], *lines[titled + 1 : titled + 2]]
    title = parsed.title or ""
    return any(map(titles.speaks_of_a_review, beside)) or (
        titles.mentions_a_review(title) and titles.speaks_of_a_review(title)
    )


def _titles(lines: Sequence[str], language: str | None) -> Iterator[str]:
    """The titles of a review among lines: whole lines, else what was set over several."""
    whole = [line for line in lines if titles.is_title(line, language)]
    runs = (
        lines[start : start + size] for size in range(2, JOINED_LINES + 1) for start in range(len(lines) - size + 1)
    )
    joined = (" ".join(run) for run in runs if all(len(line) <= SHORT_LINE // 2 for line in run))
    yield from whole or (title for title in joined if titles.is_title(title, language))


def _by_cover(lines: Sequence[str], title: str | None, language: str | None) -> Iterator[Claim]:
    """A claim of the first titles that say country and year, and one of the lines about them."""
    named = list(_titles([*lines, title or ""], language))
    if not named:
        return
    country = next(filter(None, (titles.state_of_title(line, language) for line in named)), None)
    year = _first_year(named)
    yield Claim("content", WorkType.VNR, None, country, year)
    others = [line for line in lines if line not in named]
    of_page = _country_of_page(others, language, sure=country is not None)
    year_of_page = _year_of_page(others)
    if of_page or year_of_page:
        yield Claim("title page", WorkType.VNR, None, of_page, year_of_page)


def _country_of_page(lines: Sequence[str], language: str | None, *, sure: bool) -> str | None:
    """The State that stands alone in a line, else, unless ``sure``, the only one that is named; None for several."""
    bare = {code for line in lines if (code := country_named(line)) and is_state(code)}
    dated = {code for line in lines if (code := country_named(NOT_A_NAME.sub(" ", line))) and is_state(code)}
    alone = bare or dated  # "عمان، 2022" is Amman beneath the name of Jordan
    if alone or sure:
        return alone.pop() if len(alone) == 1 else None
    told = {code for line in lines if not titles.names_others(line) for code in titles.states_in(line, language)}
    return told.pop() if len(told) == 1 else None


def _year_of_page(lines: Sequence[str]) -> int | None:
    """The year of the forum, else of a line that is a date."""
    dates = [line for line in lines if len(line) <= SHORT_LINE // 3 and not line.endswith(SENTENCE_ENDS)]
    return _first_year([*(line for line in lines if titles.names_the_forum(line)), *dates])


def _first_year(lines: Sequence[str]) -> int | None:
    return next((year for line in lines if (year := titles.year_in(line))), None)
