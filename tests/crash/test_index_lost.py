"""The index is a projection: lost in any way it comes back, and finds what it found."""

from __future__ import annotations

from eval.reliability import index_lost, power_cut
from eval.reliability.measured import Size


def test_a_lost_index_is_told_in_time_and_comes_back_with_the_same_answers() -> None:
    measured = index_lost.measure(Size.SHORT)
    assert not measured.missed
    assert not measured.crashed


def test_a_power_cut_loses_nothing_that_was_shown() -> None:
    assert not power_cut.measure(Size.SHORT).missed
