"""Tables, figures and boxes among the blocks of print: captions, rows of one cell, the words inside a picture.

A table or figure begins with its caption or its first row and ends where text of body size begins. What is set smaller
in between belongs to it: in a table it is a row, in a figure it is lettering of the picture, which no sentence goes on
into. A box begins with its number and holds what is set smaller below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.words import Word
from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind

LETTERING = 80
"""Characters of the longest label in a picture; what is longer is a note to it."""

NEAR = 2.0
"""A title stands within this many sizes of the caption's number, or of its own first block."""


class Float(Word):
    """What the blocks being read belong to."""

    TEXT = "text"
    CAPTION = "caption"
    TABLE = "table"
    FIGURE_CAPTION = "figure caption"
    FIGURE = "figure"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reading stands: inside what, on which page, and how far down it ended in which size."""

    inside: Float = Float.TEXT
    page: int = 0
    low: float = 0.0
    size: float = 0.0


def with_floats(blocks: Sequence[Block]) -> list[Block]:
    """The blocks in reading order, those of tables, figures and boxes marked as what they are there."""
    found: list[Block] = []
    place = _Place()
    for block in blocks:
        if block.kind is BlockKind.FOOTNOTE:
            found.append(block)
            continue
        place = _next(place, block)
        if place.inside is Float.FIGURE_CAPTION:
            _mark_lettering_above(found, block)
        found.append(_marked(block, place))
    return list(_lettering_joined(found))


def _next(place: _Place, block: Block) -> _Place:
    """Where the reading stands at ``block``."""
    here = _Place(place.inside, block.page_last, block.boxes[-1].y1 if block.boxes else 0.0, block.size)
    if grammar.is_caption(block.text) and block.kind is BlockKind.BODY:
        return replace(here, inside=_captioned(block.text))
    if place.inside in (Float.CAPTION, Float.FIGURE_CAPTION) and block.alone and not block.small:
        goes_on = _is_near(place, block)
    elif place.inside in (Float.FIGURE_CAPTION, Float.FIGURE):
        here = replace(here, inside=Float.FIGURE)
        goes_on = block.small and block.page_first == place.page
    elif block.kind is BlockKind.ROW and place.inside is not Float.BOX:
        return replace(here, inside=Float.TABLE)
    else:
        goes_on = place.inside in (Float.TABLE, Float.BOX) and block.small and block.page_first <= place.page + 1
    return here if goes_on else _Place()


def _captioned(caption: str) -> Float:
    if grammar.words("boxes").match(caption):
        return Float.BOX
    return Float.FIGURE_CAPTION if grammar.words("figures").match(caption) else Float.CAPTION


def _is_near(place: _Place, block: Block) -> bool:
    """Whether a block stands right below where the reading stands."""
    top = block.boxes[0].y0 if block.boxes else place.low
    near = block.page_first == place.page and top - place.low < NEAR * block.size
    return near and block.size < place.size + 0.3  # a larger one is a heading of the text


def _marked(block: Block, place: _Place) -> Block:
    if block.role is not None:
        return block
    if place.inside in (Float.CAPTION, Float.FIGURE_CAPTION):
        return replace(block, role="caption", alone=False)
    if place.inside is Float.BOX:
        return replace(block, role="box", alone=False)
    if place.inside is Float.FIGURE and len(block.text) < LETTERING:
        return _lettering(block)
    if place.inside is Float.TABLE and block.kind is BlockKind.BODY:
        return replace(block, kind=BlockKind.ROW, cells=(block.text,), alone=False)
    return block


def _lettering(block: Block) -> Block:
    return replace(block, kind=BlockKind.OTHER, cells=(), alone=False)


def _mark_lettering_above(found: list[Block], caption: Block) -> None:
    """Mark the labels of a picture whose caption stands below it."""
    for index in range(len(found) - 1, -1, -1):
        above = found[index]
        if not above.small or above.page_last != caption.page_first or len(above.text) >= LETTERING or above.role:
            return
        if above.kind is not BlockKind.FOOTNOTE:
            found[index] = _lettering(above)


def _lettering_joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The labels of one picture as one block: a figure is one thing, not a list of numbers."""
    last: Block | None = None
    for block in blocks:
        if last is not None and last.kind is block.kind is BlockKind.OTHER and last.page_last == block.page_first:
            last = last.followed_by(block)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last
