"""Blocks: what the lines of a document are put together to before they are named passages.

Every flow (positions, lines, blocks) gives the same list of blocks in reading order; the naming step sees only them.
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Sequence
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

    ``alone`` says that the block stands like a heading: indented, on its own, without a full stop; ``small``
    that it is set smaller than body text. ``role`` is that of the passage, where print shows it.
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
    small: bool = False
    alone: bool = False
    cells: tuple[str, ...] = ()
    role: str | None = None

    def as_row(self, cells: Sequence[str]) -> Block:
        """The block as a row of these cells, which are its text in order; its marks keep the characters before them."""
        text = CELL_JOINT.join(cells)
        if text == self.text:
            return replace(self, kind=BlockKind.ROW, cells=tuple(cells), alone=False)
        moved = self.moved(_places(self.text, text).__getitem__)
        boxes = tuple(Box(b.page, b.x0, b.y0, b.x1, b.y1, _begins(text, b.start, b.end), b.end) for b in moved.boxes)
        return replace(moved, kind=BlockKind.ROW, text=text, cells=tuple(cells), alone=False, boxes=boxes)

    def without_label(self, length: int) -> Block:
        """The block without its first ``length`` characters, its marks moved with the text."""
        rest = self.text[length:]
        cut = length + len(rest) - len(rest.lstrip())
        moved = self.moved(lambda offset: max(0, offset - cut))
        return replace(moved, text=self.text[cut:])

    def moved(self, place: Callable[[int], int]) -> Block:
        """The block whose text will be another: ``place`` says where each offset into the text will be."""
        marks = tuple(FootnoteMark(m.number, place(m.offset)) for m in self.marks)
        boxes = tuple(Box(b.page, b.x0, b.y0, b.x1, b.y1, place(b.start), place(b.end)) for b in self.boxes)
        return replace(self, marks=marks, boxes=boxes)

    def followed_by(self, other: Block) -> Block:
        """Both as one block of this kind, a space between."""
        after = other.moved(lambda offset: len(self.text) + 1 + offset)
        return replace(
            self,
            text=f"{self.text} {other.text}",
            marks=self.marks + after.marks,
            boxes=self.boxes + after.boxes,
            page_last=other.page_last,
        )


def _places(text: str, cells: str) -> list[int]:
    """Where each offset into ``text`` is in its ``cells``: behind as many characters, white space and joints apart."""
    behind = [0, *(place for place, character in enumerate(cells, start=1) if _counts(character))]
    before = itertools.accumulate(map(_counts, text), initial=0)
    return [behind[min(count, len(behind) - 1)] for count in before]


APART = frozenset(string.whitespace + CELL_JOINT)
"""What stands between the characters of cells."""


def _begins(text: str, start: int, end: int) -> int:
    """The first place from ``start`` on that is neither white space nor between two cells."""
    return next((place for place in range(start, end) if _counts(text[place])), end)


def _counts(character: str) -> bool:
    return character not in APART


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
