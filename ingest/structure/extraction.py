"""Lines of a text extraction to blocks: no boxes, only the lines, their blanks and their spaces.

Two manners of extraction are known. In the *spaced* one every line is followed by a blank line, a block ends with a
trailing space, and two adjacent lines mean a new page. In the *dense* one lines follow each other, and only labels,
first words and the furniture tell where something begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.layout import RawDocument
from ingest.structure.blocks import Blocks
from ingest.structure.extracted_blocks import body_blocks
from ingest.structure.extracted_notes import footnotes_of
from ingest.structure.extracted_pages import TextLine, furniture_of, pages_of
from ingest.text import vocabulary_of

SPACED = 0.7
"""From this share of lines followed by a blank one on, an extraction is a spaced one."""

ENDING = 0.1
"""From this share of lines that end with a block's trailing space on, likewise."""


def blocks_of(document: RawDocument) -> Blocks:
    """The blocks of a text extraction."""
    lines = list(_text_lines(document))
    spaced = _is_spaced(lines)
    pages = pages_of(lines, spaced)
    furniture = furniture_of(pages)
    vocabulary = vocabulary_of([line.text for line in lines])
    notes, pages = footnotes_of(pages, vocabulary)
    blocks = body_blocks(pages, notes, spaced, vocabulary)
    return Blocks(tuple(blocks), furniture, tuple(page.number for page in pages))


def _text_lines(document: RawDocument) -> Iterator[TextLine]:
    above = index = 0
    for page in document.pages:
        for line in page.lines:
            if line.text.strip():
                yield TextLine(index, line.text, above)
                above = 0
            else:
                above += 1
            index += 1


def _is_spaced(lines: Sequence[TextLine]) -> bool:
    """Blank lines alone do not tell: in a text written by hand they stand between its paragraphs."""
    apart = sum(line.above > 0 for line in lines)
    ending = sum(line.ends_block for line in lines)
    return len(lines) > 4 and apart >= SPACED * len(lines) and ending >= ENDING * len(lines)
