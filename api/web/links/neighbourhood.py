"""A picture of a document's neighbourhood: who cites it at the left, what it cites at the right, as numbers for an SVG.

A line is as wide as the mentions behind it are many; a dashed frame is a Work that the corpus does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from unicodedata import east_asian_width

from corpus.store import Store
from corpus.store.graph import Edge
from corpus.symbols import identity

SHOWN = 12
"""Works on each side; how many more there are is said."""

WIDTH, BOX, TALL, STEP = 760, 210, 26, 38
"""Of the picture, of a box, its height, and from one box to the next, in SVG units."""

TOP = 34
"""Room for the words above the columns."""

LONGEST = 26
"""Characters of a key that fit into a box."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Work in its box: ``x`` and ``y`` are the box's corner; ``line`` is the path from the Work in the middle."""

    work: str
    label: str
    in_corpus: bool
    mentions: int
    x: float
    y: float
    line: str = ""
    width: float = 1


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The picture. ``more_in`` and ``more_out`` are the Works that were left out on each side."""

    middle: Node
    citing: list[Node]
    cited: list[Node]
    more_in: int
    more_out: int
    width: int
    height: int
    box: int = BOX
    tall: int = TALL


def neighbourhood(store: Store, work: str, in_corpus: bool) -> Neighbourhood:
    """The picture around the Work with this key."""
    edges = store.graph.edges(work)
    into = [edge for edge in edges if identity(edge.target) == identity(work)]
    out = [edge for edge in edges if identity(edge.source) == identity(work)]
    rows = max(len(into[:SHOWN]), len(out[:SHOWN]), 1)
    height = TOP + rows * STEP
    titles = store.works.titles([work, *(one.source for one in into), *(one.target for one in out)])
    middle = Node(work, _label(work, titles), in_corpus, 0, (WIDTH - BOX) / 2, TOP + (rows * STEP - TALL) / 2)
    return Neighbourhood(
        middle=middle,
        citing=[_beside(middle, edge, row, rows, into, titles) for row, edge in enumerate(into[:SHOWN])],
        cited=[_beside(middle, edge, row, rows, out, titles, right=True) for row, edge in enumerate(out[:SHOWN])],
        more_in=max(0, len(into) - SHOWN),
        more_out=max(0, len(out) - SHOWN),
        width=WIDTH,
        height=height,
    )


def _beside(
    middle: Node,
    edge: Edge,
    row: int,
    rows: int,
    side: Sequence[Edge],
    titles: Mapping[str, str],
    *,
    right: bool = False,
) -> Node:
    """A Work in a column beside the middle, the column centred."""
    work, known = (edge.target, edge.in_corpus) if right else (edge.source, True)
    x = WIDTH - BOX if right else 0
    y = TOP + STEP * (row + (rows - len(side[:SHOWN])) / 2) + (STEP - TALL) / 2
    line = _line((middle.x + BOX, middle.y), (x, y)) if right else _line((x + BOX, y), (middle.x, middle.y))
    return Node(work, _label(work, titles), known, edge.mentions, x, y, line, round(1 + log2(edge.mentions), 1))


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A path from the right edge of one box to the left edge of another."""
    (x1, y1), (x2, y2), bend = start, end, (start[0] + end[0]) / 2
    return f"M{x1} {y1 + TALL / 2}C{bend} {y1 + TALL / 2} {bend} {y2 + TALL / 2} {x2} {y2 + TALL / 2}"


def _label(work: str, titles: Mapping[str, str]) -> str:
    """What fits into a box of a Work's title, where it has no symbol, else of its key; a Chinese letter takes two."""
    label, room = titles.get(work, work), LONGEST
    for place, letter in enumerate(label):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return label[: place - 1] + "…"
    return label
