"""A small bar chart by year, as numbers for an inline SVG: no script and no style attribute, as the CSP asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT = 120
"""Of the plot, in SVG units; 100 per cent."""

STEP, BAR = 64, 34
"""From one year to the next, and the width of a bar."""

LEFT, TOP, BELOW = 40, 22, 26
"""Margins: for the scale at the left, the figures above the bars, the years below them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One year. ``low`` and ``high`` are the interval's ends; None without a share."""

    x: float
    y: float
    height: float
    year: int
    percent: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with the size of the whole drawing and its scale lines (position, per cent)."""

    bars: Sequence[Bar]
    width: float
    height: float
    lines: Sequence[tuple[float, int]]


def chart(years: Sequence[Mapping[str, Any]]) -> Chart:
    """The share by year, from a count's ``years``."""
    bars = [_bar(place, figures) for place, figures in enumerate(years)]
    lines = [(_y(percent), percent) for percent in (0, 50, 100)]
    return Chart(bars, LEFT + STEP * len(bars) + 8, TOP + HEIGHT + BELOW, lines)


def _bar(place: int, figures: Mapping[str, Any]) -> Bar:
    percent, interval = figures["percent"], figures["interval"] or (None, None)
    y = _y(percent or 0)
    return Bar(
        x=LEFT + STEP * place + (STEP - BAR) / 2,
        y=y,
        height=round(TOP + HEIGHT - y, 1),
        year=figures["year"],
        percent=percent,
        low=None if interval[0] is None else _y(interval[0]),
        high=None if interval[1] is None else _y(interval[1]),
    )


def _y(percent: float) -> float:
    return round(TOP + HEIGHT * (1 - percent / 100), 1)
