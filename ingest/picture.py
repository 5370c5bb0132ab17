"""A picture of one page of a PDF, with places on it marked, drawn in a child process with limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.documents import Box
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.children import said_by
from ingest.picture_child import Drawing, MarkedLine

DOTS = 110
"""Dots in an inch: an A4 page is 910 dots wide, as much as a screen shows beside the text."""

LONGEST = 100_000
"""Bytes of a child's argument, of which Linux takes 131,072: a page on which more is marked is drawn without marks."""

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage to mark on the pages it stands on, and the places in its text that are words looked for."""

    text: str
    boxes: Sequence[Box]
    words: Sequence[tuple[int, int]] = ()

    def lines(self, page: int) -> Iterator[MarkedLine]:
        """Its lines on a page, each with its own text and words."""
        for box in self.boxes:
            if box.page == page:
                inside = [(max(a, box.start) - box.start, min(b, box.end) - box.start) for a, b in self.words]
                words = tuple((start, end) for start, end in inside if start < end)
                yield (box.x0, box.y0, box.x1, box.y1), self.text[box.start : box.end], words


def page_picture(path: Path, page: int, marked: Marked | None, settings: Settings) -> bytes:
    """A PNG of a page, a passage on it marked. ``PortalError``: out_of_time, parser_crashed."""
    lines = () if marked is None else tuple(marked.lines(page))
    drawing = Drawing(str(path.resolve()), page, DOTS, settings.parse_seconds, settings.parse_memory_mb, lines)
    argument = drawing.encode()
    if len(argument) > LONGEST:
        argument = replace(drawing, marks=()).encode()
    said = said_by("ingest.picture_child", argument, settings.parse_seconds, path.name)
    if not said.startswith(PNG):
        raise PortalError("parser_crashed", f"{path.name}: page {page} could not be drawn")
    return said
