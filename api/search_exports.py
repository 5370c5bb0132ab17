"""Results of a search for other programs: passages for a spreadsheet, their documents for reference managers.

CSV (RFC 4180, with a byte order mark, without which Excel takes UTF-8 for something else) and XLSX hold the passages;
RIS and BibTeX hold the documents they stand in, one entry for each language version.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.checked import one_of
from api.output import counted
from api.spreadsheets import cell_text, csv_file, held
from corpus.countries import country_name
from corpus.iri import LANGUAGES
from corpus.places import part_name, place_name
from corpus.published import address_of
from corpus.queries import symbol_of
from corpus.store import Store
from corpus.store.works import Expression, StoredPassage
from search.searcher import Hit, Searcher, SearchFilters, SearchResult


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """How results are handed on: their media type, and the ending of the file's name."""

    media: str
    ending: str


FORMATS: Mapping[str, ExportFormat] = {
    "csv": ExportFormat("text/csv; charset=utf-8", "csv"),
    "xlsx": ExportFormat("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ris": ExportFormat("application/x-research-info-systems", "ris"),
    "bibtex": ExportFormat("application/x-bibtex", "bib"),
}

MOST = 1000
"""Passages that are exported of one search."""

COLUMNS = (
    *("rank", "score", "work", "symbol", "title", "type", "language", "country", "year", "kind", "number", "place"),
    *("page_first", "page_last", "headings", "text", "matched", "passage_id", "source"),
)

WIDTHS = {"title": 40, "text": 90, "headings": 30, "matched": 30, "source": 30, "work": 18, "symbol": 18, "place": 18}

WEB = re.compile(r"https?://", re.IGNORECASE)
"""How an address begins that may be followed: one of another kind may run a program or open a file."""

UNITED_NATIONS = "United Nations"

RIS_TYPES = {"report": "RPRT", "vnr": "RPRT", "resolution": "GOVDOC", "decision": "GOVDOC"}
"""The types of documents as RIS has them; any other is "GEN"."""

BIBTEX_TYPES = {"report": "techreport", "vnr": "techreport"}
"""The types of documents as BibTeX has them; any other is "misc"."""

SPECIAL = {
    **{mark: f"\\{mark}" for mark in "{}%$&#_"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
}
"""Characters that mean something to TeX."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A search's results in a format. ``cut`` says in a line what is left out; None where all is there."""

    content: bytes
    format: ExportFormat
    passages: int
    documents: int
    cut: str | None

    @property
    def held(self) -> str:
        """How many of what the format holds there are: "2 documents"."""
        of_documents = self.format in (FORMATS["ris"], FORMATS["bibtex"])
        return counted(self.documents, "document") if of_documents else counted(self.passages, "passage")

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"search-results.{self.format.ending}"


def export_search(
    searcher: Searcher, store: Store, query: str, mode: str, filters: SearchFilters, form: str
) -> Exported:
    """All that a search ranks, not only its first page, up to ``MOST`` passages.

    Raises ``PortalError``: bad_input for a format that is none, else as ``Searcher.search``.
    """
    one_of("format", form, list(FORMATS))
    found = searcher.search(query, k=MOST, mode=mode, filters=filters)
    versions = _versions(store, found.hits)
    content = _content(found, versions, form)
    return Exported(content, FORMATS[form], len(found.hits), len(versions), _cut(found))


def _content(found: SearchResult, versions: Mapping[tuple[str, str], Expression], form: str) -> bytes:
    if form in ("ris", "bibtex"):
        entry = ris_entry if form == "ris" else bibtex_entry
        return "".join(entry(version) for version in versions.values()).encode()
    rows = [_row(hit, versions.get((hit.work, hit.language))) for hit in found.hits]
    return xlsx(rows) if form == "xlsx" else csv_file(rows, COLUMNS)


def _cut(found: SearchResult) -> str | None:
    shown = len(found.hits)
    if found.total_is == "exact" and shown == found.total:
        return None
    least = "at least " if found.total_is == "at_least" else ""
    return f"the best {shown:,} of {least}{found.total:,} passages: narrow the search for the others"


def _versions(store: Store, hits: Iterable[Hit]) -> dict[tuple[str, str], Expression]:
    """The language versions in which the hits stand, in their order."""
    works = {work: store.works.expressions(work) for work in dict.fromkeys(hit.work for hit in hits)}
    shown = {(e.work, e.language): e for expressions in works.values() for e in expressions}
    return {key: shown[key] for key in dict.fromkeys((hit.work, hit.language) for hit in hits) if key in shown}


def _row(hit: Hit, version: Expression | None) -> dict[str, Any]:
    plain = ("rank", "score", "work", "title", "type", "language", "country", "year", "kind", "number", "text")
    return {name: getattr(hit, name) for name in (*plain, "page_first", "page_last", "passage_id")} | {
        "symbol": hit.symbol,
        "place": place_name(hit.path, hit.page_first, "en"),
        "headings": " › ".join(hit.heading_path),
        "matched": "; ".join(dict.fromkeys(f"{m['typed']} → {m['form']}" for m in hit.matched)),
        "source": None if version is None else source_of(version),
    }


def source_of(version: Expression) -> str | None:
    """Where a language version is on the web: as its manifest says, else by its symbol; None where neither is known."""
    if version.url is not None and WEB.match(version.url):
        return version.url
    return address_of(version.work, version.language if version.language in LANGUAGES else "en")


def xlsx(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as a workbook of one sheet: numbers as numbers, all else as text, links where the source is known."""
    from openpyxl import Workbook  # noqa: PLC0415 - a quarter of a second that only this format needs
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "passages"
    sheet.freeze_panes = "A2"
    for column, name in enumerate(COLUMNS, start=1):
        sheet.cell(1, column, name).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = WIDTHS.get(name, 12)
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            _fill(sheet.cell(number, column), name, row[name])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(cell: Any, name: str, value: Any) -> None:
    """A value in its cell. What begins like a formula stays text: the cell's type says so."""
    if value is None or isinstance(value, (int, float)):
        cell.value = value
        return
    text = cell_text(value)
    if name == "source" and WEB.match(text):
        cell.hyperlink = text
    cell.value = text
    cell.data_type = "s"


def author_of(version: Expression) -> str:
    """Who issued a document: the country of a review, else the body whose series its symbol is of."""
    if version.country is not None:
        return country_name(version.country, "en")
    symbol = symbol_of(version.work)
    return UNITED_NATIONS if symbol is None or not symbol.body else f"{UNITED_NATIONS}. {symbol.body}"


def ris_entry(version: Expression, passage: StoredPassage | None = None) -> str:
    """A document in RIS, each tag on a line of its own; with the page and the number of a ``passage`` in it."""
    tags = [
        ("TY", RIS_TYPES.get(version.type, "GEN")),
        ("AU", author_of(version)),
        ("TI", version.title or version.work),
        ("PY", version.year),
        ("DA", (version.date or "").replace("-", "/") if _is_date(version.date) else None),
        ("PB", UNITED_NATIONS if version.country is None else None),
        ("SN", symbol_of(version.work)),  # where reference managers keep the number of a report
        ("LA", version.language),
        ("UR", source_of(version)),
        ("SP", None if passage is None else passage.page_first),
        ("N1", None if passage is None else part_name(passage.path, "en")),
        ("ID", version.work),
    ]
    lines = [f"{tag}  - {' '.join(held(str(value)).split())}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _is_date(date: str | None) -> bool:
    return date is not None and re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", date) is not None


def bibtex_entry(version: Expression, passage: StoredPassage | None = None) -> str:
    """A document in BibTeX, with the page and the number of a ``passage`` in it.

    The author stands in braces of its own: it is no first and last name.
    """
    fields: list[tuple[str, str | None]] = [
        ("author", f"{{{_tex(author_of(version))}}}"),
        ("title", _tex(version.title or version.work)),
        ("institution", UNITED_NATIONS if version.type in BIBTEX_TYPES and version.country is None else None),
        ("number", _tex(str(symbol_of(version.work) or ""))),
        ("year", None if version.year is None else str(version.year)),
        ("language", version.language),
        ("url", _tex_address(source_of(version))),
        ("pages", None if passage is None else str(passage.page_first)),
        ("note", None if passage is None else _tex(part_name(passage.path, "en"))),
    ]
    kind = BIBTEX_TYPES.get(version.type, "misc")
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields if value)
    return f"@{kind}{{{_key(version, passage)}{lines}\n}}\n\n"


def _tex(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in " ".join(held(text).split()))


def _tex_address(address: str | None) -> str | None:
    """An address without what would end its field."""
    return None if address is None else re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", held(address))


def _key(version: Expression, passage: StoredPassage | None) -> str:
    path = "" if passage is None else f" {passage.path}"
    return "-".join(re.findall(r"[A-Za-z0-9]+", f"{version.work} {version.language}{path}"))
