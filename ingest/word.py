"""Word documents: paragraphs, table rows, footnotes with the places of their marks; headers as furniture."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from corpus.errors import PortalError
from ingest.formats import Format
from ingest.layout import CELL_JOINT, Flow, Line, PageLayout, RawDocument, Run, Style, plain_line
from ingest.text import visible

MAX_INFLATED = 200 * 2**20
"""The most bytes a document may unpack to."""

BODY, MARK = 1.0, 0.5
"""Sizes that tell text from the mark of a footnote."""

JOINT = Run(CELL_JOINT, size=BODY)
REFERENCE, ID = qn("w:footnoteReference"), qn("w:id")


def read_docx(path: Path) -> RawDocument:
    """One page, with one line per paragraph, table row or footnote. Raises ``PortalError``: damaged, too_big.

    The level of a footnote's line is its number, counted as Word counts them: in the order of their marks.
    """
    _require_small(path)
    try:
        document = docx.Document(str(path))
        numbers = _note_numbers(document)
        lines = (*_headers(document), *_lines(document, numbers), *_notes(document, numbers))
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError) as error:
        raise PortalError("damaged", str(error)) from error
    title = visible(document.core_properties.title or "").strip() or None
    return RawDocument(
        Format.DOCX.value, "docx", Flow.BLOCKS, (PageLayout(1, 0.0, 0.0, lines, drawn=bool(lines)),), title
    )


def _require_small(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_INFLATED:
            raise PortalError("too_big", f"{path.name} unpacks to more than {MAX_INFLATED >> 20} MiB")


def _headers(document: Any) -> Iterator[Line]:
    """The masthead, which is the header of the first page, as text; the running headers and footers as furniture."""
    first = document.sections[0] if len(document.sections) else None
    if first is None:
        return
    if first.different_first_page_header_footer:
        yield from (plain_line(text) for text in _texts(first.first_page_header))
    running = (first.first_page_footer, first.header, first.footer, first.even_page_header, first.even_page_footer)
    for part in running:
        yield from (plain_line(text, Style.FURNITURE) for text in _texts(part))


def _texts(part: Any) -> Iterator[str]:
    """The lines of a header or footer, those of its tables included, each merged cell once."""
    for block in part.iter_inner_content():
        cells = {cell._tc: cell.text for row in block.rows for cell in row.cells} if isinstance(block, Table) else {}
        for text in cells.values() or (getattr(block, "text", ""),):
            yield from (shown for line in text.splitlines() if (shown := visible(line).strip()))


def _lines(document: Any, numbers: Mapping[str, int]) -> Iterator[Line]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block, numbers)
        elif block.text.strip():
            yield _paragraph(block, numbers)


def _paragraph(paragraph: Paragraph, numbers: Mapping[str, int]) -> Line:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = re.match(r"(?:heading|title)\s*(\d*)", style, re.IGNORECASE)
    runs = tuple(_runs(paragraph, numbers))
    if heading:
        return Line(runs, Style.HEADING, int(heading[1] or 1))
    return Line(runs, Style.LIST_ITEM if "list" in style.lower() else None)


def _runs(paragraph: Paragraph, numbers: Mapping[str, int]) -> Iterator[Run]:
    """The text of a paragraph, and the number of a footnote where it has a mark."""
    for part in paragraph.iter_inner_content():
        yield Run(visible(part.text), size=BODY)
        for mark in part._element.iter(REFERENCE):
            yield Run(str(numbers[mark.get(ID)]), size=MARK)


def _rows(table: Table, numbers: Mapping[str, int]) -> Iterator[Line]:
    above: set[Any] = set()
    for row in table.rows:
        merged = {cell._tc: cell for cell in row.cells}  # a merged cell stands in each row and column it covers
        cells = [() if at in above else tuple(_cell_runs(cell, numbers)) for at, cell in merged.items()]
        above.update(merged)
        if any(run.text.strip() for runs in cells for run in runs):
            yield Line(
                tuple(run for i, runs in enumerate(cells) for run in (*([JOINT] if i else []), *runs)), Style.ROW
            )


def _cell_runs(cell: Any, numbers: Mapping[str, int]) -> Iterator[Run]:
    """The text of a cell, with that of the tables in it."""
    for block in cell.iter_inner_content():
        if isinstance(block, Table):
            yield from (run for line in _rows(block, numbers) for run in line.runs)
        else:
            yield from _runs(block, numbers)
        yield Run(" ", size=BODY)


def _note_numbers(document: Any) -> dict[str, int]:
    """The number of each footnote by its id, in the order of their marks."""
    ids = dict.fromkeys(mark.get(ID) for mark in document.element.body.iter(REFERENCE))
    return {note: number for number, note in enumerate(ids, start=1)}


def _notes(document: Any, numbers: Mapping[str, int]) -> Iterator[Line]:
    """The footnotes that have a mark, by number."""
    part = next((r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FOOTNOTES), None)
    notes = {note.get(ID): note for note in parse_xml(part.blob).iter(qn("w:footnote"))} if part is not None else {}
    for note, number in numbers.items():
        paragraphs = notes[note].iter(qn("w:p")) if note in notes else ()
        text = " ".join(Paragraph(p, document._body).text for p in paragraphs)
        yield plain_line(visible(text).strip() or "—", Style.FOOTNOTE, number)
