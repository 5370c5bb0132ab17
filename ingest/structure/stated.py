"""Blocks of formats that say themselves what a paragraph is: DOCX and HTML."""

from __future__ import annotations

from ingest.layout import Line, RawDocument, Style
from ingest.structure.blocks import Block, BlockKind, Blocks, Furniture
from ingest.text import tidy

KINDS = {
    Style.HEADING: BlockKind.HEADING,
    Style.LIST_ITEM: BlockKind.ITEM,
    Style.ROW: BlockKind.ROW,
    Style.FOOTNOTE: BlockKind.FOOTNOTE,
}


def blocks_of(document: RawDocument) -> Blocks:
    """One block per line that holds text."""
    blocks = tuple(
        _block(line, page.number) for page in document.pages for line in page.lines if tidy(line.text).strip("|")
    )
    return Blocks(blocks, Furniture(), tuple(page.number for page in document.pages))


def _block(line: Line, page: int) -> Block:
    text = tidy(line.text)
    kind = KINDS.get(line.style, BlockKind.BODY) if line.style is not None else BlockKind.BODY
    cells = tuple(text.split(" | ")) if kind is BlockKind.ROW else ()
    return Block(text, kind, page, page, level=line.level, cells=cells)
