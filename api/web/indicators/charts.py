"""Plots by year as numbers for an inline SVG: no script and no style attribute, as the CSP asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web.indicators.counts import Summary, YearRow, year_value

HEIGHT = 150
"""Of what is drawn between scale and years, in SVG units."""

LEFT, TOP, BELOW, RIGHT = 34, 22, 26, 10
"""Margins: for the scale at the left, the figures above the bars, the years below them."""

STEP, BAR = 76, 30
"""From one year to the next, and the width of a bar."""

THIN = 13
"""Width of one of four bars of a year."""

COVERAGE = ("presented", "obtained", "readable", "reviewed")
"""How far the documents of a year have come, from all that there are to those that people have settled."""

ROUND = (2, 4, 6, 8, 10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 800, 1000)
"""Where a scale of numbers may end."""

LONG, LOW = 168, 44
"""Size of a small trend."""


@dataclass(frozen=True, slots=True)
class Whisker:
    """An interval: its ends on the page."""

    high: float
    low: float


@dataclass(frozen=True, slots=True)
class Column:
    """A year. ``x`` is its middle; heights are None where there is no figure."""

    x: float
    row: YearRow
    value: float | None
    y: float | None
    height: float
    interval: Whisker | None
    corrected: float | None
    corrected_interval: Whisker | None
    targets: Sequence[float]
    results: Sequence[float]

    @property
    def label(self) -> float:
        """Where the figure stands: above the bar and its interval."""
        if self.y is None:
            return TOP + HEIGHT - 6
        return (self.y if self.interval is None else min(self.y, self.interval.high)) - 6


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns, the scale (position, value), and the size of the whole drawing."""

    columns: Sequence[Any]
    lines: Sequence[tuple[float, float]]
    width: float
    height: float
    bottom: float
    shares: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """One of several bars of a year; ``number`` None is unknown."""

    name: str
    x: float
    y: float
    height: float
    number: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of a year."""

    x: float
    year: int | None
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Trend:
    """A small line by year: its points, and the last one."""

    points: Sequence[tuple[float, float]]
    width: int = LONG
    height: int = LOW


def series_chart(count: Mapping[str, Any], rows: Sequence[YearRow]) -> Chart:
    """The share (of the library: the number) by year, with what reports print of it."""
    shares = count["population"] != "knowledge"
    top = 100 if shares else _end(_numbers(count, rows))
    columns = [_column(count, row, LEFT + STEP * (place + 0.5), top) for place, row in enumerate(rows)]
    return _framed(columns, top, shares=shares)


def _numbers(count: Mapping[str, Any], rows: Sequence[YearRow]) -> list[float]:
    counted = [year_value(count, row.figures) or 0 for row in rows if row.figures is not None]
    said = [value for row in rows for one in row.reported for value in (one.target, one.result) if value is not None]
    return [*counted, *said]


def _column(count: Mapping[str, Any], row: YearRow, x: float, top: float) -> Column:
    figures = row.figures or {"interval": None, "estimate": None}
    value = None if row.figures is None else year_value(count, row.figures)
    y, estimate = None if value is None else _y(value, top), figures["estimate"]
    return Column(
        x=x,
        row=row,
        value=value,
        y=y,
        height=0 if y is None else round(TOP + HEIGHT - y, 1),
        interval=_whisker(figures["interval"], top),
        corrected=None if estimate is None else _y(estimate["percent"], top),
        corrected_interval=None if estimate is None else _whisker(estimate["interval"], top),
        targets=[_y(one.target, top) for one in row.reported if one.target is not None],
        results=[_y(one.result, top) for one in row.reported if one.result is not None],
    )


def _whisker(interval: Sequence[float] | None, top: float) -> Whisker | None:
    return None if interval is None else Whisker(_y(interval[1], top), _y(interval[0], top))


def coverage_chart(years: Sequence[Mapping[str, Any]]) -> Chart:
    """How far the documents of each year have come."""
    top = _end([figures[name] or 0 for figures in years for name in COVERAGE])
    groups = [_group(figures, LEFT + STEP * (place + 0.5), top) for place, figures in enumerate(years)]
    return _framed(groups, top, shares=False)


def _group(figures: Mapping[str, Any], x: float, top: float) -> Group:
    bars = []
    for place, name in enumerate(COVERAGE):
        y = _y(figures[name] or 0, top)
        left = x + (place - len(COVERAGE) / 2) * (THIN + 2)
        bars.append(Bar(name, round(left, 1), y, round(TOP + HEIGHT - y, 1), figures[name]))
    return Group(x, figures["year"], bars)


def _framed(columns: Sequence[Any], top: float, *, shares: bool) -> Chart:
    parts = (0, 0.25, 0.5, 0.75, 1) if shares else (0, 0.5, 1)
    lines = [(_y(top * part, top), top * part) for part in parts]
    width = LEFT + STEP * max(2, len(columns)) + RIGHT
    return Chart(columns, lines, width, TOP + HEIGHT + BELOW, TOP + HEIGHT, shares)


def trend(summary: Summary) -> Trend | None:
    """The small line of an indicator; None of fewer than two years."""
    values = [year_value({"population": summary.population}, figures) or 0 for figures in summary.years]
    if len(values) < 2:
        return None
    top = 100 if summary.population != "knowledge" else _end(values)
    step = (LONG - 12) / (len(values) - 1)
    points = [
        (round(6 + step * place, 1), round(6 + (LOW - 12) * (1 - value / top), 1)) for place, value in enumerate(values)
    ]
    return Trend(points)


def _end(values: Sequence[float]) -> float:
    most = max(values, default=0)
    return float(next((end for end in ROUND if end >= most), most))


def _y(value: float, top: float) -> float:
    return round(TOP + HEIGHT * (1 - min(value, top) / top), 1)
