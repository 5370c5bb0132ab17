from __future__ import annotations

from eval.counting_rates import cells
from eval.counting_speed import measure, table
from ingest.evidence import classify


def test_the_speed_of_counting_is_measured_on_a_store_that_counts() -> None:
    figures = measure(reviews=12, passages=2400)
    suggested, reviewed = figures["in_process"]["suggested"], figures["in_process"]["reviewed"]
    assert suggested["obtained"] == reviewed["obtained"] == 12
    assert 0 < reviewed["numerator"] <= suggested["numerator"]
    assert figures["ok"]
    assert len(list(table(figures))) == 4


def test_rates_are_cells_by_hand() -> None:
    law = classify("The Volunteering Act of 2015 regulates the work of volunteers.", "en")
    none = classify("The road is long.", "en")
    judged = [
        ({"policy_integration": True}, law),
        ({"policy_integration": False}, law),
        ({"policy_integration": True}, none),
    ]
    assert law.policy_integration
    assert cells(judged, "policy_integration", ("policy_integration",)) == {
        "tp": 1,
        "fp": 1,
        "fn": 0,
        "tn": 0,
        "unseen": 1,
    }
