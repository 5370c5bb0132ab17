"""Which Work a file is a version of: by its own content, its title page, its name, its manifest row, in this order.

A later source fills what the earlier ones leave open; what it says differently is an Issue. Only a row that says that
it corrects goes before them all: docs/decisions/0010-content-before-manifest.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import TypeVar

from corpus.documents import Issue, ParsedDocument, Recognition, WorkType
from corpus.lexicon import load_lexicon
from corpus.symbols import VNR, Symbol, identity, work_key
from ingest.covers import Claim, by_file_name, claims_of, cover_title, first_line, guessed_year
from ingest.formats import Format
from ingest.manifest import ManifestRow

SUFFIX_LANGUAGE = re.compile(r"[._\- ]([A-Za-z]{2,3})(?:[._\- ]?\d)?$")  # "report.en", "S_2020_449-EN", "A_RES_ru"
DATED = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
UNIDENTIFIED = "a Voluntary National Review of unknown country or year: name them in a manifest"

Said = TypeVar("Said", str, int, WorkType)


def recognise(parsed: ParsedDocument, file_name: str, sha256: str, row: ManifestRow | None = None) -> Recognition:
    """Which Work, type, language, title, country and year a read file has, and what decided each.

    ``sha256`` is the original's, in hexadecimal: it names a Work that is neither a UN document nor a VNR. Issues:
    recognition_conflict (sources differ), vnr_unidentified (a VNR of unknown country or year), bad_symbol.
    """
    row = row or ManifestRow("")
    issues: list[Issue] = []
    decided, basis = _settled(_ordered(parsed, file_name, row, issues), issues)
    language, basis["language"] = _language(parsed, file_name, row, issues)
    title, basis["title"] = _title(parsed, file_name, row)
    return Recognition(
        work=decided.key or f"FILE/{sha256[:16]}",
        type=decided.type or WorkType.OTHER,
        language=language,
        title=title,
        country=decided.country,
        year=decided.year or _year_of(row.date),
        date=row.date,
        url=row.url,
        basis=basis,
        issues=tuple(issues),
    )


def _ordered(parsed: ParsedDocument, file_name: str, row: ManifestRow, issues: list[Issue]) -> list[Claim]:
    """What the sources say, the most trusted first."""
    said = list(_by_document(parsed, file_name, issues))
    ordered = [_by_manifest(row, issues), *said] if row.corrects else [*said, _by_manifest(row, issues)]
    guess = None if any(claim.year for claim in ordered) else guessed_year(parsed)
    return ordered if guess is None else [*ordered, guess]


def _by_document(parsed: ParsedDocument, file_name: str, issues: list[Issue]) -> Iterator[Claim]:
    symbol = _valid_symbol(parsed, issues)
    if symbol is None:
        yield from claims_of(parsed, file_name)
    else:
        yield Claim("content", symbol.type, str(symbol), None, _year_of(parsed.date))
        yield from by_file_name(file_name)


def _settled(claims: Sequence[Claim], issues: list[Issue]) -> tuple[Claim, dict[str, str]]:
    """What the claims come to together, and the source of each part; every contradiction becomes an Issue.

    A claim to be of another kind, or another Work, has no part in it: nothing is filled from it.
    """
    kind, by_kind = _kind(claims)
    alike = [claim for claim in claims if _agrees(claim.type, kind)]
    first = next((claim for claim in claims if claim.source == by_kind), None)
    issues += [_conflict("type", by_kind, _called(first), c.source, _called(c)) for c in claims if c not in alike]
    work, by_work = _first(alike, lambda claim: claim.work, "symbol", issues)
    country, by_country = _first(alike, lambda claim: claim.country, "country", issues)
    year, by_year = _first(alike, lambda claim: claim.year, "year", issues)
    basis = {"work": by_work if work else by_kind, "type": by_kind, "country": by_country, "year": by_year}
    if kind is WorkType.VNR and not (country and year):
        issues.append(Issue("vnr_unidentified", UNIDENTIFIED))
        kind = WorkType.OTHER
    decided = Claim(by_kind, kind, work, country, year)
    return decided, {**basis, "work": basis["work"] if decided.key else "checksum"}


def _agrees(said: WorkType | None, kind: WorkType | None) -> bool:
    """Whether a claim of one type is of a document of another: a report is an "other" document too, a review is not."""
    return said in (None, kind) or (said is WorkType.OTHER and kind is not WorkType.VNR)


def _kind(claims: Sequence[Claim]) -> tuple[WorkType | None, str]:
    """The first type said; where a document is only no review, a later source may say what else it is."""
    kind, source = _first(claims, lambda claim: claim.type)
    if kind is not WorkType.OTHER or source == "manifest":
        return kind, source
    finer = [claim for claim in claims if claim.type not in (None, WorkType.OTHER, WorkType.VNR)]
    return (finer[0].type, finer[0].source) if finer else (kind, source)


def _first(
    claims: Sequence[Claim], part: Callable[[Claim], Said | None], name: str = "", issues: list[Issue] | None = None
) -> tuple[Said | None, str]:
    """The first value that a claim has, and its source; later ones that differ become Issues, where they are wanted."""
    said = [(value, claim.source) for claim in claims if (value := part(claim)) is not None]
    value, source = said[0] if said else (None, "none")
    if issues is not None:
        differing = [pair for pair in said if identity(str(pair[0])) != identity(str(value))]
        issues += [_conflict(name, source, value, *pair[::-1]) for pair in differing]
    return value, source


def _called(claim: Claim | None) -> str:
    return str(claim and (claim.key or claim.type))


def _conflict(name: str, source: str, value: object, other_source: str, other: object) -> Issue:
    return Issue("recognition_conflict", f"{name}: {source} says {value}, {other_source} says {other}")


def _by_manifest(row: ManifestRow, issues: list[Issue]) -> Claim:
    """The manifest's claim; a symbol such as VNR/KEN/2020 goes before what the row says of type, country and year."""
    kind = WorkType(row.type) if row.type else None
    key = _manifest_key(row.symbol, issues) if row.symbol else None
    if key is None:
        return Claim("manifest", kind, None, row.country, row.year)
    review = VNR.fullmatch(key)
    if review is None:
        return Claim("manifest", kind or _type_of(key), key, row.country, row.year)
    claim = Claim("manifest", WorkType.VNR, None, review[1], int(review[2]))
    said = (row.type or claim.type, row.country or claim.country, row.year or claim.year)
    if said != (claim.type, claim.country, claim.year):
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
    said = [("content", parsed.language), ("file name", named), ("manifest", row.language)]
    ordered = [said[-1], *said[:-1]] if row.corrects else said
    known = [(source, language) for source, language in ordered if language]
    for source, language in known[1:]:
        if language != known[0][1]:
            issues.append(_conflict("language", *known[0], source, language))
    return (known[0][1], known[0][0]) if known else ("und", "none")


def _year_of(date: str | None) -> int | None:
    """The year of a date as printed or written: "21 December 2020", "2022 年 1 月 31 日", "2099-07-01"."""
    found = DATED.search(date or "")
    return int(found.group()) if found is not None else None


def _title(parsed: ParsedDocument, file_name: str, row: ManifestRow) -> tuple[str, str]:
    """The title to show: the manifest's, which is how a person words it, else what the document prints."""
    if row.title:
        return row.title, "manifest"
    # In a plain text no line is larger than others: its first one goes before what looks like a heading.
    begins = first_line(parsed) if parsed.media_type == Format.TXT.value and parsed.symbol is None else None
    printed = begins or parsed.title or cover_title(parsed)
    return (printed, "content") if printed else (PurePath(file_name).stem, "file name")
