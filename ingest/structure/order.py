"""The order in which the lines of a page are read, where it is not the order in which they were written.

Programs write a page's text in the order it is read, and what floats in it (titles over columns, the lettering of
charts, boxes) last. Such lines are read where they stand: before the text that is right below them, or in the gap that
the text leaves for them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.layout import Line

GAP = 3.0
"""A gap of this many sizes between two lines of a text can hold something that was written later."""

SMALL = 0.93
"""What is set smaller than this part of the text around it is no part of it: a note, a table, a label."""

MOST_STRETCHES = 500
"""A page of more is no text in columns: a map, a drawing."""


@dataclass
class _Gap:
    """A gap above the line with this index, between two baselines, as wide as the lines around it."""

    index: int
    above: float
    below: float
    left: float
    right: float
    size: float
    lines: list[Line] = field(default_factory=list)

    def holds(self, line: Line) -> bool:
        """Whether a line stands in the gap, set smaller than the text around it; cells of a table are not."""
        inside = self.above < line.main.baseline < self.below and line.x0 < self.right and line.x1 > self.left
        return inside and line.main.size < SMALL * self.size


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines in content order, those written later than what stands below them moved up to where they stand."""
    if not _goes_back(lines):
        return list(lines)
    return _columns_in_order(_in_gaps(lines))


def _columns_in_order(lines: Sequence[Line]) -> list[Line]:
    """The lines, each stretch that goes down the page before the first stretch that stands wholly below it."""
    stretches = list(_stretches(lines))
    if len(stretches) > MOST_STRETCHES:
        return list(lines)
    order: list[_Stretch] = []
    for stretch in stretches:
        place = next((i for i, other in enumerate(order) if stretch.is_over(other)), len(order))
        order.insert(place, stretch)
    return [line for stretch in order for line in stretch.lines]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines written one below the other."""

    lines: tuple[Line, ...]
    left: float
    right: float
    top: float
    bottom: float

    def is_over(self, other: _Stretch) -> bool:
        """Whether all of it stands above all of the other, and not beside it."""
        return self.bottom < other.top and self.left < other.right and self.right > other.left


def _stretches(lines: Sequence[Line]) -> Iterator[_Stretch]:
    begins = [i for i, (above, below) in enumerate(itertools.pairwise(lines), start=1) if _is_back(above, below)]
    for start, end in itertools.pairwise((0, *begins, len(lines))):
        own = tuple(lines[start:end])
        baselines = [line.main.baseline for line in own]
        yield _Stretch(own, min(x.x0 for x in own), max(x.x1 for x in own), min(baselines), max(baselines))


def _is_back(above: Line, below: Line) -> bool:
    """Whether a line stands above the one written before it."""
    return below.main.baseline < above.main.baseline - 0.5 * below.main.size


def _in_gaps(lines: Sequence[Line]) -> list[Line]:
    order: list[Line] = []
    gaps: list[_Gap] = []
    lowest = 0.0
    for line in lines:
        gap = next((gap for gap in gaps if gap.holds(line)), None) if line.main.baseline < lowest else None
        if gap is not None:
            gap.lines.append(line)
            continue
        if order and _leaves_room(order[-1], line):
            gaps.append(_gap(len(order), order[-1], line))
        lowest = max(lowest, line.main.baseline)
        order.append(line)
    return list(_put_in(order, gaps))


def _goes_back(lines: Sequence[Line]) -> bool:
    return any(_is_back(above, below) for above, below in itertools.pairwise(lines))


def _leaves_room(above: Line, below: Line) -> bool:
    return below.main.baseline - above.main.baseline > GAP * max(above.main.size, below.main.size)


def _gap(index: int, above: Line, below: Line) -> _Gap:
    left, right = min(above.x0, below.x0), max(above.x1, below.x1)
    size = min(above.main.size, below.main.size)
    return _Gap(index, above.main.baseline, below.main.baseline, left, right, size)


def _put_in(order: Sequence[Line], gaps: Sequence[_Gap]) -> list[Line]:
    held = {gap.index: gap.lines for gap in gaps}
    return [line for index, own in enumerate(order) for line in (*held.get(index, ()), own)]
