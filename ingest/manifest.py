"""The manifest: a table that says what files are, one row for each."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from corpus.countries import country_named, country_of_code
from corpus.documents import WorkType
from corpus.errors import PortalError
from corpus.lexicon import load_catalogue
from corpus.library import product_type_of

LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639
SHA256 = re.compile(r"[0-9a-f]{64}")
YEARS = range(1945, 2100)


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What a manifest says of one file; ``path`` as written there, relative to the manifest.

    ``corrects`` True: a person has looked, and the row goes before what the file says of itself.
    """

    path: str
    symbol: str | None = None
    type: str | None = None
    language: str | None = None
    country: str | None = None
    year: int | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    sha256: str | None = None
    corrects: bool | None = None
    product_type: str | None = None
    contributor: str | None = None


COLUMNS = tuple(field.name for field in fields(ManifestRow))


def read_manifest(path: Path) -> dict[str, ManifestRow]:
    """The rows of a CSV manifest (UTF-8, with or without BOM) by their path.

    ``PortalError("bad_manifest")`` names the line of a missing path, a path given twice, an unknown column, or a
    type, year, country, language or checksum that cannot be one.
    """
    try:
        if path.exists() and not path.is_file():
            raise PortalError("bad_manifest", f"{path} is no file")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return _rows(csv.DictReader(lines), path)
    except OSError as failure:
        raise PortalError("bad_manifest", f"{path}: {failure.strerror}") from failure
    except (UnicodeDecodeError, csv.Error) as failure:
        raise PortalError("bad_manifest", f"{path} is not a CSV file in UTF-8: {failure}") from failure


def _rows(reader: csv.DictReader[str], path: Path) -> dict[str, ManifestRow]:
    header = [name.strip() for name in reader.fieldnames or ()]
    if (problem := next(_faults_of_header(header), None)) is not None:
        raise PortalError("bad_manifest", f"{path}: line 1: {problem}; the columns are {', '.join(COLUMNS)}")
    rows: dict[str, ManifestRow] = {}
    for cells in reader:
        row = _row(cells, f"line {reader.line_num}")
        if row.path in rows:
            raise PortalError("bad_manifest", f"line {reader.line_num}: {row.path} is there twice")
        rows[row.path] = row
    return rows


def _faults_of_header(header: Sequence[str]) -> Iterator[str]:
    yield from (f"column {name!r} is there twice" for name, times in Counter(header).items() if times > 1)
    yield from (f"unknown column {name!r}" for name in header if name not in COLUMNS)
    if "path" not in header:
        yield "no column 'path'"


def _row(cells: Mapping[str, str | None], line: str) -> ManifestRow:
    if None in cells:
        raise PortalError("bad_manifest", f"{line}: more cells than columns")
    value = {name.strip(): (cell or "").strip() or None for name, cell in cells.items()}
    if value["path"] is None:
        raise PortalError("bad_manifest", f"{line}: no path")
    return ManifestRow(
        path=value["path"],
        symbol=value.get("symbol"),
        type=_known_type(value.get("type"), line),
        language=_matching(LANGUAGE, value.get("language"), f"{line}: language"),
        country=_country(value.get("country"), line),
        year=_year(value.get("year"), line),
        title=value.get("title"),
        date=value.get("date"),
        url=value.get("url"),
        sha256=_matching(SHA256, value.get("sha256"), f"{line}: sha256"),
        corrects=_yes(value.get("corrects"), line),
        product_type=_product_type(value.get("product_type"), line),
        contributor=value.get("contributor"),
    )


def _known_type(text: str | None, line: str) -> str | None:
    if text is None:
        return None
    types = [kind.value for kind in WorkType]
    if text.lower() not in types:
        raise PortalError("bad_manifest", f"{line}: type {text!r} is none of {', '.join(types)}")
    return text.lower()


def _product_type(text: str | None, line: str) -> str | None:
    if text is not None and product_type_of({"product_type": text}) is None:
        types = ", ".join(load_catalogue("product_types")["types"])
        raise PortalError("bad_manifest", f"{line}: product_type {text!r} is none of {types}")
    return text


def _year(text: str | None, line: str) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) not in YEARS:
        raise PortalError("bad_manifest", f"{line}: year {text!r} is not a year from {YEARS[0]} to {YEARS[-1]}")
    return int(text)


def _country(text: str | None, line: str) -> str | None:
    if text is None:
        return None
    code = country_of_code(text) or country_named(text)
    if code is None:
        raise PortalError(
            "bad_manifest", f"{line}: country {text!r} is not a country, nor its code of ISO 3166 (KEN) or M49 (404)"
        )
    return code


def _yes(text: str | None, line: str) -> bool | None:
    if (text or "").lower() not in ("", "yes", "no"):
        raise PortalError("bad_manifest", f"{line}: corrects {text!r} is neither yes nor no")
    return True if text and text.lower() == "yes" else None


def _matching(pattern: re.Pattern[str], text: str | None, what: str) -> str | None:
    lowered = text.lower() if text else None
    if lowered is not None and not pattern.fullmatch(lowered):
        raise PortalError("bad_manifest", f"{what} {text!r} cannot be one")
    return lowered
