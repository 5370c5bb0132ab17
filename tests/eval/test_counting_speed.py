"""The benchmark of counting counts what it makes."""

from __future__ import annotations

from eval.counting_speed import measure, table


def test_the_speed_of_counting_is_measured_on_a_store_that_counts() -> None:
    figures = measure(reviews=12, passages=2400)
    suggested, reviewed = figures["in_process"]["suggested"], figures["in_process"]["reviewed"]
    assert suggested["obtained"] == reviewed["obtained"] == 12
    assert 0 < reviewed["numerator"] <= suggested["numerator"]
    assert [line.split()[0] for line in table(figures)][1:3] == ["suggested", "reviewed"]
