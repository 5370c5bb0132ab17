"""How figures grow with the number of passages, as a small SVG: a line for each figure, its bar dashed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN = 640, 400, 60
COLOURS = ("#1f5fa8", "#b5462a", "#2f7d3b", "#7a4aa0")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure at each size, and the bar it has to stay under."""

    name: str
    figures: Sequence[float]
    bar: float


def svg(sizes: Sequence[int], lines: Sequence[Line], unit: str) -> str:
    """The plot; sizes are on a logarithmic axis."""
    top = 1.1 * max(max(*line.figures, line.bar) for line in lines)
    drawn = "\n".join(
        part for at, line in enumerate(lines) for part in _line(line, at, [_across(s, sizes) for s in sizes], top)
    )
    axis = "\n".join(_size(size, sizes) for size in sizes)
    frame = f'<rect x="{MARGIN}" y="{MARGIN}" width="{WIDTH - 2 * MARGIN}" height="{HEIGHT - 2 * MARGIN}" fill="none" stroke="#999"/>'  # noqa: E501
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12">\n{frame}\n{axis}\n<text x="8" y="{MARGIN - 8}">{escape(unit)}</text>\n'
        f'<text x="8" y="{MARGIN + 4}">{top:.0f}</text>\n<text x="8" y="{HEIGHT - MARGIN}">0</text>\n{drawn}\n</svg>\n'
    )


def _line(line: Line, at: int, across: Sequence[float], top: float) -> Iterator[str]:
    colour, bar = COLOURS[at % len(COLOURS)], _down(line.bar, top)
    points = " ".join(f"{x:.1f},{_down(figure, top):.1f}" for x, figure in zip(across, line.figures, strict=True))
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield f'<path d="M{MARGIN} {bar:.1f}H{WIDTH - MARGIN}" stroke="{colour}" stroke-dasharray="4 4"/>'
    yield f'<text x="{MARGIN + 8}" y="{MARGIN + 16 + 16 * at}" fill="{colour}">{escape(line.name)}</text>'


def _size(size: int, sizes: Sequence[int]) -> str:
    return f'<text x="{_across(size, sizes):.1f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{size:,}</text>'


def _across(size: int, sizes: Sequence[int]) -> float:
    span = log(max(sizes) / min(sizes)) or 1.0
    return MARGIN + (WIDTH - 2 * MARGIN) * log(size / min(sizes)) / span


def _down(figure: float, top: float) -> float:
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * figure / top
