"""Intervals over documents, against draws counted by hand."""

from __future__ import annotations

import pytest

from eval.intervals import interval


@pytest.mark.parametrize(
    ("parts", "wholes", "ends"),
    [
        # two documents: a quarter of the draws has only the bad one, a quarter only the good one
        ((1, 0), (1, 1), (0.0, 1.0)),
        # three: one draw of 27 (3.7 %) is all of the worst, one all of the best; both are beyond the tails of 2.5 %
        ((5, 9, 10), (10, 10, 10), (0.5, 1.0)),
        # documents without a miss vary in nothing
        ((3, 7), (3, 7), (1.0, 1.0)),
        # the sums are divided, not the ratios averaged: the draw of both is 1 of 10, between 0 of 2 and 2 of 18
        ((0, 1), (1, 9), (0.0, 1 / 9)),
        # a document with nothing to count is drawn like any other
        ((1, 0, 0), (1, 1, 0), (0.0, 1.0)),
    ],
)
def test_ends_are_those_of_the_draws(
    parts: tuple[int, ...], wholes: tuple[int, ...], ends: tuple[float, float]
) -> None:
    assert interval(parts, wholes) == pytest.approx(ends)


@pytest.mark.parametrize(("parts", "wholes"), [((), ()), ((4,), (5,)), ((4, 0), (5, 0)), ((0, 0), (0, 0))])
def test_one_document_has_no_interval(parts: tuple[int, ...], wholes: tuple[int, ...]) -> None:
    assert interval(parts, wholes) is None


def test_the_same_counts_give_the_same_interval() -> None:
    counts = (range(20), range(10, 30))
    assert interval(*counts) == interval(*counts)
