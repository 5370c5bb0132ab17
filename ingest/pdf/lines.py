"""Runs in content order to lines: what both engines share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.layout import Line, Run
from ingest.text import RIGHT_TO_LEFT

SAME_LINE = 0.55
"""Two runs share a line when their baselines differ by less than this part of the larger size (markers are raised)."""

BACKWARDS = 1.5
"""A run that starts this many sizes left of where the last one ended begins a new line."""


def lines_of(runs: Iterable[Run]) -> tuple[Line, ...]:
    """Lines in content order; runs without a visible character only separate words."""
    return tuple(Line(tuple(group)) for group in _groups(runs) if any(not run.text.isspace() for run in group))


def _groups(runs: Iterable[Run]) -> Iterator[list[Run]]:
    group: list[Run] = []
    for run in runs:
        if group and not _continues(group, run):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _continues(group: list[Run], run: Run) -> bool:
    last = group[-1]
    if not (_level(run, last) or _level(run, group[0])):
        return False
    reach = BACKWARDS * max(run.size, *(r.size for r in group))
    leftwards = run.x1 <= last.x0 + reach
    return run.x0 >= last.x1 - reach or (leftwards and bool(RIGHT_TO_LEFT.search(run.text + last.text)))


def _level(run: Run, other: Run) -> bool:
    return abs(run.baseline - other.baseline) <= SAME_LINE * max(run.size, other.size)
