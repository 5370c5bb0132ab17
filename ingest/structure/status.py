"""The signs of results tables: what their colours say of the rows they stand in, and the legends that explain them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.documents import Box
from ingest.layout import CELL_JOINT, SIGNS, PageLayout, Run
from ingest.structure.blocks import Block, BlockKind

Signs = Mapping[int, Sequence[Run]]
"""The signs of a document that are printed in a colour, by the number of their page."""

EDGE = 1.0
"""Points by which a sign may reach out of the box of its line."""

ENTRIES = re.compile(rf"(?:[^{SIGNS}:：]{{1,30}}[:：]\s*)?(?:[{SIGNS}]\s*[^\W\d_][^{SIGNS}]*){{2,}}")
"""A legend: "● achieved ● partly achieved", "Legend: ● achieved ■ not achieved"."""


def signs_of(pages: Sequence[PageLayout]) -> Signs:
    """The signs on these pages that are printed in a colour."""
    found = ((page.number, [run for line in page.lines for run in line.runs if run.colour]) for page in pages)
    return {number: runs for number, runs in found if runs}


def status_shown(row: Block, signs: Signs) -> str | None:
    """The colour of the sign behind the text of a row; of several the last, as years go from left to right.

    Several signs in one line of a cell are a legend.
    """
    values = (box for box in row.boxes if box.end > len(row.cells[0])) if row.cells else ()
    inside = (found for box in values if len(found := list(_inside(box, signs))) == 1)
    return max((sign for (sign,) in inside), key=lambda sign: sign.x0, default=Run("")).colour


def _inside(box: Box, signs: Signs) -> Iterator[Run]:
    for sign in signs.get(box.page, ()):
        if box.x0 - EDGE <= sign.x0 and sign.x1 <= box.x1 + EDGE and box.y0 <= sign.baseline <= box.y1:
            yield sign


def without_sign(cell: str) -> str:
    """What a cell says in words or numbers beside its sign."""
    return cell.strip(SIGNS + " ")


def is_legend(block: Block, above: Block | None) -> bool:
    """Whether a block says what signs mean: it stands like a row, or right below one, and each sign has its words."""
    by_table = block.kind is BlockKind.ROW or (block.kind is BlockKind.BODY and above is not None and _is_row(above))
    alone = any(not without_sign(cell) for cell in block.cells)
    return by_table and not alone and bool(ENTRIES.fullmatch(block.text.replace(CELL_JOINT, " ")))


def _is_row(block: Block) -> bool:
    return block.kind is BlockKind.ROW
