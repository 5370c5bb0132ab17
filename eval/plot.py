"""A small plot as SVG: lines and measured points over two axes, each linear from 0 or logarithmic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN = 720, 440, 64
LEGEND = 190
"""Pixels right of the frame, for the names."""

COLOURS = ("#1f5fa8", "#b5462a", "#2f7d3b", "#7a4aa0", "#8a6d00", "#0f7f86", "#a0407a", "#555555", "#4b5d16", "#c07000")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """What stands along an axis. On a logarithmic one every number is above 0."""

    name: str
    logarithmic: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Points joined by a line; ``dashed`` for a bar or a prediction, ``joined`` off for points alone.

    ``colour`` is a place in ``COLOURS``; series of one colour belong together, and those without a name have no legend.
    """

    name: str
    points: Sequence[Point]
    dashed: bool = False
    joined: bool = True
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class _Scale:
    """Numbers to pixels, from ``first`` at ``least`` to ``last`` at ``most``."""

    least: float
    most: float
    first: float
    last: float
    logarithmic: bool

    def __call__(self, number: float) -> float:
        along = log10(number / self.least) / log10(self.most / self.least) if self.logarithmic else number / self.most
        return self.first + (self.last - self.first) * along

    def ticks(self) -> Iterator[float]:
        """Powers of ten, or quarters of a linear axis."""
        if self.logarithmic:
            yield from (10.0**power for power in range(round(log10(self.least)), round(log10(self.most)) + 1))
        else:
            yield from (self.most * quarter / 4 for quarter in range(5))


def svg(series: Sequence[Series], across: Axis, up: Axis) -> str:
    """The plot; no points at all make an empty frame."""
    points = [point for one in series for point in one.points] or [(1.0, 1.0)]
    right, bottom = WIDTH - MARGIN - LEGEND, HEIGHT - MARGIN
    x = _scale([point[0] for point in points], MARGIN, right, logarithmic=across.logarithmic)
    y = _scale([point[1] for point in points], bottom, MARGIN, logarithmic=up.logarithmic)
    drawn = [part for at, one in enumerate(series) for part in _series(one, at, x, y)]
    named = [one for one in series if one.name]
    legend = [
        _text(right + 14, MARGIN + 12 + 18 * row, one.name, colour=_colour(one, series.index(one)))
        for row, one in enumerate(named)
    ]
    words = [_text(MARGIN, MARGIN - 14, up.name), _text((MARGIN + right) / 2, HEIGHT - 16, across.name, "middle")]
    body = "\n".join([*_grid(x, y, right, bottom), *drawn, *legend, *words])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _scale(numbers: Sequence[float], first: float, last: float, *, logarithmic: bool) -> _Scale:
    if not logarithmic:
        return _Scale(0.0, 1.05 * max(numbers) or 1.0, first, last, logarithmic)
    least, most = floor(log10(min(numbers))), ceil(log10(max(numbers)))
    return _Scale(10.0**least, 10.0 ** max(most, least + 1), first, last, logarithmic)


def _grid(x: _Scale, y: _Scale, right: float, bottom: float) -> Iterator[str]:
    for tick in x.ticks():
        yield f'<path d="M{x(tick):.1f} {MARGIN}V{bottom}" stroke="#ddd"/>'
        yield _text(x(tick), bottom + 18, _number(tick), "middle")
    for tick in y.ticks():
        yield f'<path d="M{MARGIN} {y(tick):.1f}H{right}" stroke="#ddd"/>'
        yield _text(MARGIN - 6, y(tick) + 4, _number(tick), "end")


def _series(one: Series, at: int, x: _Scale, y: _Scale) -> Iterator[str]:
    colour = _colour(one, at)
    places = [(x(across), y(up)) for across, up in one.points]
    if one.joined:
        line, dashes = " ".join(f"{a:.1f},{b:.1f}" for a, b in places), ' stroke-dasharray="5 4"' if one.dashed else ""
        yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
    if not one.joined or len(places) < 20:
        radius = 2 if one.dashed else 3.5
        yield from (f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{radius}" fill="{colour}"/>' for a, b in places)


def _colour(one: Series, at: int) -> str:
    return COLOURS[(at if one.colour is None else one.colour) % len(COLOURS)]


def _text(x: float, y: float, said: str, anchor: str = "start", colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(said)}</text>'


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:g}"
