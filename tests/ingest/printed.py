"""Pages made of lines that stand where a test says, and what is read from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.documents import ParsedDocument
from ingest.layout import Flow, Line, PageLayout, RawDocument, Run
from ingest.structure import structure_of

BODY, SMALL = 10.0, 8.0
TEXT = "Volunteers of the portal read the reports of all the countries and tag what they find"


def line(baseline: float, text: str, *, x: float = 50, size: float = BODY, bold: bool = False) -> Line:
    """A line of letters that are half a size wide."""
    return Line((Run(text, x, x + len(text) * size / 2, baseline, size, bold),))


def row(baseline: float, *cells: tuple[float, str], size: float = SMALL) -> Line:
    return Line(tuple(Run(text, x, x + len(text) * size / 2, baseline, size) for x, text in cells))


def text(start: float, count: int, *, x: float = 50) -> Iterator[Line]:
    """A paragraph of lines of body size; the last one ends with a full stop."""
    for n in range(count):
        yield line(start + 12 * n, f"{TEXT[:-4]}." if n == count - 1 else TEXT, x=x)


def read(*pages: Iterable[Line]) -> ParsedDocument:
    layouts = tuple(PageLayout(n, 1000, 800, tuple(lines)) for n, lines in enumerate(pages, start=1))
    return structure_of(RawDocument("application/pdf", "test", Flow.POSITIONS, layouts))
