"""Counts for other programs: the ledger for a spreadsheet, data for statistical systems, a plot for a report.

A kept count gives the same bytes in every format: nothing in them says when they were written.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.checked import one_of
from api.counting_plots import png, svg
from api.counting_reported import Reported
from api.counting_sdmx import sdmx_json
from api.spreadsheets import cell_text, csv_file

Document = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CountFormat:
    """How a count is handed on: its media type, and the ending of the file's name."""

    media: str
    ending: str


FORMATS: Mapping[str, CountFormat] = {
    "json": CountFormat("application/json", "json"),
    "csv": CountFormat("text/csv; charset=utf-8", "csv"),
    "xlsx": CountFormat("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "sdmx-json": CountFormat("application/vnd.sdmx.data+json;version=2.0.0", "json"),
    "svg": CountFormat("image/svg+xml", "svg"),
    "png": CountFormat("image/png", "png"),
}

BINARY = frozenset({"xlsx", "png"})
"""Formats that cannot be shown in a terminal."""

PLOTS = frozenset({"svg", "png"})
"""Formats that are in a language."""

LEDGER = (
    *("indicator", "policy", "basis", "year", "iso3", "country", "status", "work", "language", "page", "number"),
    *("quote", "level", "instrument", "decision", "review_state", "reviewers", "rule_version", "passage_id"),
    "snapshot",
)
FIGURES = (
    *("year", "presented", "obtained", "readable", "reviewed", "numerator", "denominator", "unread", "unreviewed"),
    *("percent", "low", "high", "percent_of_obtained", "percent_of_presented"),
    *("corrected_percent", "corrected_low", "corrected_high"),
)
GROUPS = ("dimension", "group", "title", "numerator", "denominator", "unread", "unreviewed", "obtained", "percent")
EXCLUDED = ("year", "iso3", "country", "work", "status", "reason")
ENTRIES = ("name", "kind", "year", "counts", "works")

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that a ZIP archive has where it has none."""

WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def export_count(
    document: Document, form: str, prepared: str, language: str = "en", printed: Sequence[Reported] = ()
) -> bytes:
    """A count in a format. Raises ``PortalError("bad_input")``.

    ``prepared`` is the time it was made, or kept. A plot is in a ``language``, and draws what reports ``printed``.
    """
    one_of("format", form, list(FORMATS))
    made: dict[str, Callable[[], bytes]] = {
        "json": lambda: _json(document),
        "csv": lambda: _csv(document),
        "xlsx": lambda: _xlsx(document),
        "sdmx-json": lambda: sdmx_json(document, prepared),
        "svg": lambda: svg(document, language, printed).encode(),
        "png": lambda: png(document, language, printed),
    }
    return made[form]()


def _json(document: Document) -> bytes:
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _csv(document: Document) -> bytes:
    """The ledger, a row for each passage and one for each line without; of a count of the library, its entries."""
    if document["population"] == "knowledge":
        return csv_file(_entries(document), ENTRIES)
    return csv_file(ledger_rows(document), LEDGER)


def ledger_rows(document: Document) -> Iterator[Row]:
    """The ledger in rows of ``LEDGER``: what makes a line count, and what people refused."""
    same = {name: document[name] for name in ("indicator", "policy", "basis", "snapshot")}
    for line in document["countries"]:
        place = same | {name: line[name] for name in ("year", "iso3", "country", "status", "work")}
        passages = [*line["evidence"], *line["refused"]]
        for item in passages:
            yield (
                dict.fromkeys(LEDGER)
                | place
                | {name: item[name] for name in LEDGER if name in item}
                | {"reviewers": "; ".join(sorted(item["decisions"]))}
            )
        if not passages:
            yield dict.fromkeys(LEDGER) | place


def figure_rows(document: Document) -> Iterator[Row]:
    """The figures by year, then those of all years, in rows of ``FIGURES``."""
    for figures in [*document["years"], document]:
        estimate = figures["estimate"] or {"percent": None, "interval": (None, None)}
        yield {name: figures.get(name) for name in FIGURES} | {
            "year": figures["year"] or "all",
            **dict(zip(("low", "high"), figures["interval"] or (None, None), strict=True)),
            "corrected_percent": estimate["percent"],
            **dict(zip(("corrected_low", "corrected_high"), estimate["interval"], strict=True)),
        }


def _groups(document: Document) -> Iterator[Row]:
    for dimension, groups in document["disaggregation"].items():
        for group in groups:
            said = {name: group.get(name) for name in GROUPS if name not in ("dimension", "title")}
            yield said | {"dimension": dimension, "title": group["title"].get("en")}


def _entries(document: Document) -> Iterator[Row]:
    for entry in document["entries"]:
        yield entry | {"works": "; ".join(entry["works"])}


def _xlsx(document: Document) -> bytes:
    """A workbook: figures, ledger, groups, what is excluded, and the entries of the library where it is counted."""
    from openpyxl import Workbook  # noqa: PLC0415 - a quarter of a second that only this format needs

    book = Workbook(write_only=True)
    sheets: list[tuple[str, Sequence[str], Iterable[Row]]] = [
        ("figures", FIGURES, figure_rows(document)),
        ("ledger", LEDGER, ledger_rows(document)),
        ("groups", GROUPS, _groups(document)),
        ("excluded", EXCLUDED, document["excluded"]),
        ("entries", ENTRIES, _entries(document)),
    ]
    for title, columns, rows in sheets:
        _sheet(book.create_sheet(title), columns, rows)
    written = io.BytesIO()
    book.save(written)
    return _without_times(written.getvalue())


def _sheet(sheet: Any, columns: Sequence[str], rows: Iterable[Row]) -> None:
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, row.get(name)) for name in columns])


def _cell(sheet: Any, value: Any) -> Any:
    """A number as a number; what begins like a formula stays text: the cell's type says so."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if value is None or isinstance(value, (bool, int, float)):
        return value
    cell = WriteOnlyCell(sheet, cell_text(value))
    cell.data_type = "s"
    return cell


def _without_times(archive: bytes) -> bytes:
    """The workbook without the times at which it was written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = WRITTEN.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return made.getvalue()
