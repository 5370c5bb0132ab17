"""The reference and fall-back engine: pypdf, whose text visitor gives position, size and font of each piece."""

from __future__ import annotations

import itertools
import logging
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PdfReadError, PyPdfError
from pypdf.generic import NullObject
from pypdf.generic._font import Font

from corpus.errors import PortalError
from ingest.layout import Flow, Line, PageLayout, RawDocument, Run
from ingest.pdf.frame import Frame
from ingest.pdf.lines import lines_of
from ingest.pdf.signs import Fill, may_be_sign, with_colour
from ingest.text import CJK_CHARACTER, RIGHT_TO_LEFT, visible

SAME_LINE, SPREAD = 0.55, 0.9
"""In sizes: how far baselines of one line may differ; how far spread letters and spaces carry a word."""

LATIN = re.compile(r"[A-Za-z]")

ENCODINGS = frozenset({"pypdf._cmap", "pypdf.generic._font"})
"""The logs in which pypdf complains of encodings."""

MOST_COMPLAINTS = 8
"""Complaints that are kept of a file."""

MOST_STREAMS = 64
"""Content streams of one page that are looked at."""

BROKEN = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
    AssertionError,
)
"""What pypdf is known to raise on a page that breaks the format."""


def read(path: Path, max_pages: int) -> RawDocument:
    """All pages of a PDF. Raises ``PortalError``: encrypted, damaged, too_many_pages.

    Encodings that pypdf cannot read are warnings.
    """
    with _complaints_of_encodings() as complaints:
        document = _read(path, max_pages)
    return replace(document, warnings=tuple(complaints))


@contextmanager
def _complaints_of_encodings() -> Iterator[dict[str, None]]:
    """What pypdf says in its log of encodings of fonts that it cannot read, each once; nothing of it is printed."""
    complaints: dict[str, None] = {}
    log, level = logging.getLogger("pypdf"), logging.root.manager.disable
    handler = _Listener(complaints)
    log.addHandler(handler)
    propagates, log.propagate = log.propagate, False
    logging.disable(logging.NOTSET)
    try:
        yield complaints
    finally:
        logging.disable(level)
        log.propagate = propagates
        log.removeHandler(handler)


class _Listener(logging.Handler):
    def __init__(self, complaints: dict[str, None]) -> None:
        super().__init__(logging.WARNING)
        self.complaints = complaints

    def emit(self, record: logging.LogRecord) -> None:
        if record.name in ENCODINGS and len(self.complaints) < MOST_COMPLAINTS:
            self.complaints[visible(record.getMessage())] = None


def _read(path: Path, max_pages: int) -> RawDocument:
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PortalError("encrypted", path.name)
        count = reader.get_num_pages()
    except DependencyError as error:
        raise PortalError("encrypted", path.name) from error
    except BROKEN as error:
        raise PortalError("damaged", str(error)) from error
    if count > max_pages:
        raise PortalError("too_many_pages", f"{count} pages, at most {max_pages}")
    if count == 0:
        raise PortalError("damaged", "no pages")
    return RawDocument(
        "application/pdf",
        "pypdf",
        Flow.POSITIONS,
        tuple(_page(reader, index) for index in range(count)),
        _title(reader),
    )


def _title(reader: pypdf.PdfReader) -> str | None:
    try:
        title = reader.metadata.title if reader.metadata else None
    except BROKEN:
        return None
    return visible(str(title)).strip() or None if title else None


def _page(reader: pypdf.PdfReader, index: int) -> PageLayout:
    try:
        page = reader.pages[index]
        left, bottom, right, top = map(float, page.cropbox)
        frame = Frame(left, bottom, right, top, page.rotation % 360)
        lines = tuple(_as_it_is_read(line) for line in lines_of(_runs(page, frame)))
        drawn = bool(lines) or (_stored_length(page.get("/Contents")) > 0 and bool(_content(page).strip()))
        pictures = 0 if lines else len(list(page.images.keys()))
    except BROKEN as error:
        return PageLayout(index + 1, 0.0, 0.0, (), fault=f"{type(error).__name__}: {error}")
    return PageLayout(index + 1, *frame.size, lines, pictures, drawn)


def content_lengths(path: Path, numbers: Sequence[int]) -> dict[int, int | None]:
    """Bytes of content that pages have as stored, not unpacked, by page number; None where it is lost or unreadable."""
    try:
        reader = pypdf.PdfReader(path)
    except BROKEN:
        return dict.fromkeys(numbers)
    return {number: _content_length(reader, number) for number in numbers}


def _content_length(reader: pypdf.PdfReader, number: int) -> int | None:
    try:
        return _stored_length(reader.pages[number - 1].get("/Contents"))
    except BROKEN:
        return None


def _stored_length(contents: Any) -> int:
    """Raises ``PdfReadError`` where the page names content that is not in the file."""
    if contents is None:
        return 0
    contents = contents.get_object()
    if contents is None or isinstance(contents, NullObject):
        raise PdfReadError("its content is not in the file")
    if isinstance(contents, list):
        return sum(_stored_length(part) for part in contents[:MOST_STREAMS])
    return len(getattr(contents, "_data", b""))


def _content(page: Any) -> bytes:
    contents = page.get_contents()
    return b"" if contents is None else contents.get_data()


def _runs(page: Any, frame: Frame) -> list[Run]:
    runs: list[Run] = []
    widths, fill = _Widths(), Fill()
    spread = 0.0

    def measure(operator: bytes, operands: Any, _cm: list[float], _tm: list[float]) -> None:
        nonlocal spread
        fill.see(operator, operands)
        if operator == b"TJ" and operands:
            spread -= sum(float(part) for part in operands[0] if isinstance(part, (int, float))) / 1000

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal spread
        for piece in text.split("\n"):
            shown = visible(piece.replace("\u00ad", "-"))  # what is drawn is no soft hyphen
            if shown.strip():
                *place, points = _place(cm, tm, size)
                x, baseline = frame.shown(*place)
                advance = (widths.of(font, shown.strip()) + spread) * points
                spread = 0.0
                name = str((font or {}).get("/BaseFont"))
                run = Run(shown, x, x + advance, baseline, points, "Bold" in name)
                runs.append(with_colour(run, partial(str, name), lambda: fill.shown) if may_be_sign(shown) else run)
            elif shown and runs:
                runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip() + " ")

    page.extract_text(visitor_operand_before=measure, visitor_text=visit)
    return _touching(runs)


def _as_it_is_read(line: Line) -> Line:
    """The line with its runs from right to left, but for neighbours in Latin, where any of it is Arabic or Hebrew."""
    if not any(RIGHT_TO_LEFT.search(run.text) for run in line.runs):
        return line
    leftwards = sorted(line.runs, key=lambda run: -run.x0)
    groups = (list(group) for _, group in itertools.groupby(leftwards, key=lambda run: bool(LATIN.search(run.text))))
    runs = itertools.chain.from_iterable(group[::-1] if LATIN.search(group[0].text) else group for group in groups)
    return Line(tuple(runs))


def _place(cm: list[float], tm: list[float], size: float) -> tuple[float, float, float]:
    """Where a piece of text begins, x and y from the page's lower left corner, and its size in points."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return x, y, size * math.hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])


def _touching(runs: Sequence[Run]) -> list[Run]:
    """The runs, each reaching to the next on its line where only spread letters or spaces can lie between."""
    following = (*runs[1:], None) if runs else ()
    return [
        run if after is None or not _may_touch(run, after) else replace(run, x1=after.x0)
        for run, after in zip(runs, following, strict=True)
    ]


def _may_touch(run: Run, after: Run) -> bool:
    size = max(run.size, after.size)
    near = abs(run.baseline - after.baseline) < SAME_LINE * size
    return near and after.x0 > run.x0 and after.x0 - run.x1 < SPREAD * size


@dataclass
class _Widths:
    """How wide text is in the fonts of one page, in sizes."""

    fonts: dict[int, tuple[Any, dict[str, float]]] = field(default_factory=dict)
    """The fonts are held, so that no other gets the number of one that is gone."""

    def of(self, font: Any, text: str) -> float:
        """The width by the font's own table; without one a CJK character is one size wide and a letter half."""
        known = self._known(font)
        if known and (width := sum(known.get(character, known["default"]) for character in text)) > 0:
            return width / 1000
        wide = len(CJK_CHARACTER.findall(text))
        return wide + 0.5 * (len(text) - wide)

    def _known(self, font: Any) -> dict[str, float]:
        if id(font) not in self.fonts:
            try:
                self.fonts[id(font)] = font, {} if font is None else _by_character(Font.from_font_resource(font))
            except BROKEN:
                self.fonts[id(font)] = font, {}
        return self.fonts[id(font)][1]


def _by_character(font: Font) -> dict[str, float]:
    """The widths of a font by the characters it shows: pypdf has those of a composite font by their codes."""
    widths: dict[str, float] = dict(font.character_widths)
    shown = {text: widths[code] for code, text in font.character_map.items() if code in widths}
    return {**widths, **shown}
