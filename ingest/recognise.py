"""Which Work a file is a version of: by its manifest row, its own content, its title, its name, in this order.

A Voluntary National Review is recognised only where the document calls itself one, on its own cover and with country
and year; texts about reviews, plans and climate contributions are not. What the sources say differently is an Issue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from corpus.countries import LANGUAGES, SAMPLE_CODE, country_name, find_country
from corpus.documents import Issue, ParsedDocument, PassageKind, Recognition, WorkType
from corpus.lexicon import load_lexicon
from corpus.symbols import Symbol, work_key
from ingest.manifest import ManifestRow, read_manifest

__all__ = ["ManifestRow", "read_manifest", "recognise"]

COVER_PAGES = 3
COVER_PASSAGES = 40
LONGEST_TITLE = 200
SHORT_LINE = 80
VNR_YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
FIRST_REVIEW = 2016  # the first Voluntary National Reviews were presented at the forum of July 2016
AGENDA_YEAR = 2030  # "2030 Agenda": on a cover, never the year of the review
VNR_KEY = re.compile(r"VNR/([A-Z]{3})/(\d{4})")
SUFFIX_LANGUAGE = re.compile(r"[._\- ]([A-Za-z]{2,3})(?:[._\- ]?\d)?$")  # "report.en", "S_2020_449-EN", "A_RES_ru"
COVER_KINDS = frozenset(
    {PassageKind.HEADING, PassageKind.FRONT_MATTER, PassageKind.PARAGRAPH, PassageKind.OTHER, PassageKind.LIST_ITEM}
)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one source says the file is. ``work`` None: a VNR whose country or year the source does not tell."""

    source: str
    type: WorkType
    work: str | None = None
    country: str | None = None
    year: int | None = None


def recognise(parsed: ParsedDocument, file_name: str, sha256: str, row: ManifestRow | None = None) -> Recognition:
    """Which Work, type, language, title, country and year a read file has, and what decided each.

    ``sha256`` is the original's, in hexadecimal: it names a Work that is neither a UN document nor a VNR. Issues:
    recognition_conflict (sources differ), vnr_unidentified (a VNR of unknown country or year), bad_symbol.
    """
    issues: list[Issue] = []
    claims = list(_claims(parsed, file_name, row, issues))
    language, language_basis = _language(parsed, file_name, row, issues)
    title, title_basis = _title(parsed, file_name, row)
    chosen = _settled(claims, issues)
    work = chosen.work or f"FILE/{sha256[:16]}"
    basis = {"work": chosen.source if chosen.work else "checksum", "type": chosen.source}
    basis |= {"language": language_basis, "title": title_basis}
    return Recognition(
        work=work,
        type=chosen.type,
        language=language,
        title=title,
        country=(row.country if row else None) or chosen.country,
        year=(row.year if row else None) or chosen.year,
        basis=basis,
        issues=tuple(issues),
    )


def _claims(parsed: ParsedDocument, file_name: str, row: ManifestRow | None, issues: list[Issue]) -> Iterator[_Claim]:
    """What the sources say, the most trusted first."""
    if row is not None and (row.symbol or row.type):
        yield _by_manifest(row, issues)
    symbol = _valid_symbol(parsed, issues)
    if symbol is not None:
        yield _Claim("content", symbol.type, str(symbol))
    about = _is_about_reviews(parsed)
    lines = _cover_lines(parsed)
    if symbol is None and not about and not _one_pager(parsed):
        yield from _by_title("content", lines, lines, parsed.language)
        yield from _by_title("title", [parsed.title or ""], [parsed.title or "", *lines], parsed.language)
    if symbol is None and not about:
        yield from _by_file_name(file_name)


def _settled(claims: Sequence[_Claim], issues: list[Issue]) -> _Claim:
    """The first claim, its gaps filled from later ones; every contradiction becomes an Issue."""
    if not claims:
        return _Claim("none", WorkType.OTHER)
    chosen = claims[0]
    for claim in claims[1:]:
        if chosen.type is WorkType.VNR and chosen.work is None and claim.type is WorkType.VNR:
            chosen = _completed(chosen, claim)
        elif claim.work is not None and claim.work != chosen.work:
            message = f"{chosen.source} says {chosen.work or chosen.type}, {claim.source} says {claim.work}"
            issues.append(Issue("recognition_conflict", message))
    if chosen.type is WorkType.VNR and chosen.work is None:
        message = "a Voluntary National Review of unknown country or year: name them in a manifest"
        issues.append(Issue("vnr_unidentified", message))
        return _Claim(chosen.source, WorkType.OTHER, None, chosen.country, chosen.year)
    return chosen


def _completed(chosen: _Claim, other: _Claim) -> _Claim:
    return _vnr_claim(chosen.source, chosen.country or other.country, chosen.year or other.year)


def _vnr_claim(source: str, country: str | None, year: int | None) -> _Claim:
    work = f"VNR/{country}/{year}" if country and year else None
    return _Claim(source, WorkType.VNR, work, country, year)


# The manifest


def _by_manifest(row: ManifestRow, issues: list[Issue]) -> _Claim:
    kind = WorkType(row.type) if row.type else None
    if row.symbol is None:
        if kind is WorkType.VNR:
            return _vnr_claim("manifest", row.country, row.year)
        return _Claim("manifest", kind or WorkType.OTHER, None, row.country, row.year)
    try:
        key = work_key(row.symbol)
    except ValueError as failure:
        issues.append(Issue("bad_symbol", f"manifest: {failure}"))
        return _Claim("manifest", kind or WorkType.OTHER, None, row.country, row.year)
    if vnr := VNR_KEY.fullmatch(key):
        return _vnr_claim("manifest", vnr[1], int(vnr[2]))
    return _Claim("manifest", kind or _type_of(key), key, row.country, row.year)


def _type_of(key: str) -> WorkType:
    return WorkType.OTHER if key.startswith("FILE/") else Symbol(key).type


# The content


def _valid_symbol(parsed: ParsedDocument, issues: list[Issue]) -> Symbol | None:
    """The document's own symbol, from masthead or running header; one cited in the body never reaches here."""
    if parsed.symbol is None:
        return None
    try:
        return Symbol(parsed.symbol)
    except ValueError as failure:
        issues.append(Issue("bad_symbol", f"masthead: {failure}"))
        return None


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


def _by_title(source: str, lines: Sequence[str], cover: Sequence[str], language: str | None) -> Iterator[_Claim]:
    """A claim for the first line that is a review's title; country and year from it, else from the whole cover."""
    title = next((line for line in lines if _is_vnr_title(line)), None)
    if title is not None:
        around = [title, *cover]
        country = next((found for line in around if (found := _country(line, language))), None)
        year = next((value for line in around if (value := _year(line))), None)
        yield _vnr_claim(source, country, year)


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


# The file's name


def _by_file_name(file_name: str) -> Iterator[_Claim]:
    name = PurePath(file_name).name.lower()
    found = next((match for pattern in _file_names() if (match := pattern.search(name))), None)
    if found is not None and _is_country(code := found["country"].upper()):
        yield _vnr_claim("file name", code, int(found["year"]))


def _is_country(code: str) -> bool:
    return bool(SAMPLE_CODE.fullmatch(code)) or country_name(code, "en") != code


# Language and title


def _language(parsed: ParsedDocument, file_name: str, row: ManifestRow | None, issues: list[Issue]) -> tuple[str, str]:
    suffix = SUFFIX_LANGUAGE.search(PurePath(file_name).stem)
    named = load_lexicon("recognition")["languages"].get(suffix[1].lower()) if suffix else None
    said = [("manifest", row.language if row else None), ("content", parsed.language), ("file name", named)]
    known = [(source, language) for source, language in said if language]
    if not known:
        return "und", "none"
    for source, language in known[1:]:
        if language != known[0][1]:
            message = f"language: {known[0][0]} says {known[0][1]}, {source} says {language}"
            issues.append(Issue("recognition_conflict", message))
    return known[0][1], known[0][0]


def _title(parsed: ParsedDocument, file_name: str, row: ManifestRow | None) -> tuple[str, str]:
    if row is not None and row.title:
        return row.title, "manifest"
    if parsed.title:
        return parsed.title, "content"
    cover = next((line for line in _cover_lines(parsed) if _is_vnr_title(line)), None)
    return (cover, "content") if cover else (PurePath(file_name).stem, "file name")


# Words


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
