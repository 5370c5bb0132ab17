"""The one shape every reading engine gives: pages of lines of runs, as they stand on the page.

Coordinates are PDF points from the page's top left corner, ``y`` growing downwards; a coordinate that an engine does
not know is 0. Text is Unicode without control characters. The structure step sees only these types, so it cannot
know which engine spoke.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from corpus.words import Word


class Flow(Word):
    """How the lines of a file may be read."""

    POSITIONS = "positions"
    """Lines with boxes and font sizes, as a PDF engine gives them."""
    LINES = "lines"
    """Lines of a text extraction: no boxes, wrapped where the page wrapped them."""
    BLOCKS = "blocks"
    """One line is one whole paragraph, heading, list item or row, as DOCX and HTML say it."""


class Style(Word):
    """What a file format says a block is, when it says so."""

    HEADING = "heading"
    LIST_ITEM = "list_item"
    ROW = "row"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"


CELL_JOINT = " | "
"""Between the cells of a row that is one line."""

SIGNS = "●■▲▼◆⬤○□"
"""What results tables print in a colour that says the status."""

APART = 0.15
"""Runs further apart than this part of their size are separate words."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one baseline in one size and weight. ``x1`` is where the last advance ends."""

    text: str
    x0: float = 0.0
    x1: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    bold: bool = False
    colour: str | None = None
    """Of a run that is nothing but a sign: "green", "yellow", "red" or "grey"; None where it is another or unknown."""


@dataclass(frozen=True, slots=True)
class Line:
    """Runs that stand beside each other. ``style`` and ``level`` are what the format says, if it says anything.

    The level of a heading is its depth, that of a footnote its number. The rest is worked out from the runs: ``x0``
    and ``x1`` are the left and the right edge, ``main`` is the run with the most characters, whose size, weight and
    baseline are the line's.
    """

    runs: tuple[Run, ...]
    style: Style | None = None
    level: int = 0
    x0: float = field(init=False, compare=False)
    x1: float = field(init=False, compare=False)
    main: Run = field(init=False, compare=False)

    def __post_init__(self) -> None:
        runs = self.runs
        alone = len(runs) == 1
        object.__setattr__(self, "x0", runs[0].x0 if alone else min(run.x0 for run in runs))
        object.__setattr__(self, "x1", runs[0].x1 if alone else max(run.x1 for run in runs))
        object.__setattr__(self, "main", runs[0] if alone else max(runs, key=lambda run: len(run.text.strip())))

    @property
    def text(self) -> str:
        """The characters of the line in order, markers included, with a space where runs stand apart."""
        text = self.runs[0].text
        if len(self.runs) == 1:
            return text
        for last, run in itertools.pairwise(self.runs):
            text += f" {run.text}" if run.x0 - last.x1 > APART * run.size else run.text
        return text


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page. ``pictures`` and ``drawn`` tell an empty page from one whose content could not be read.

    ``confidence`` is set where the lines were read from a picture: how surely, from 0 to 1. ``too_small`` counts the
    pieces of text that are not among the lines, as nobody could see them.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    pictures: int = 0
    drawn: bool = False
    fault: str | None = None
    confidence: float | None = None
    too_small: int = 0


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as its engine gave it. ``stated_title`` is the title the file itself carries, not trusted."""

    media_type: str
    engine: str
    flow: Flow
    pages: tuple[PageLayout, ...]
    stated_title: str | None = None
    warnings: tuple[str, ...] = field(default=())


def plain_line(text: str, style: Style | None = None, level: int = 0) -> Line:
    """A line of a format without positions."""
    return Line((Run(text),), style, level)
