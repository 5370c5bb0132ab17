"""The scoring of retrieval."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from eval.retrieval import evaluate, ndcg, table


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        (["a", "b"], ["a", "b"], 1.0),
        (["x", "a"], ["a"], 1 / math.log2(3)),
        (["x"] * 10 + ["a"], ["a"], 0.0),
        ([], ["a"], 0.0),
        (["a"], [], 0.0),
    ],
)
def test_ndcg_counts_the_first_ten_by_rank(ranked: list[str], relevant: list[str], expected: float) -> None:
    assert ndcg(ranked, relevant) == pytest.approx(expected)


def test_the_seed_queries_are_scored_by_language(shared_data: Path) -> None:
    report = evaluate(shared_data)
    assert set(report["rows"]) == {"en", "zh"}
    assert all(0 < row["nDCG@10"] <= 1 and row["n"] > 0 for row in report["rows"].values())
    assert [line.split()[0] for line in table(report)][1:] == ["en", "zh"]
