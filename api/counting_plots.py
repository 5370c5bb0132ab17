"""The share by year with its interval, as a picture for a report: SVG, and PNG drawn with the same numbers.

Bars are the share with its Wilson interval; a dot with a thin line is the estimate that is corrected for the rates of
suggestions. A picture holds no script and no style of a page: it stands by itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

Document = Mapping[str, Any]

HEIGHT, STEP, BAR = 220, 74, 36
LEFT, TOP, BELOW, RIGHT = 48, 92, 54, 16
NARROWEST = 480

INK, GREY, BLUE, ORANGE, WHITE = "#222222", "#767676", "#0a6ebd", "#b34700", "#ffffff"
FONT = "Helvetica, Arial, sans-serif"

SCALE = 3
"""Pixels of the PNG for a unit of the SVG."""

LETTER = 6.4
"""Width of a letter of the title, on the average."""

TITLE_LINES = 3


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of a picture."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text; ``anchor``: start, middle or end of it stands at x."""

    x: float
    y: float
    text: str
    size: int
    colour: str = INK
    anchor: str = "middle"


Shape = Stroke | Block | Dot | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes in their order, and the size of the whole."""

    shapes: Sequence[Shape]
    width: int
    height: int


def picture(document: Document) -> Picture:
    """The plot of a count: a bar for each year, of one year for itself."""
    years = document["years"] or [document]
    is_share = document["population"] != "knowledge"
    top = 100 if is_share else max([figures["numerator"] for figures in years] + [1])
    width = max(NARROWEST, LEFT + STEP * len(years) + RIGHT)
    shapes = [*_frame(document, width, top, is_share=is_share)]
    for place, figures in enumerate(years):
        shapes += _year(figures, LEFT + STEP * place + STEP / 2, top, is_share=is_share)
    return Picture(shapes, width, TOP + HEIGHT + BELOW)


def _frame(document: Document, width: int, top: int, *, is_share: bool) -> Iterator[Shape]:
    yield Block(0, 0, width, TOP + HEIGHT + BELOW, WHITE)
    title = f"{document['indicator']}  {document['title']['en']}"
    lines = wrap(title, int((width - LEFT - RIGHT) / LETTER), max_lines=TITLE_LINES, placeholder=" …")
    for place, line in enumerate(lines):
        yield Words(LEFT, 20 + 16 * place, line, 12, anchor="start")
    unit = "per cent" if is_share else "number, cumulative"
    said = f"{unit}; {document['policy']}, {document['basis']}" if is_share else unit
    yield Words(LEFT, 22 + 16 * len(lines), said, 11, GREY, "start")
    for part in (0, 0.25, 0.5, 0.75, 1):
        y = _y(top * part, top)
        yield Stroke(LEFT, y, width - RIGHT, y, "#d9d9d9")
        yield Words(LEFT - 6, y + 4, f"{top * part:g}", 10, GREY, "end")
    bottom = TOP + HEIGHT + BELOW
    if is_share:
        yield Words(
            LEFT,
            bottom - 8,
            "bars: share, 95 % Wilson interval; dots: corrected for the rates of suggestions",
            9,
            GREY,
            "start",
        )
    yield Words(width - RIGHT, bottom - 8, document["snapshot"][7:19], 9, GREY, "end")


def _year(figures: Document, x: float, top: float, *, is_share: bool) -> Iterator[Shape]:
    value = figures["percent"] if is_share else figures["numerator"]
    y = _y(value or 0, top)
    if value is not None:
        yield Block(x - BAR / 2, y, BAR, TOP + HEIGHT - y, BLUE)
    yield from _whisker(figures["interval"], x, top, INK, 1.5)
    estimate = figures["estimate"]
    if estimate is not None:
        yield from _whisker(estimate["interval"], x + BAR / 2 + 8, top, ORANGE, 1.0)
        yield Dot(x + BAR / 2 + 8, _y(estimate["percent"], top), 3, ORANGE)
    yield Words(x, TOP + HEIGHT + 16, str(figures["year"] or "all"), 11)
    share = f"{figures['numerator']} of {figures['denominator']}" if is_share else str(figures["numerator"])
    yield Words(x, TOP + HEIGHT + 30, share if value is not None else "no share", 9, GREY)


def _whisker(interval: Sequence[float] | None, x: float, top: float, colour: str, width: float) -> Iterator[Shape]:
    if interval is None:
        return
    low, high = _y(interval[0], top), _y(interval[1], top)
    yield Stroke(x, high, x, low, colour, width)
    for end in (low, high):
        yield Stroke(x - 4, end, x + 4, end, colour, width)


def _y(value: float, top: float) -> float:
    return round(TOP + HEIGHT * (1 - value / top), 1)


def svg(document: Document) -> str:
    """The plot as SVG."""
    drawn = picture(document)
    size = f'width="{drawn.width}" height="{drawn.height}" viewBox="0 0 {drawn.width} {drawn.height}"'
    title = escape(f"{document['indicator']} {document['title']['en']}")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONT}">\n<title>{title}</title>\n'
    return head + "".join(_element(shape) + "\n" for shape in drawn.shapes) + "</svg>\n"


def _element(shape: Shape) -> str:
    if isinstance(shape, Stroke):
        ends = f'x1="{shape.x1:g}" y1="{shape.y1:g}" x2="{shape.x2:g}" y2="{shape.y2:g}"'
        return f'<line {ends} stroke="{shape.colour}" stroke-width="{shape.width:g}"/>'
    if isinstance(shape, Block):
        size = f'width="{shape.width:g}" height="{shape.height:g}"'
        return f'<rect x="{shape.x:g}" y="{shape.y:g}" {size} fill="{shape.colour}"/>'
    if isinstance(shape, Dot):
        return f'<circle cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.radius:g}" fill="{shape.colour}"/>'
    place = f'x="{shape.x:g}" y="{shape.y:g}" font-size="{shape.size}" text-anchor="{shape.anchor}"'
    return f'<text {place} fill="{shape.colour}">{escape(shape.text)}</text>'


def png(document: Document) -> bytes:
    """The same plot as PNG, ``SCALE`` times as large."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only this format needs it

    drawn = picture(document)
    image = Image.new("RGB", (drawn.width * SCALE, drawn.height * SCALE), WHITE)
    canvas = ImageDraw.Draw(image)
    for shape in drawn.shapes:
        _draw(canvas, shape)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw(canvas: Any, shape: Shape) -> None:
    from PIL import ImageFont  # noqa: PLC0415 - as above

    if isinstance(shape, Stroke):
        ends = [value * SCALE for value in (shape.x1, shape.y1, shape.x2, shape.y2)]
        canvas.line(ends, fill=shape.colour, width=max(1, round(shape.width * SCALE)))
    elif isinstance(shape, Block):
        corners = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
        canvas.rectangle([value * SCALE for value in corners], fill=shape.colour)
    elif isinstance(shape, Dot):
        corners = (shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius)
        canvas.ellipse([value * SCALE for value in corners], fill=shape.colour)
    else:
        font = ImageFont.load_default(shape.size * SCALE)
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.anchor]
        canvas.text((shape.x * SCALE, shape.y * SCALE), shape.text, fill=shape.colour, font=font, anchor=anchor)
