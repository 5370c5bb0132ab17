"""Blocks: what the lines of a document are put together to before they are named passages.

Every flow (positions, lines, blocks) gives the same list of blocks in reading order; the naming step sees only them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.documents import Box, FootnoteMark
from corpus.words import Word
from ingest.layout import CELL_JOINT


class BlockKind(Word):
    """What a block looks like before its text is read."""

    BODY = "body"
    HEADING = "heading"
    FOOTNOTE = "footnote"
    ROW = "row"
    ITEM = "item"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Block:
    """Joined lines. ``number`` is set for footnotes; ``level`` and ``size`` rank headings; ``cells`` are of rows.

    ``alone`` says that the block stands like a heading: indented, on its own, without a full stop.
    """

    text: str
    kind: BlockKind
    page_first: int
    page_last: int
    marks: tuple[FootnoteMark, ...] = ()
    boxes: tuple[Box, ...] = ()
    number: str | None = None
    level: int = 0
    size: float = 0.0
    bold: bool = False
    alone: bool = False
    cells: tuple[str, ...] = ()

    def as_row(self, cells: Sequence[str]) -> Block:
        """The block as a row of these cells, which are its text in order; its marks keep the characters before them."""
        text = CELL_JOINT.join(cells)
        marks = tuple(FootnoteMark(m.number, _place(self.text, m.offset, text)) for m in self.marks)
        return replace(self, kind=BlockKind.ROW, text=text, cells=tuple(cells), marks=marks, alone=False)

    def without_label(self, length: int) -> Block:
        """The block without its first ``length`` characters, its marks moved with the text."""
        rest = self.text[length:]
        cut = length + len(rest) - len(rest.lstrip())
        marks = tuple(FootnoteMark(m.number, max(0, m.offset - cut)) for m in self.marks)
        return replace(self, text=self.text[cut:], marks=marks)


def _place(text: str, offset: int, cells: str) -> int:
    """Where an offset into ``text`` is in its ``cells``: behind as many characters, white space and joints apart."""
    before = sum(map(_counts, text[:offset]))
    places = [index + 1 for index, character in enumerate(cells) if _counts(character)]
    return places[before - 1] if 0 < before <= len(places) else 0


def _counts(character: str) -> bool:
    return not character.isspace() and character != CELL_JOINT.strip()


@dataclass(frozen=True, slots=True)
class Furniture:
    """What running headers and footers said: printed page numbers by page, symbol, job number, pages declared."""

    labels: dict[int, str] = field(default_factory=dict)
    symbol: str | None = None
    job_number: str | None = None
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class Blocks:
    """A document as blocks in reading order. ``pages`` are the page numbers in use."""

    blocks: Sequence[Block]
    furniture: Furniture
    pages: tuple[int, ...]
