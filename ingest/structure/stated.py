"""Blocks of formats that say themselves what a paragraph is: DOCX and HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout import Line, RawDocument, Style
from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind, Blocks, Furniture
from ingest.structure.joining import trimmed
from ingest.structure.marks import STARRED, marked, opens_lettered_note
from ingest.text import tidy

KINDS = {
    Style.HEADING: BlockKind.HEADING,
    Style.LIST_ITEM: BlockKind.ITEM,
    Style.ROW: BlockKind.ROW,
    Style.FOOTNOTE: BlockKind.FOOTNOTE,
}

BETWEEN_CELLS = re.compile(r"(?:^| )\|(?= |$)")  # "| 2019 | | 2021": four cells, of which two are empty

MASTHEAD = 8
"""A line that is nothing but a symbol is the document's own among its first lines; further down it is a mention."""


def blocks_of(document: RawDocument) -> Blocks:
    """One block per line that holds text; headers and footers give the symbol and the job number only."""
    furniture = [tidy(line.text) for page in document.pages for line in page.lines if line.style is Style.FURNITURE]
    blocks = tuple(
        _block(line, page.number)
        for page in document.pages
        for line in page.lines
        if line.style is not Style.FURNITURE and tidy(line.text).strip("|")
    )
    said = Furniture(symbol=_symbol(blocks, furniture), job_number=_job_number(furniture))
    return Blocks(blocks, said, tuple(page.number for page in document.pages))


def _symbol(blocks: Sequence[Block], furniture: Sequence[str]) -> str | None:
    lines = [*(block.text for block in blocks[:MASTHEAD]), *furniture]
    return next((line.rstrip("*") for line in lines if grammar.SYMBOL_LINE.match(line)), None)


def _job_number(furniture: Sequence[str]) -> str | None:
    return next((found[1] for line in furniture if (found := grammar.JOB_NUMBER.search(line))), None)


def _block(line: Line, page: int) -> Block:
    piece = trimmed(marked(line.runs, line.main))
    kind = KINDS.get(line.style, BlockKind.BODY) if line.style is not None else BlockKind.BODY
    if kind is BlockKind.FOOTNOTE:
        return Block(piece.text, kind, page, page, number=str(line.level))
    cells = tuple(cell.strip() for cell in BETWEEN_CELLS.split(piece.text)) if kind is BlockKind.ROW else ()
    role = "note" if opens_lettered_note(line) or STARRED.match(piece.text) else None
    return Block(piece.text, kind, page, page, marks=piece.marks, level=line.level, cells=cells, role=role)
