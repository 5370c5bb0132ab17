"""Drawing a page of a PDF as a person sees it, with lines and words on it marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from ingest.pdf.frame import Frame

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom in points from the page's top left corner."""

WHITE, YELLOW, ORANGE = (255, 255, 255), (255, 236, 130), (255, 176, 64)
MOST_DOTS = 4000
"""Dots that a picture is wide or high at most: a poster is drawn smaller."""

MARGIN = 2.0
"""Points by which a mark reaches beyond its box."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line to mark: where it stands, what it says, and from where to where in that text words are marked too."""

    box: Rectangle
    text: str = ""
    words: tuple[tuple[int, int], ...] = ()


def draw(path: Path, page: int, dots: int, marks: Sequence[Mark]) -> bytes:
    """A PNG of the page, ``dots`` to the inch or fewer; marks lie under the print, as of a text marker."""
    shown = pdfium.PdfDocument(path)[page - 1]
    scale = min(dots / 72, MOST_DOTS / max(1.0, *shown.get_size()))
    picture = shown.render(scale=scale).to_pil().convert("RGB")
    colours = Image.new("RGB", picture.size, WHITE)
    pen = ImageDraw.Draw(colours)
    for mark in marks:
        x0, y0, x1, y1 = mark.box
        pen.rectangle(_dots((x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN), scale), YELLOW)
    printed = list(_printed(shown)) if any(mark.words for mark in marks) else []
    for rectangle in (found for mark in marks for found in _word_boxes(printed, mark)):
        pen.rectangle(_dots(rectangle, scale), ORANGE)
    out = BytesIO()
    ImageChops.multiply(picture, colours).save(out, "PNG")
    return out.getvalue()


def _dots(rectangle: Rectangle, scale: float) -> list[float]:
    return [edge * scale for edge in rectangle]


Printed = tuple[str, Rectangle]
"""A visible character and where it stands."""


def _word_boxes(printed: Sequence[Printed], mark: Mark) -> Iterator[Rectangle]:
    """Where the words of a mark stand: the characters printed in its box are those of its text, in order."""
    places = dict(_aligned(mark.text, [one for one in printed if _is_inside(one[1], mark.box)])) if mark.words else {}
    for start, end in mark.words:
        found = [places[at] for at in range(start, end) if at in places]
        if found:
            left, right = min(box[0] for box in found), max(box[2] for box in found)
            yield left, mark.box[1], right, mark.box[3]


def _printed(page: Any) -> Iterator[Printed]:
    """The visible characters of a page as it is shown, in content order."""
    left, bottom, right, top = page.get_bbox()
    text, frame = page.get_textpage(), Frame(left, bottom, right, top, page.get_rotation())
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if character.strip():
            x0, y0, x1, y1 = text.get_charbox(index, loose=True)
            across, down = zip(frame.shown(x0, y1), frame.shown(x1, y0), strict=True)
            yield character, (min(across), min(down), max(across), max(down))
    text.close()


def _is_inside(place: Rectangle, box: Rectangle) -> bool:
    x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    return box[0] - 1 <= x <= box[2] + 1 and box[1] <= y <= box[3]


def _aligned(text: str, printed: Sequence[Printed]) -> Iterator[tuple[int, Rectangle]]:
    """The place of each character of the text that is found; what is printed besides is passed over."""
    at = 0
    for place, character in enumerate(text):
        if character.isspace():
            continue
        found = next((i for i in range(at, len(printed)) if printed[i][0] == character), None)
        if found is not None:
            yield place, printed[found][1]
            at = found + 1
