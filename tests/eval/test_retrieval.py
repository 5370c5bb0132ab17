"""The scoring of retrieval: measures, differences, runs that are kept, bars."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ir_measures = pytest.importorskip("ir_measures", reason="ir-measures has no wheel for this machine")

from eval import report  # noqa: E402 - they need it
from eval import retrieval as measured  # noqa: E402
from eval.retrieval_bars import bars_of  # noqa: E402
from eval.retrieval_engines import Ranking, best_labels  # noqa: E402
from eval.retrieval_measures import difference, fewer_misses, means, scores  # noqa: E402
from eval.retrieval_pool import EvalQuery, EvalSet, Pool  # noqa: E402
from eval.retrieval_runs import keep_judgements, keep_run  # noqa: E402
from tests.eval.retrieval_data import eval_set, pool, query  # noqa: E402


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        (["A:1", "A:2"], ["A:1", "A:2"], 1.0),
        (["A:9", "A:1"], ["A:1"], 1 / math.log2(3)),
        (["A:1", "A:9", "A:2"], ["A:1", "A:2"], (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))),
        ([f"X:{n}" for n in range(10)] + ["A:1"], ["A:1"], 0.0),  # the eleventh is too late
        ([], ["A:1"], 0.0),  # nothing found is no reason to leave the query out
    ],
)
def test_ndcg_counts_the_first_ten_by_rank(ranked: list[str], relevant: list[str], expected: float) -> None:
    assert scores({"q": ranked}, [query("q", *relevant)])["nDCG@10"]["q"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ranked", "reciprocal", "first", "recall"),
    [
        (["A:1", "A:2"], 1.0, 1.0, 0.5),
        (["A:7", "A:8", "A:1"], 1 / 3, 0.0, 0.5),
        (["A:7"], 0.0, 0.0, 0.0),
    ],
)
def test_the_other_measures_by_hand(ranked: list[str], reciprocal: float, first: float, recall: float) -> None:
    found = scores({"q": ranked}, [query("q", "A:1", "A:3")])
    assert [found[name]["q"] for name in ("MRR@10", "P@1", "R@10")] == pytest.approx([reciprocal, first, recall])


def test_a_mean_is_over_queries_and_its_interval_over_groups() -> None:
    queries = [query("a", "x", group="one"), query("b", "x", group="one"), query("c", "x", group="two")]
    row = means(scores({"a": ["x"], "b": ["x"], "c": ["y"]}, queries), queries)
    assert row["P@1"]["mean"] == pytest.approx(2 / 3)
    assert row["P@1"]["interval"] == pytest.approx((0.0, 1.0))  # a draw may hold one group twice


def test_a_difference_is_paired_so_equal_systems_differ_by_nothing_for_sure() -> None:
    queries = [query(name, "x") for name in "abc"]
    values = {"a": 1.0, "b": 0.0, "c": 0.5}
    assert difference(values, values, queries) == {"mean": 0.0, "interval": (0.0, 0.0)}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([1.0, 0.5], [0.5, 0.5], 0.5),  # they miss 1.0 altogether, we 0.5
        ([0.5, 0.5], [1.0, 0.5], -1.0),  # we miss twice as much
        ([1.0, 1.0], [1.0, 1.0], 0.0),  # nobody misses anything
    ],
)
def test_fewer_misses_is_a_share_of_theirs(ours: list[float], theirs: list[float], expected: float) -> None:
    queries = [query("a", "x"), query("b", "x")]
    told = fewer_misses(dict(zip("ab", ours, strict=True)), dict(zip("ab", theirs, strict=True)), queries)
    assert told["mean"] == pytest.approx(expected)


def test_several_passages_of_one_label_take_one_rank() -> None:
    made = Pool("p", "zh", (), {"A:p1": "A:1", "A:p1/(a)": "A:1"})
    assert best_labels(made, ["A:p1/(a)", "A:p1", "A:2"]) == ["A:1", "A:2"]
    assert best_labels(made, [f"A:{n}" for n in range(20)]) == [f"A:{n}" for n in range(10)]


def test_a_second_tool_reads_the_same_figures_from_the_files_that_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "REPORTS", tmp_path)
    found = {"q0": ["x:2", "x:0"], "q1": ["x:1"]}
    qrels = keep_judgements(eval_set())
    run = keep_run(eval_set(), "portal", found, {"parameters": {"k": 10}})
    assert run.read_text("utf-8").splitlines()[1] == "q0 Q0 x:0 2 9.0 portal"
    measure = ir_measures.parse_measure("RR@10")
    read = ir_measures.calc_aggregate(
        [measure], ir_measures.read_trec_qrels(str(qrels)), ir_measures.read_trec_run(str(run))
    )
    assert read[measure] == pytest.approx((1 / 2 + 1) / 2)
    assert '"k": 10' in (tmp_path / "retrieval/made-en.portal.json").read_text("utf-8")


class Fixed:
    """A system that finds the same for every query."""

    def __init__(self, name: str, found: Sequence[str], missing: str = "") -> None:
        self.name, self.found, self.missing = name, found, missing

    def parameters(self) -> dict[str, Any]:
        return {}

    def takes(self, given: EvalSet) -> bool:
        return True

    def rank(self, of: Pool, queries: Sequence[EvalQuery]) -> Ranking:
        if self.missing:
            raise ModuleNotFoundError(name=self.missing)
        return Ranking({asked.id: self.found for asked in queries}, 0.1, 0.2)


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Three systems on a set that is called xquad-en; one is not installed."""
    made = EvalSet("xquad-en", "en", pool(), (query("a", "x:0"), query("b", "x:1")))
    engines = [Fixed("portal", ["x:0", "x:1"]), Fixed("worse", ["x:2", "x:0"]), Fixed("lacking", [], "nowhere")]
    monkeypatch.setattr(measured, "load", lambda shared, name: made)
    monkeypatch.setattr(measured, "_engines", lambda *, peers, parts: engines)
    return measured.evaluate(tmp_path, ["xquad-en"], keep=False)


def test_a_peer_stands_beside_the_portal_on_the_same_queries(figures: Mapping[str, Any]) -> None:
    systems = figures["sets"]["xquad-en"]["systems"]
    assert systems["portal"]["MRR@10"]["mean"] == pytest.approx((1 + 1 / 2) / 2)
    assert systems["worse"]["MRR@10"]["mean"] == pytest.approx((1 / 2 + 0) / 2)
    assert systems["worse"]["portal_more"]["MRR@10"]["mean"] == pytest.approx(0.5)


def test_a_peer_that_is_not_installed_is_told_in_a_line_and_the_rest_goes_on(figures: Mapping[str, Any]) -> None:
    lines = list(measured.table(figures))
    assert "lacking: left out, nowhere is not installed" in lines
    assert any("worse" in line for line in lines)


def test_a_bar_names_the_best_peer_and_the_share_of_its_misses(figures: Mapping[str, Any]) -> None:
    (bar,) = bars_of(figures["sets"])
    assert bar.what == "xquad-en share of misses fewer than worse (0.250)"
    assert bar.figure == pytest.approx(1 - (1 - 0.75) / (1 - 0.25))
    assert bar.reached


@pytest.mark.parametrize(("traditional", "reached"), [(0.72, True), (0.75, True), (0.70, False), (0.77, False)])
def test_traditional_characters_may_be_a_little_worse_or_better(traditional: float, reached: bool) -> None:
    rows = {name: _portal_row(figure) for name, figure in (("seed-zh", 0.735), ("seed-zh-trad", traditional))}
    (bar,) = (bar for bar in bars_of(rows) if "trad" in bar.what)
    assert bar.reached is reached


def _portal_row(ndcg: float) -> dict[str, Any]:
    figure = {"mean": ndcg, "interval": None}
    return {"systems": {"portal": {"nDCG@10": figure, "R@10": figure}}}


def test_the_portal_is_measured_whole_and_with_a_part_of_its_sources(shared_data: Path) -> None:
    row = measured.evaluate(shared_data, ["sdg-en-zh"], parts=True, keep=False)["sets"]["sdg-en-zh"]
    assert (row["queries"], row["passages"]) == (169, 169)
    assert row["systems"].keys() == {"portal", "portal-typed", "portal-glossary", "portal-lexicon"}
    assert row["systems"]["portal-typed"]["P@1"]["mean"] < row["systems"]["portal"]["P@1"]["mean"]
