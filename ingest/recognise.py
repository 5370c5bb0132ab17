"""Which Work a file is a version of: by its manifest row, its own content, its title, its name, in this order.

What the sources say differently is an Issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from corpus.documents import Issue, ParsedDocument, Recognition, WorkType
from corpus.lexicon import load_lexicon
from corpus.symbols import Symbol, work_key
from ingest.covers import Claim, claims_of, cover_title, vnr_claim
from ingest.manifest import ManifestRow

VNR_KEY = re.compile(r"VNR/([A-Z]{3})/(\d{4})")
SUFFIX_LANGUAGE = re.compile(r"[._\- ]([A-Za-z]{2,3})(?:[._\- ]?\d)?$")  # "report.en", "S_2020_449-EN", "A_RES_ru"
DATED = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
UNIDENTIFIED = "a Voluntary National Review of unknown country or year: name them in a manifest"


def recognise(parsed: ParsedDocument, file_name: str, sha256: str, row: ManifestRow | None = None) -> Recognition:
    """Which Work, type, language, title, country and year a read file has, and what decided each.

    ``sha256`` is the original's, in hexadecimal: it names a Work that is neither a UN document nor a VNR. Issues:
    recognition_conflict (sources differ), vnr_unidentified (a VNR of unknown country or year), bad_symbol.
    """
    row = row or ManifestRow("")
    issues: list[Issue] = []
    chosen = _settled(list(_claims(parsed, file_name, row, issues)), row, issues)
    language, language_basis = _language(parsed, file_name, row, issues)
    title, title_basis = _title(parsed, file_name, row)
    basis = {"work": chosen.source if chosen.work else "checksum", "type": chosen.source}
    return Recognition(
        work=chosen.work or f"FILE/{sha256[:16]}",
        type=chosen.type,
        language=language,
        title=title,
        country=chosen.country or row.country,
        year=chosen.year or row.year or _year_of(row.date) or _year_of(parsed.date),
        date=row.date,
        url=row.url,
        basis=basis | {"language": language_basis, "title": title_basis},
        issues=tuple(issues),
    )


def _claims(parsed: ParsedDocument, file_name: str, row: ManifestRow, issues: list[Issue]) -> Iterator[Claim]:
    """What the sources say, the most trusted first."""
    if row.symbol or row.type:
        yield _by_manifest(row, issues)
    symbol = _valid_symbol(parsed, issues)
    if symbol is not None:
        yield Claim("content", symbol.type, str(symbol))
    else:
        yield from claims_of(parsed, file_name)


def _settled(claims: Sequence[Claim], row: ManifestRow, issues: list[Issue]) -> Claim:
    """The first claim, its gaps filled from later ones; every contradiction becomes an Issue."""
    if not claims:
        return Claim("none", WorkType.OTHER)
    chosen = claims[0]
    for claim in claims[1:]:
        if chosen.type is claim.type is WorkType.VNR and not (chosen.country and chosen.year):
            whole = vnr_claim(chosen.source, chosen.country or claim.country, chosen.year or claim.year)
            chosen = replace(whole, work=chosen.work or whole.work)
        elif claim.work is not None and claim.work != chosen.work:
            message = f"{chosen.source} says {chosen.work or chosen.type}, {claim.source} says {claim.work}"
            issues.append(Issue("recognition_conflict", message))
    if chosen.type is not WorkType.VNR:
        return chosen
    chosen = _corrected(chosen, row, issues)
    if chosen.country and chosen.year:
        return chosen
    issues.append(Issue("vnr_unidentified", UNIDENTIFIED))
    return replace(chosen, type=WorkType.OTHER)


def _corrected(review: Claim, row: ManifestRow, issues: list[Issue]) -> Claim:
    """A review with the country and year of its manifest row, which says nothing else of it."""
    said = vnr_claim("manifest", row.country or review.country, row.year or review.year)
    if review.source == "manifest" or (said.country, said.year) == (review.country, review.year):
        return review
    if review.work is not None:
        issues.append(Issue("recognition_conflict", f"manifest says {said.work}, {review.source} says {review.work}"))
    return said


def _by_manifest(row: ManifestRow, issues: list[Issue]) -> Claim:
    """The manifest's claim; a symbol such as VNR/KEN/2020 goes before what the row says of type, country and year."""
    kind = WorkType(row.type) if row.type else None
    key = _manifest_key(row.symbol, issues) if row.symbol else None
    if key is None and kind is WorkType.VNR:
        return vnr_claim("manifest", row.country, row.year)
    if key is None:
        return Claim("manifest", kind or WorkType.OTHER, None, row.country, row.year)
    review = VNR_KEY.fullmatch(key)
    if review is None:
        return Claim("manifest", kind or _type_of(key), key, row.country, row.year)
    claim = vnr_claim("manifest", review[1], int(review[2]))
    said = (row.type or claim.type.value, row.country or claim.country, row.year or claim.year)
    if said != (claim.type.value, claim.country, claim.year):
        message = f"the manifest's symbol says {key}, its row says {' '.join(map(str, said))}"
        issues.append(Issue("recognition_conflict", message))
    return claim


def _manifest_key(symbol: str, issues: list[Issue]) -> str | None:
    try:
        return work_key(symbol)
    except ValueError as failure:
        issues.append(Issue("bad_symbol", f"manifest: {failure}"))
        return None


def _type_of(key: str) -> WorkType:
    return WorkType.OTHER if key.startswith("FILE/") else Symbol(key).type


def _valid_symbol(parsed: ParsedDocument, issues: list[Issue]) -> Symbol | None:
    """The document's own symbol, from masthead or running header; one cited in the body never reaches here."""
    if parsed.symbol is None:
        return None
    try:
        return Symbol(parsed.symbol)
    except ValueError as failure:
        issues.append(Issue("bad_symbol", f"masthead: {failure}"))
        return None


def _language(parsed: ParsedDocument, file_name: str, row: ManifestRow, issues: list[Issue]) -> tuple[str, str]:
    suffix = SUFFIX_LANGUAGE.search(PurePath(file_name).stem)
    named = load_lexicon("recognition")["languages"].get(suffix[1].lower()) if suffix else None
    said = [("manifest", row.language), ("content", parsed.language), ("file name", named)]
    known = [(source, language) for source, language in said if language]
    if not known:
        return "und", "none"
    for source, language in known[1:]:
        if language != known[0][1]:
            message = f"language: {known[0][0]} says {known[0][1]}, {source} says {language}"
            issues.append(Issue("recognition_conflict", message))
    return known[0][1], known[0][0]


def _year_of(date: str | None) -> int | None:
    """The year of a date as printed or written: "21 December 2020", "2022 年 1 月 31 日", "2099-07-01"."""
    found = DATED.search(date or "")
    return int(found.group()) if found is not None else None


def _title(parsed: ParsedDocument, file_name: str, row: ManifestRow) -> tuple[str, str]:
    if row.title:
        return row.title, "manifest"
    if parsed.title:
        return parsed.title, "content"
    cover = cover_title(parsed)
    return (cover, "content") if cover else (PurePath(file_name).stem, "file name")
