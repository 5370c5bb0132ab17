"""The share by year with its interval, as a picture for a report: SVG, and PNG drawn with the same numbers.

Bars are the share with its Wilson interval; a dot with a thin line is the estimate that is corrected for the rates of
suggestions; a dashed line is a target that a report prints, a green dot its result. A picture holds no script and no
style of a page: it stands by itself, in one language.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from api.counting_reported import Reported

Document = Mapping[str, Any]

HEIGHT, STEP, BAR = 220, 74, 36
LEFT, TOP, BELOW, RIGHT = 48, 92, 70, 16
DASH, GAP = 5, 3
NARROWEST = 480

INK, GREY, BLUE, ORANGE, GREEN, WHITE = "#222222", "#767676", "#0a6ebd", "#b34700", "#1a7f37", "#ffffff"
FONT = "Helvetica, Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

CHINESE_FACES = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "PingFang.ttc", "msyh.ttc")
"""Files of fonts with Chinese letters, of which one is looked for among those of the machine. None is shipped."""

ENGLISH, CHINESE = "en", "zh"

SAID: Mapping[str, Mapping[str, str]] = {
    ENGLISH: {
        "percent": "per cent; {policy}, {basis}",
        "number": "number, cumulative",
        "strict": "strict",
        "lenient": "lenient",
        "suggested": "suggested by rules",
        "reviewed": "reviewed by people",
        "bars": "Bars: share, 95 % Wilson interval",
        "corrected": "orange: corrected for the rates of suggestions",
        "printed": "dashed green: target in a report, dot: its result",
        "between": "; ",
        "all": "all",
        "of": "{part} of {whole}",
        "no_share": "no share",
    },
    CHINESE: {
        "percent": "百分比；{policy}，{basis}",
        "number": "累计数",
        "strict": "从严",
        "lenient": "从宽",
        "suggested": "机器建议",
        "reviewed": "人工审定",
        "bars": "柱：占比及95%威尔逊区间",
        "corrected": "橙色：按建议准确率校正的估计值",
        "printed": "绿色虚线：报告所载目标，绿点：报告所载结果",
        "between": "；",
        "all": "合计",
        "of": "{part}/{whole}",
        "no_share": "无占比",
    },
}
"""What a plot says in its words, by language."""

SCALE = 3
"""Pixels of the PNG for a unit of the SVG."""

LETTER: Mapping[str, float] = {ENGLISH: 6.4, CHINESE: 12.0}
"""Width of a letter of the title, on the average."""

TITLE_LINES = 3


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of a picture; a dashed one is level."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0
    dashed: bool = False


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


def picture(document: Document, language: str = ENGLISH, printed: Sequence[Reported] = ()) -> Picture:
    """The plot of a count: a bar for each year, of one year for itself. ``printed`` is what reports say."""
    is_share = document["population"] != "knowledge"
    said = [one for one in printed if document["years"] or one.year == document["year"]]
    years = _years(document, said)
    top = 100 if is_share else max([value for year in years for value in _values(year, said)] + [1])
    width = max(NARROWEST, LEFT + STEP * len(years) + RIGHT)
    shapes = [*_frame(document, width, top, SAID[language], language, targets=bool(said))]
    for place, figures in enumerate(years):
        x = LEFT + STEP * place + STEP / 2
        shapes += _year(figures, x, top, SAID[language], is_share=is_share)
        shapes += _printed([one for one in said if one.year == figures["year"]], x, top)
    return Picture(shapes, width, TOP + HEIGHT + BELOW)


def _years(document: Document, printed: Sequence[Reported]) -> list[Document]:
    """The figures by year, and the years of which only a report speaks."""
    counted = document["years"] or [document]
    known = {figures["year"] for figures in counted}
    alone = [{**NOTHING, "year": year} for year in {one.year for one in printed} - known]
    return sorted([*counted, *alone], key=lambda figures: (figures["year"] is None, figures["year"]))


NOTHING: Document = MappingProxyType({"percent": None, "numerator": None, "interval": None, "estimate": None})
"""The figures of a year that is not counted."""


def _values(figures: Document, printed: Sequence[Reported]) -> Iterator[float]:
    said = [value for one in printed if one.year == figures["year"] for value in (one.target, one.result)]
    yield from (value for value in (figures["numerator"], *said) if value is not None)


def _frame(
    document: Document, width: int, top: float, said: Mapping[str, str], language: str, *, targets: bool
) -> Iterator[Shape]:
    yield Block(0, 0, width, TOP + HEIGHT + BELOW, WHITE)
    title = f"{document['indicator']}  {document['title'][language]}"
    lines = wrap(title, int((width - LEFT - RIGHT) / LETTER[language]), max_lines=TITLE_LINES, placeholder=" …")
    for place, line in enumerate(lines):
        yield Words(LEFT, 20 + 16 * place, line, 12, anchor="start")
    is_share = document["population"] != "knowledge"
    reading = said["percent"].format(policy=said[document["policy"]], basis=said[document["basis"]])
    yield Words(LEFT, 22 + 16 * len(lines), reading if is_share else said["number"], 11, GREY, "start")
    for part in (0, 0.25, 0.5, 0.75, 1):
        y = _y(top * part, top)
        yield Stroke(LEFT, y, width - RIGHT, y, "#d9d9d9")
        yield Words(LEFT - 6, y + 4, f"{top * part:g}", 10, GREY, "end")
    bottom = TOP + HEIGHT + BELOW
    if is_share:
        yield Words(LEFT, bottom - 22, said["between"].join((said["bars"], said["corrected"])), 9, GREY, "start")
    if targets:
        yield Words(LEFT, bottom - 8, said["printed"], 9, GREY, "start")
    yield Words(width - RIGHT, bottom - 8, document["snapshot"][7:19], 9, GREY, "end")


def _year(figures: Document, x: float, top: float, said: Mapping[str, str], *, is_share: bool) -> Iterator[Shape]:
    value = figures["percent"] if is_share else figures["numerator"]
    y = _y(value or 0, top)
    if value is not None:
        yield Block(x - BAR / 2, y, BAR, TOP + HEIGHT - y, BLUE)
    yield from _whisker(figures["interval"], x, top, INK, 1.5)
    estimate = figures["estimate"]
    if estimate is not None:
        yield from _whisker(estimate["interval"], x + BAR / 2 + 8, top, ORANGE, 1.0)
        yield Dot(x + BAR / 2 + 8, _y(estimate["percent"], top), 3, ORANGE)
    yield Words(x, TOP + HEIGHT + 16, str(figures["year"] or said["all"]), 11)
    if figures["numerator"] is not None:
        share = said["of"].format(part=figures["numerator"], whole=figures.get("denominator"))
        number = share if is_share else str(figures["numerator"])
        yield Words(x, TOP + HEIGHT + 30, number if value is not None else said["no_share"], 9, GREY)


def _printed(said: Sequence[Reported], x: float, top: float) -> Iterator[Shape]:
    """What reports print of a year: its targets as level lines, its results as dots."""
    for one in said:
        if one.target is not None:
            y = _y(one.target, top)
            yield Stroke(x - STEP / 2 + 3, y, x + STEP / 2 - 3, y, GREEN, 2.0, dashed=True)
        if one.result is not None:
            yield Dot(x - BAR / 2 - 6, _y(one.result, top), 3.5, GREEN)


def _whisker(interval: Sequence[float] | None, x: float, top: float, colour: str, width: float) -> Iterator[Shape]:
    if interval is None:
        return
    low, high = _y(interval[0], top), _y(interval[1], top)
    yield Stroke(x, high, x, low, colour, width)
    for end in (low, high):
        yield Stroke(x - 4, end, x + 4, end, colour, width)


def _y(value: float, top: float) -> float:
    return round(TOP + HEIGHT * (1 - value / top), 1)


def svg(document: Document, language: str = ENGLISH, printed: Sequence[Reported] = ()) -> str:
    """The plot as SVG."""
    drawn = picture(document, language, printed)
    size = f'width="{drawn.width}" height="{drawn.height}" viewBox="0 0 {drawn.width} {drawn.height}"'
    title = escape(f"{document['indicator']} {document['title'][language]}")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" xml:lang="{language}" font-family="{FONT}">\n'
    head += f"<title>{title}</title>\n"
    return head + "".join(_element(shape) + "\n" for shape in drawn.shapes) + "</svg>\n"


def _element(shape: Shape) -> str:
    if isinstance(shape, Stroke):
        ends = f'x1="{shape.x1:g}" y1="{shape.y1:g}" x2="{shape.x2:g}" y2="{shape.y2:g}"'
        dashes = f' stroke-dasharray="{DASH:g} {GAP:g}"' if shape.dashed else ""
        return f'<line {ends} stroke="{shape.colour}" stroke-width="{shape.width:g}"{dashes}/>'
    if isinstance(shape, Block):
        size = f'width="{shape.width:g}" height="{shape.height:g}"'
        return f'<rect x="{shape.x:g}" y="{shape.y:g}" {size} fill="{shape.colour}"/>'
    if isinstance(shape, Dot):
        return f'<circle cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.radius:g}" fill="{shape.colour}"/>'
    place = f'x="{shape.x:g}" y="{shape.y:g}" font-size="{shape.size}" text-anchor="{shape.anchor}"'
    return f'<text {place} fill="{shape.colour}">{escape(shape.text)}</text>'


def png(document: Document, language: str = ENGLISH, printed: Sequence[Reported] = ()) -> bytes:
    """The same plot as PNG, ``SCALE`` times as large; in English where no font of the machine has Chinese letters."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only this format needs it

    said = language_of_png(language)
    drawn = picture(document, said, printed)
    image = Image.new("RGB", (drawn.width * SCALE, drawn.height * SCALE), WHITE)
    canvas = ImageDraw.Draw(image)
    for shape in drawn.shapes:
        _draw(canvas, shape, _chinese_face() if said == CHINESE else None)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def language_of_png(language: str) -> str:
    """The language that a PNG is in where one is asked for: Chinese needs a font of the machine."""
    return language if language != CHINESE or _chinese_face() else ENGLISH


@cache
def _chinese_face() -> str | None:
    """A font of the machine with Chinese letters."""
    from PIL import ImageFont  # noqa: PLC0415 - as above

    for name in CHINESE_FACES:
        with suppress(OSError):
            ImageFont.truetype(name, 10)
            return name
    return None


def _draw(canvas: Any, shape: Shape, face: str | None) -> None:
    if isinstance(shape, Stroke):
        for ends in _dashes(shape) if shape.dashed else [(shape.x1, shape.y1, shape.x2, shape.y2)]:
            scaled = [value * SCALE for value in ends]
            canvas.line(scaled, fill=shape.colour, width=max(1, round(shape.width * SCALE)))
    elif isinstance(shape, Block):
        corners = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
        canvas.rectangle([value * SCALE for value in corners], fill=shape.colour)
    elif isinstance(shape, Dot):
        corners = (shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius)
        canvas.ellipse([value * SCALE for value in corners], fill=shape.colour)
    else:
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.anchor]
        place = (shape.x * SCALE, shape.y * SCALE)
        canvas.text(place, shape.text, fill=shape.colour, font=_font(face, shape.size * SCALE), anchor=anchor)


def _dashes(line: Stroke) -> Iterator[tuple[float, float, float, float]]:
    """The dashes of a level line."""
    x = line.x1
    while x < line.x2:
        yield x, line.y1, min(x + DASH, line.x2), line.y1
        x += DASH + GAP


def _font(face: str | None, size: int) -> Any:
    from PIL import ImageFont  # noqa: PLC0415 - as above

    return ImageFont.load_default(size) if face is None else ImageFont.truetype(face, size)
