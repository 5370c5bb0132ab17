"""The fast engine: pypdfium2. Two calls into the library per character, everything else once per run or page."""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.errors import PortalError
from ingest.layout import Flow, PageLayout, RawDocument, Run
from ingest.pdf.lines import lines_of
from ingest.text import right_to_left, visible

BREAKS = frozenset("\r\n")
HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})
"""What pdfium gives for a hyphen it takes for a soft one at a line end."""

PIECES = re.compile(r"[\r\n]|(?:(?![\u2e80-\U0010ffff])[^\W\d_])+|\S")
"""A line break, the letters of a word, or another character. From U+2E80 on characters are set without spaces."""

WIDE = 1.0
"""A gap of this many sizes between two characters parts runs, which may be the cells of a table."""

NOTHING = 64
"""Stored bytes of content that draw nothing: a blank page may save and restore its state."""

BOLD = 600
"""Font weights from here on are bold."""


def read(path: Path, max_pages: int) -> RawDocument:
    """All pages of a PDF. Raises ``PortalError``: encrypted, damaged, too_many_pages."""
    document = _open(path)
    try:
        count = len(document)
        if count > max_pages:
            raise PortalError("too_many_pages", f"{count} pages, at most {max_pages}")
        if count == 0:
            raise PortalError("damaged", "no pages")
        pages = _with_hidden_content(path, [_page(document, index) for index in range(count)])
        return RawDocument("application/pdf", "pdfium", Flow.POSITIONS, pages, _title(document))
    finally:
        document.close()


def _with_hidden_content(path: Path, pages: Sequence[PageLayout]) -> tuple[PageLayout, ...]:
    """Pages that show nothing, marked as drawn where they have content all the same: pdfium does not tell."""
    blank = [page.number for page in pages if not page.lines and not page.drawn and page.fault is None]
    if not blank:
        return tuple(pages)
    from ingest.pdf.pypdf_engine import content_lengths  # noqa: PLC0415 - only for pages without anything to see

    lengths = content_lengths(path, blank)
    return tuple(replace(p, drawn=p.drawn or lengths.get(p.number, 0) > NOTHING) for p in pages)


def _open(path: Path) -> Any:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise PortalError("encrypted", path.name) from error
        raise PortalError("damaged", str(error)) from error


def _title(document: Any) -> str | None:
    return visible(document.get_metadata_value("Title")).strip() or None


def _page(document: Any, index: int) -> PageLayout:
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        return PageLayout(index + 1, 0.0, 0.0, (), fault=str(error))
    try:
        return _layout(page, index + 1)
    finally:
        page.close()


def _layout(page: Any, number: int) -> PageLayout:
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        lines = lines_of(_runs(text, *_origin(page, height)))
    finally:
        text.close()
    pictures, drawn = (0, True) if lines else _drawn(page)
    return PageLayout(number, width, height, lines, pictures, drawn)


def _origin(page: Any, height: float) -> tuple[float, float]:
    """The left edge and the top of the visible page, in the page's own coordinates."""
    left, bottom, _, _ = page.get_bbox()
    return left, bottom + height


def _drawn(page: Any) -> tuple[int, bool]:
    """How many pictures a page without text shows, and whether it shows anything."""
    kinds = [item.type for item in page.get_objects(max_depth=2)]
    return kinds.count(raw.FPDF_PAGEOBJ_IMAGE), bool(kinds)


def _runs(text: Any, left: float, top: float) -> Iterator[Run]:
    """Runs of a text page: cut where size, baseline or line changes, and at wide gaps.

    A letter after a letter is taken to go on as the letter before it did, so only beginnings and ends of words,
    digits (footnote markers among them) and punctuation are measured.
    """
    measure, across = _measure(text)
    characters = _unicode(text)
    start, inked, place = 0, -1, None
    for piece in PIECES.finditer(characters):
        index = piece.start()
        if characters[index] in BREAKS:
            if inked >= 0:
                yield from _weighed(text, measure, characters[start:index], start, left, top)
            start, inked, place = index + 1, -1, None
            continue
        here = measure(index)
        if place is not None and _parts(place, across(inked), here):
            yield from _weighed(text, measure, characters[start:index], start, left, top)
            start = index
        inked, place = piece.end() - 1, here
    if inked >= 0:
        yield from _weighed(text, measure, characters[start:], start, left, top)


Place = tuple[float, float, float]
"""Origin x, origin y (upwards) and size as the file states it."""


def _measure(text: Any) -> tuple[Callable[[int], Place], Callable[[int], float]]:
    """Functions from the index of a character to its place, and to how far across the page it begins."""
    size, origin, handle = raw.FPDFText_GetFontSize, raw.FPDFText_GetCharOrigin, text.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)

    def place(index: int) -> Place:
        origin(handle, index, to_x, to_y)
        return x.value, y.value, size(handle, index)

    def across(index: int) -> float:
        origin(handle, index, to_x, to_y)
        return x.value

    return place, across


def _unicode(text: Any) -> str:
    """One character per index of the text page, whatever the library leaves out of its own strings."""
    count: int = text.count_chars()
    whole: str = text.get_text_range() if count else ""
    if len(whole) == count:
        return whole
    return "".join(chr(raw.FPDFText_GetUnicode(text.raw, index) or 0x20) for index in range(count))


def _parts(word: Place, last: float, this: Place) -> bool:
    """Whether a character begins a new run after a word whose last letter, half a size wide, begins at ``last``."""
    far = this[0] - last > (WIDE + 0.5) * max(word[2], 1.0)
    return far or abs(this[2] - word[2]) > 0.2 or abs(this[1] - word[1]) > 0.5


def _weighed(
    text: Any, measure: Callable[[int], Place], characters: str, start: int, left: float, top: float
) -> Iterator[Run]:
    """The run of ``characters``, or two where it begins bold and ends plain, or the other way round."""
    cut = _weight_changes(text, characters, start)
    for piece, begins in ((characters[:cut], start), (characters[cut:], start + cut)):
        if piece.strip():
            yield _run(text, measure, piece, begins, left, top)


def _weight_changes(text: Any, characters: str, start: int) -> int:
    """The place of the first character in the weight of the last one, found by halving; 0 where all are alike."""
    first, last = len(characters) - len(characters.lstrip()), len(characters.rstrip()) - 1
    if first > last or _bold(text, start + first) == (ends := _bold(text, start + last)):
        return 0
    inked = [place for place, character in enumerate(characters) if not character.isspace()]
    return inked[bisect_left(inked, True, key=lambda place: _bold(text, start + place) == ends)]


def _bold(text: Any, index: int) -> bool:
    return bool(raw.FPDFText_GetFontWeight(text.raw, index) >= BOLD)


def _run(text: Any, measure: Callable[[int], Place], characters: str, start: int, left: float, top: float) -> Run:
    """The run of ``characters``, the first of which has index ``start``; at least one of them is visible."""
    first = start + len(characters) - len(characters.lstrip())
    last = start + len(characters.rstrip()) - 1
    _, y, size = measure(first)
    edges = [edge for index in (first, last) for edge in _edges(text, measure, index)]
    return Run(
        text=right_to_left(visible(characters.translate(HYPHENS))),
        x0=min(edges) - left,
        x1=max(edges) - left,
        baseline=top - y,
        size=size * _scale(text, first),
        bold=_bold(text, first),
    )


def _edges(text: Any, measure: Callable[[int], Place], index: int) -> tuple[float, float]:
    """Where a character begins and where its advance ends."""
    x, _, size = measure(index)
    box = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(box)):
        return min(x, box.left), float(box.right)
    return x, x + size


def _scale(text: Any, index: int) -> float:
    """How many points one unit of the stated size is."""
    matrix = raw.FS_MATRIX()
    found = raw.FPDFText_GetMatrix(text.raw, index, ctypes.byref(matrix))
    return math.hypot(matrix.c, matrix.d) if found else 1.0
