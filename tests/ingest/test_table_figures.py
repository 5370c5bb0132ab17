"""Rows of results tables made from loose lines: figures that cannot be read, and scores that decide a status."""

from __future__ import annotations

import pytest

from ingest.layout import CELL_JOINT
from ingest.structure.blocks import Block, BlockKind
from ingest.structure.tables import indicators_of, with_rows

HEAD = Block("Output indicators", BlockKind.BODY, 1, 1)


def block(text: str) -> Block:
    return Block(text, BlockKind.BODY, 1, 1)


@pytest.mark.parametrize("score", ["(113)%", "1.2.3%", "|113%", "113%"])
def test_a_score_that_is_no_number_is_kept_as_printed(score: str) -> None:
    _, row = with_rows([block("Before."), block("1.1.1 Number of partners"), block(f"53 60 {score}")])
    assert row.cells == ("1.1.1 Number of partners", "53", "60", score)


@pytest.mark.parametrize(
    ("score", "status"),
    [
        ("100%", "green"),
        ("99,5%", "yellow"),  # a comma of decimals: not 995
        ("59,9%", "red"),
        ("1,243%", "green"),
        ("1.2.3%", None),
        ("n/a", None),
    ],
)
def test_the_score_decides_the_status_where_nothing_else_says_it(score: str, status: str | None) -> None:
    cells = ("1.1.1 Number of partners", "53", "60", score)
    row = Block(CELL_JOINT.join(cells), BlockKind.ROW, 1, 1, cells=cells)
    (found,) = indicators_of([block("Output indicators"), row], frozenset(), ())
    assert (found.score, found.status) == (score, status)
