"""The fast engine: pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.errors import PortalError
from ingest.layout import Flow, PageLayout, RawDocument, Run
from ingest.pdf.frame import Frame
from ingest.pdf.glyphs import Glyphs, Slots, TurnedGlyphs
from ingest.pdf.lines import lines_of
from ingest.pdf.pdfium_runs import runs_of
from ingest.pdf.too_small import too_small
from ingest.text import visible

NOTHING = 64
"""Stored bytes of content that draw nothing: a blank page may save and restore its state."""


def read(path: Path, max_pages: int) -> RawDocument:
    """All pages of a PDF. Raises ``PortalError``: encrypted, damaged, too_many_pages."""
    document = _open(path)
    try:
        count = len(document)
        if count > max_pages:
            raise PortalError("too_many_pages", f"{count} pages, at most {max_pages}")
        if count == 0:
            raise PortalError("damaged", "no pages")
        slots = Slots()
        pages = _with_hidden_content(path, [_page(document, index, slots) for index in range(count)])
        return RawDocument("application/pdf", "pdfium", Flow.POSITIONS, pages, _title(document))
    finally:
        document.close()


def _with_hidden_content(path: Path, pages: Sequence[PageLayout]) -> tuple[PageLayout, ...]:
    """Pages that show nothing, marked as drawn where they have content all the same: pdfium does not tell."""
    blank = [page.number for page in pages if not page.lines and not page.drawn and page.fault is None]
    if not blank:
        return tuple(pages)
    from ingest.pdf.pypdf_engine import content_lengths  # noqa: PLC0415 - only for pages without anything to see

    lengths = content_lengths(path, blank)
    return tuple(_with_content(page, lengths.get(page.number, 0)) for page in pages)


def _with_content(page: PageLayout, length: int | None) -> PageLayout:
    if length is None:
        return replace(page, fault="its content is lost or cannot be read")
    return replace(page, drawn=page.drawn or length > NOTHING)


def _open(path: Path) -> Any:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise PortalError("encrypted", path.name) from error
        raise PortalError("damaged", str(error)) from error


def _title(document: Any) -> str | None:
    return visible(document.get_metadata_value("Title")).strip() or None


def _page(document: Any, index: int, slots: Slots) -> PageLayout:
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        return PageLayout(index + 1, 0.0, 0.0, (), fault=str(error))
    try:
        return _layout(page, index + 1, slots)
    finally:
        page.close()


def _layout(page: Any, number: int, slots: Slots) -> PageLayout:
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        lines = lines_of(_runs(page, text, slots))
    finally:
        text.close()
    pictures, drawn = (0, True) if lines else _drawn(page)
    return PageLayout(number, width, height, lines, pictures, drawn, too_small=too_small(page))


def _runs(page: Any, text: Any, slots: Slots) -> Iterator[Run]:
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right, top, page.get_rotation())
    if frame.turn:
        return runs_of(TurnedGlyphs(text, slots, frame), 0.0, frame.size[1])
    return runs_of(Glyphs(text, slots), frame.left, frame.top)


def _drawn(page: Any) -> tuple[int, bool]:
    """How many pictures a page without text shows, and whether it shows anything."""
    kinds = [item.type for item in page.get_objects(max_depth=2)]
    return kinds.count(raw.FPDF_PAGEOBJ_IMAGE), bool(kinds)
