"""Body lines of a text extraction to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind
from ingest.structure.extracted_notes import Note, pieces_of
from ingest.structure.extracted_pages import ExtractedPage, TextLine
from ingest.structure.joining import Piece, joined
from ingest.text import CJK_CHARACTER, tidy


@dataclass(frozen=True, slots=True)
class Place:
    """A body line with its page and its text without markers."""

    line: TextLine
    page: int
    piece: Piece

    @property
    def text(self) -> str:
        """The line without markers and outer spaces."""
        return tidy(self.piece.text)


def body_blocks(
    pages: Sequence[ExtractedPage], notes: Sequence[Note], spaced: bool, words: AbstractSet[str]
) -> list[Block]:
    """Blocks in reading order; after the block that ends on or runs over a page come that page's notes and links."""
    places = [
        Place(line, page.number, piece)
        for page in pages
        for line, piece in zip(page.body, pieces_of(page, notes), strict=True)
    ]
    groups = _spaced_groups(places) if spaced else _dense_groups(places)
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


def _block(group: Sequence[Place], spaced: bool, words: AbstractSet[str]) -> Block:
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


# the spaced manner


def _spaced_groups(places: Sequence[Place]) -> Iterator[list[Place]]:
    group: list[Place] = []
    for place in places:
        if group and group[-1].line.ends_block and not _goes_on(group, place):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


WRAPPED = 54
"""Columns (a CJK character has two) from which on an indicator's line is taken for a wrapped one."""


def _goes_on(group: Sequence[Place], place: Place) -> bool:
    """Whether a line goes on a block that seems to have ended: the wrapped text of an indicator."""
    last = group[-1].line.stripped
    if not grammar.INDICATOR.match(group[0].text) or _columns(last) < WRAPPED or grammar.ends(last):
        return False
    starts = place.line.text.startswith(" ") or grammar.words("breakdown").match(place.text)
    return not starts and bool(CJK_CHARACTER.match(place.text)) and not grammar.CHINESE_ITEM.match(place.text)


def _columns(text: str) -> int:
    return len(text) + len(CJK_CHARACTER.findall(text))


# the dense manner


def _dense_groups(places: Sequence[Place]) -> Iterator[list[Place]]:
    group: list[Place] = []
    expected, resolution = 1, False
    for place in places:
        number = _number(place.text)
        numbered = number == expected
        if group and (numbered or _begins(group, place, resolution)):
            yield group
            group = []
        expected += numbered
        resolution = resolution or grammar.is_organ(place.text)
        group.append(place)
    if group:
        yield group


def _number(text: str) -> int | None:
    found = grammar.NUMBER_ALONE.match(text) or grammar.PARAGRAPH.match(text)
    return int(found[1]) if found else None


def _begins(group: Sequence[Place], place: Place, resolution: bool) -> bool:
    """Whether an unnumbered line begins a block."""
    last, text = group[-1].text, place.text
    if grammar.is_organ(text) or grammar.is_organ(last) or grammar.patterns("closing").match(text):
        return True
    if grammar.LETTER_ITEM.match(text) or grammar.BULLET.match(text):
        return bool(re.search(r"[:;.,]\s*(?:and|or)?\s*$", last))
    if grammar.ROMAN_ALONE.match(text):
        return True
    if not resolution:
        return place.line.above > 0 or _new_sentence(last, text)
    return not text[:1].islower() and bool(grammar.words("preambular").match(text) and re.search(r"[,;]$", last))


SHORT = 50
"""A line below this many characters that ends with a full stop ends its paragraph."""


def _new_sentence(last: str, text: str) -> bool:
    return len(last) < SHORT and (grammar.stops(last) or len(text) < SHORT) and not text[:1].islower()
