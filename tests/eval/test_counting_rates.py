"""How suggestions came true, as counts; and whose rules the counts that are shipped are of."""

from __future__ import annotations

from corpus.lexicon import load_catalogue
from eval.counting_rates import LABELS, cells
from eval.evidence_passages import judged

LAW = "The Volunteering Act of 2015 regulates the work of volunteers."
DEED = "Volunteers cleaned the beach."
SILENT = "The road is long."


def row(text: str, *, holds: bool) -> dict[str, object]:
    return {"text": text, "language": "en", "policy_integration": holds}


def test_each_passage_stands_in_one_cell_or_in_none() -> None:
    rows = [
        row(LAW, holds=True),
        row(LAW, holds=False),
        row(DEED, holds=True),
        row(DEED, holds=False),
        row(SILENT, holds=True),  # not even seen to mention volunteering
        row(SILENT, holds=False),
    ]
    counts = cells([judged(one) for one in rows], *LABELS["policy"])
    assert counts == {"tp": 1, "fp": 1, "fn": 1, "tn": 1, "unseen": 1}


def test_the_shipped_rates_are_of_every_label_that_is_measured() -> None:
    assert set(load_catalogue("suggestion_rates")["labels"]) == set(LABELS)
