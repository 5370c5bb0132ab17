"""A picture of one page of a PDF, with places on it marked, drawn in a child process with limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.documents import Box
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.children import said_by
from ingest.picture_child import Drawing

DOTS = 110
"""Dots in an inch: an A4 page is 910 dots wide, as much as a screen shows beside the text."""

PNG = b"\x89PNG\r\n\x1a\n"


def page_picture(path: Path, page: int, boxes: Sequence[Box], settings: Settings) -> bytes:
    """A PNG of a page, the boxes on it marked. ``PortalError``: out_of_time, parser_crashed."""
    marked = tuple((box.x0, box.y0, box.x1, box.y1) for box in boxes if box.page == page)
    drawing = Drawing(str(path.resolve()), page, DOTS, settings.parse_seconds, settings.parse_memory_mb, marked)
    said = said_by("ingest.picture_child", drawing.encode(), settings.parse_seconds, path.name)
    if not said.startswith(PNG):
        raise PortalError("parser_crashed", f"{path.name}: page {page} could not be drawn")
    return said
