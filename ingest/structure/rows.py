"""Rows of tables among the lines of a page: cells that stand beside each other, each of one line or of several.

Programs write a table row by row and a row cell by cell, so in content order the lines of a cell go down, the next
cell stands to the right of them all, and the next row begins further left and lower. Two columns of text do the same
once on a page, and are told from a row by their height.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.layout import Line
from ingest.structure import grammar
from ingest.text import CJK_CHARACTER

CUT = 1.0
"""A gap of this many sizes parts two cells where another line nearby is parted at the same place."""

WIDE = 2.4
"""A gap of this many sizes parts cells whatever stands nearby: no justified line is spread so far."""

LOOSE = 1.22
"""Lines of a paragraph or cell follow each other within this many of the usual pitches of their size."""

ALIKE = 0.12
"""Sizes that differ by less than this part of them are one."""

TALL = 14
"""Two cells of more lines than this are columns of text."""

APART = 1.5
"""Sizes between the end of one cell's room and the next cell."""

EVEN = 0.2
"""Gaps that differ by less than this many sizes are those of a justified line."""

NEAR = 3
"""Lines before and after among which the same cut is looked for."""

Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Two or more cells that stand beside each other, from left to right."""

    cells: tuple[Cell, ...]

    @property
    def right(self) -> float:
        """How far the first cell reaches."""
        return max(line.x1 for line in self.cells[0])


def rows_of(lines: Sequence[Line], pitch: Callable[[float], float]) -> Iterator[Line | Row]:
    """The lines of a page in content order, those of one row of a table put together.

    ``pitch`` gives the usual distance of baselines for a size.
    """
    found = list(_put_together(lines, pitch))
    rows = [one for one in found if isinstance(one, Row)]
    for one in found:
        yield from _without_heads(one, rows) if isinstance(one, Row) else (one,)


def _without_heads(row: Row, rows: Sequence[Row]) -> Iterator[Line | Row]:
    """The row, parted from lines that stand above its first cell and did not have to end where they do."""
    first, left = row.cells[0], row.cells[0][-1].x0
    widest = max(other.right for other in rows if abs(other.cells[0][-1].x0 - left) < 3 * first[-1].main.size)
    edge = min(widest, min(line.x0 for line in row.cells[1]) - APART * first[-1].main.size)
    begins = max((i for i in range(1, len(first)) if _has_room(first[i - 1], first[i], edge)), default=0)
    yield from first[:begins]
    yield Row((first[begins:], *row.cells[1:]))


def _has_room(line: Line, after: Line, edge: float) -> bool:
    """Whether the first word of the line after would have stood on this one."""
    word = after.text.split()[0] if after.text.split() else ""
    letters = 1 if CJK_CHARACTER.match(word) else len(word)
    width = letters * (after.x1 - after.x0) / max(1, len(after.text))
    return line.x1 + width + 0.5 * line.main.size < edge


def _put_together(lines: Sequence[Line], pitch: Callable[[float], float]) -> Iterator[Line | Row]:
    cells: tuple[Cell, ...] = ()
    members: list[Line] = []
    floor = float("-inf")
    for line, parts in zip(lines, _parted(lines), strict=True):
        grown = _grown(cells, parts, floor, pitch) if cells else None
        if grown is None:
            yield from _closed(cells, members)
            floor = max((member.main.baseline for member in members), default=floor)
            if line.main.baseline < floor:  # a new column begins
                floor = float("-inf")
            grown, members = _grown(((parts[0],),), parts[1:], floor, pitch) or ((line,),), []
        cells = grown
        members.append(line)
    yield from _closed(cells, members)


def _closed(cells: tuple[Cell, ...], members: Sequence[Line]) -> Iterator[Line | Row]:
    if _is_row(cells, members):
        yield Row(cells)
    else:
        yield from members


def _is_row(cells: tuple[Cell, ...], members: Sequence[Line]) -> bool:
    if len(cells) < 2 or sum(len(cell) > TALL for cell in cells) > 1:
        return False
    if len(cells) > 2:
        return True
    text = " ".join(member.text for member in members).rstrip()
    return not grammar.is_label(" ".join(line.text for line in cells[0]).strip()) and not grammar.has_leaders(text)


def _grown(
    cells: tuple[Cell, ...], parts: Sequence[Line], floor: float, pitch: Callable[[float], float]
) -> tuple[Cell, ...] | None:
    """The cells with the parts of one more line; None when they belong to another row."""
    for part in parts:
        if _below(cells[-1], part, pitch):
            cells = (*cells[:-1], (*cells[-1], part))
        elif _beside(cells, part, floor):
            cells = (*cells, (part,))
        else:
            return None
    return cells


def _below(cell: Cell, part: Line, pitch: Callable[[float], float]) -> bool:
    last, size = cell[-1].main, part.main.size
    near = 0.5 * size < part.main.baseline - last.baseline < LOOSE * pitch(size)
    if not near or not _alike(size, last.size):
        return False
    return part.x0 < max(line.x1 for line in cell) and part.x1 > min(line.x0 for line in cell)


def _beside(cells: tuple[Cell, ...], part: Line, floor: float) -> bool:
    """Whether a part in the same size stands right of all cells, below the row before and not below this one."""
    lines = [line for cell in cells for line in cell]
    size, baseline = part.main.size, part.main.baseline
    right, lowest = max(line.x1 for line in lines), max(line.main.baseline for line in lines)
    back_up = baseline < lines[-1].main.baseline - 0.5 * size  # where a new cell begins the gap may be nothing
    inside = part.x0 > right + (-0.2 if back_up else 0.3) * size and floor + 0.5 * size < baseline < lowest + 0.5 * size
    return inside and _alike(size, lines[0].main.size)


def _alike(one: float, other: float) -> bool:
    return abs(one - other) < ALIKE * max(one, other)


def _parted(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The parts of each line between its cuts."""
    cuts = [() if _is_justified(line) else _cuts(line) for line in lines]
    for index, line in enumerate(lines):
        if not cuts[index]:
            yield (line,)
            continue
        nearby = [
            cut for other in (*cuts[max(0, index - NEAR) : index], *cuts[index + 1 : index + 1 + NEAR]) for cut in other
        ]
        begins = [other.x0 for other in lines[index + 1 : index + 1 + NEAR]]
        sure = any(_is_kept(cut, nearby, begins, line) for cut in cuts[index])  # and then the others are too
        yield _split(line, {at for _, _, at in cuts[index]} if sure else set())


Cut = tuple[float, float, int]
"""Where a gap begins and ends, and the index of the run behind it."""


def _is_justified(line: Line) -> bool:
    """Whether a line is words spread evenly to the width of its paragraph, be it behind a label."""
    if len(line.runs) < 3:
        return False
    runs = line.runs[1:] if grammar.is_label(line.runs[0].text.strip()) else line.runs
    gaps = [run.x0 - last.x1 for last, run in itertools.pairwise(runs)]
    words = sum(run.text.strip().isalpha() and len(run.text.split()) == 1 for run in runs)
    even = len(gaps) > 1 and max(gaps) - min(gaps) < EVEN * line.main.size and max(gaps) < 2 * WIDE * line.main.size
    return even and 2 * words >= len(runs)


def _cuts(line: Line) -> tuple[Cut, ...]:
    """The gaps of a line that may part cells."""
    found, right = [], line.runs[0].x1
    for index, run in enumerate(line.runs[1:], start=1):
        if run.x0 - right > CUT * max(run.size, line.runs[index - 1].size):
            found.append((right, run.x0, index))
        right = max(right, run.x1)
    return tuple(found)


def _is_kept(cut: Cut, nearby: Sequence[Cut], begins: Sequence[float], line: Line) -> bool:
    """Whether a gap parts cells: it is wide, or lines nearby have it too, or begin where it ends."""
    wide = cut[1] - cut[0] > WIDE * line.main.size
    return wide or _found_again(cut, nearby, line) or any(abs(x0 - cut[1]) < 1 for x0 in begins)


def _found_again(cut: Cut, nearby: Sequence[Cut], line: Line) -> bool:
    return any(min(cut[1], other[1]) - max(cut[0], other[0]) > 0.6 * line.main.size for other in nearby)


def _split(line: Line, places: set[int]) -> tuple[Line, ...]:
    if not places:
        return (line,)
    bounds = [0, *sorted(places), len(line.runs)]
    return tuple(Line(line.runs[start:end]) for start, end in itertools.pairwise(bounds))
