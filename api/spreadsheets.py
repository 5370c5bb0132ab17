"""Rows for spreadsheets: comma-separated values, and what a cell of a workbook holds. Nothing in them is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that a spreadsheet may take for a formula (OWASP, CSV Injection)."""

PIECE = 64 << 10
"""Characters of a piece: a server hands each on by itself."""

CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""

UNHELD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML (1.0, section 2.2) has no place for, and a workbook is XML; readers of other formats trip too."""

BOM = "\ufeff"
"""Without a byte order mark Excel takes UTF-8 for something else."""


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """Rows as CSV (RFC 4180) with a header, in pieces of some lines; no cell is a formula to a spreadsheet."""
    line = io.StringIO()
    writer = csv.DictWriter(line, columns, lineterminator="\n", quoting=csv.QUOTE_ALL)  # else a bare CR ends a row
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row[name]) for name in columns})
        if line.tell() > PIECE:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_file(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """Rows as a file of CSV for Excel."""
    clean = ({name: held(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows)
    return (BOM + "".join(csv_lines(clean, columns))).encode()


def held(text: str) -> str:
    """A text without what a workbook and other formats have no place for."""
    return UNHELD.sub(" ", text)


def cell_text(value: Any) -> str:
    """A value as text, as much of it as a cell of a workbook holds; the cell's type has to say that it is text."""
    return held(str(value))[:CELL]
