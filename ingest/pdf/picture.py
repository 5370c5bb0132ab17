"""Drawing a page of a PDF as a person sees it, with places on it marked."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

WHITE, YELLOW = (255, 255, 255), (255, 236, 130)
MARGIN = 2.0
"""Points by which a mark reaches beyond its box."""


def draw(path: Path, page: int, dots: int, boxes: Sequence[tuple[float, float, float, float]]) -> bytes:
    """A PNG of the page, ``dots`` to the inch; marks lie under the print, as of a text marker.

    Boxes are (x0, y0, x1, y1) in points from the page's top left corner.
    """
    scale = dots / 72
    picture = pdfium.PdfDocument(path)[page - 1].render(scale=scale).to_pil().convert("RGB")
    marks = Image.new("RGB", picture.size, WHITE)
    pen = ImageDraw.Draw(marks)
    for x0, y0, x1, y1 in boxes:
        wider = (x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN)
        pen.rectangle([edge * scale for edge in wider], YELLOW)
    out = BytesIO()
    ImageChops.multiply(picture, marks).save(out, "PNG")
    return out.getvalue()
