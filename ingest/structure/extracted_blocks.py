"""Body lines of a text extraction to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind
from ingest.structure.extracted_dense import dense_groups
from ingest.structure.extracted_notes import Note, Place, pieces_of
from ingest.structure.extracted_pages import ExtractedPage
from ingest.structure.extracted_spaced import spaced_groups
from ingest.structure.joining import joined
from ingest.text import Vocabulary


def body_blocks(pages: Sequence[ExtractedPage], notes: Sequence[Note], spaced: bool, words: Vocabulary) -> list[Block]:
    """Blocks in reading order; after the block that ends on or runs over a page come that page's notes and links."""
    places = [
        Place(line, page.number, piece)
        for page in pages
        for line, piece in zip(page.body, pieces_of(page, notes), strict=True)
    ]
    groups = spaced_groups(places) if spaced else dense_groups(places)
    blocks = [_block(group, spaced, words) for group in groups]
    blocks += [Block(n.text, BlockKind.FOOTNOTE, n.page, n.page, number=str(n.number)) for n in notes]
    blocks += [b for page in pages for b in _links(page)]
    return sorted(blocks, key=_order)


def _order(block: Block) -> tuple[int, int]:
    """Body before notes before links, page by page; ``sorted`` keeps the order within."""
    rank = {BlockKind.FOOTNOTE: 1, BlockKind.OTHER: 2}.get(block.kind, 0)
    return (block.page_last if rank else block.page_first), rank


def _links(page: ExtractedPage) -> Iterator[Block]:
    """The link addresses dumped at the end of a page, each once."""
    for address in dict.fromkeys(line.stripped for line in page.links):
        yield Block(address, BlockKind.OTHER, page.number, page.number)


def _block(group: Sequence[Place], spaced: bool, words: Vocabulary) -> Block:
    whole = joined((place.piece for place in group), words)
    cells = tuple(re.split(r"\s{2,}", group[0].line.stripped)) if spaced and len(group) == 1 else ()
    return Block(
        text=whole.text,
        kind=BlockKind.BODY,
        page_first=group[0].page,
        page_last=group[-1].page,
        marks=whole.marks,
        alone=_alone(group, whole.text, spaced),
        cells=cells if len(cells) > 1 else (),
    )


LONG_HEADING = 60
"""Characters a heading without a label may have."""


def _alone(group: Sequence[Place], text: str, spaced: bool) -> bool:
    """Whether the block stands like an unlabelled heading."""
    if len(text) > LONG_HEADING or grammar.ends(text) or not grammar.LETTERS.search(text):
        return False
    if spaced:
        return group[0].line.text.startswith("  ") and len(group) < 3
    return len(group) == 1 and group[0].line.above > 0 and text[:1].isupper() and len(text) < LONG_HEADING
