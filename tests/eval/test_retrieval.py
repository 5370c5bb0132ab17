"""The scoring of retrieval."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

ir_measures = pytest.importorskip("ir_measures", reason="ir-measures has no wheel for this machine")

from eval.retrieval import Judged, figures, judge, judgements, measured, ranking, table  # noqa: E402 - it needs it


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        (["A:1", "A:2"], ["A:1", "A:2"], 1.0),
        (["A:9", "A:1"], ["A:1"], 1 / math.log2(3)),
        (["A:1", "A:9", "A:2"], ["A:1", "A:2"], (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))),
        ([f"X:{n}" for n in range(10)] + ["A:1"], ["A:1"], 0.0),
        ([], ["A:1"], 0.0),
        (["A:1"], [], 0.0),
    ],
)
def test_ndcg_counts_the_first_ten_by_rank(ranked: list[str], relevant: list[str], expected: float) -> None:
    scores = measured([*judgements("q", relevant)], [*ranking("q", ranked)])
    assert scores["nDCG@10"] == pytest.approx(expected)


def test_recall_is_of_the_labelled_paragraphs_and_only_numbered_ones_are_labels() -> None:
    scores = measured(
        [*judgements("q", ["A:1", "A:2", "A:1", "A:annex"]), *judgements("r", ["B:1"]), *judgements("s", ["A:title"])],
        [*ranking("q", ["A:1", "A:7"]), *ranking("r", ["B:1"]), *ranking("s", ["A:1"])],
    )
    assert (scores["n"], scores["R@10"]) == (2, pytest.approx((1 / 2 + 1) / 2))


def test_a_second_tool_reads_the_same_figures_from_the_trec_files(tmp_path: Path) -> None:
    qrels, run = tuple(judgements("q", ["A:1", "A:2"])), tuple(ranking("q", ["A:9", "A:2"]))
    judged = Judged(passages=3, languages={"q": "zh"}, qrels=qrels, run=run)
    for kind, text in judged.trec().items():
        (tmp_path / kind).write_text(text, "utf-8")
    assert (tmp_path / "run").read_text("utf-8").splitlines()[1] == "q Q0 A:2 2 9.0 portal"
    read = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10],
        ir_measures.read_trec_qrels(str(tmp_path / "qrels")),
        ir_measures.read_trec_run(str(tmp_path / "run")),
    )
    assert read[ir_measures.nDCG @ 10] == pytest.approx(figures(judged)["rows"]["zh"]["nDCG@10"])


def test_the_seed_queries_are_scored_by_language(shared_data: Path) -> None:
    report = figures(judge(shared_data))
    assert set(report["rows"]) == {"en", "zh"}
    assert all(0 < row["nDCG@10"] <= 1 and row["n"] > 0 for row in report["rows"].values())
    assert [line.split()[0] for line in table(report)][1:] == ["en", "zh"]
