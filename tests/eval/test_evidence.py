"""The scoring of evidence suggestions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.evidence import evaluate, table
from eval.evidence_model import calibration, decided
from eval.evidence_passages import LABELS, Judged, judge
from eval.evidence_scores import by_document, by_passage, measures
from ingest.evidence import classify

LAW = "The Volunteering Act of 2019 recognizes and protects volunteers."


def labelled(text: str, *, mention: bool, policy: bool, document: str = "a report") -> dict[str, object]:
    labels = {field: False for name, field in LABELS.items() if name not in ("policy_lenient", "candidate")}
    labels |= {"mentions_volunteering": mention, "policy_integration": policy}
    return {"id": text[:8], "language": "en", "doc_type": "vnr", "text": text, "document": document} | labels


def shared(folder: Path, rows: list[dict[str, object]]) -> Path:
    (folder / "evidence").mkdir()
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "evidence" / "passages-dev.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_a_missed_and_a_wrong_label_are_counted_and_named(tmp_path: Path) -> None:
    rows = [
        labelled(LAW, mention=True, policy=True),
        labelled("Rain fell on the hills.", mention=True, policy=False),
        labelled("Volunteers cleaned the beach.", mention=False, policy=False),
    ]
    result = evaluate(shared(tmp_path, rows), learned=False)
    mention = result["languages"]["en"]["mention"]
    assert (mention["labelled"], mention["suggested"], mention["precision"], mention["recall"]) == (2, 2, 0.5, 0.5)
    assert {error["id"] for error in result["errors"]["mention"]} == {"Rain fel", "Voluntee"}
    assert result["doc_types"]["vnr"] == result["languages"]["all"]
    assert any(line.startswith("all") for line in table(result))
    missed = next(bar for bar in result["bars"] if bar["what"] == "mention precision")
    assert not missed["reached"]


def test_a_document_holds_what_any_of_its_passages_holds(tmp_path: Path) -> None:
    rows = [
        labelled(LAW, mention=True, policy=True, document="one"),
        labelled("Volunteers cleaned the beach.", mention=True, policy=False, document="one"),
        labelled("Volunteers met.", mention=True, policy=True, document="two"),
    ]
    judged = judge(shared(tmp_path, rows))
    assert sorted(by_document(judged, "policy")) == [(" one", True, True), (" two", True, False)]
    assert measures(by_document(judged, "policy"))["recall"] == 0.5
    assert measures(by_passage(judged, "policy"))["labelled"] == 2


def test_borderline_passages_are_reported_apart(tmp_path: Path) -> None:
    rows = [labelled(LAW, mention=True, policy=True), labelled(LAW, mention=True, policy=False) | {"borderline": True}]
    result = evaluate(shared(tmp_path, rows), learned=False)["borderline"]
    assert result["settled"]["policy"]["precision"] == 1.0
    assert result["borderline"]["policy"]["precision"] == 0.0


def test_the_interval_draws_documents_and_is_none_for_one() -> None:
    assert measures([("a", True, True), ("a", True, False)])["intervals"]["recall"] is None
    low, high = measures([("a", True, True), ("b", True, False), ("c", True, True)])["intervals"]["recall"]
    assert low < 2 / 3 < high


def test_calibration_compares_what_was_given_with_what_came_true() -> None:
    # Four at .95 of which three are true, four at .05 of which none is.
    said = [("d", at < 3, 0.95) for at in range(4)] + [("d", False, 0.05)] * 4
    told = calibration(said)
    assert told["brier"] == pytest.approx((3 * 0.05**2 + 0.95**2 + 4 * 0.05**2) / 8)
    assert told["ece"] == pytest.approx((4 * 0.2 + 4 * 0.05) / 8)
    assert [(row["passages"], row["true"]) for row in told["reliability"]] == [(4, 0.0), (4, 0.75)]


def test_the_learner_gets_the_labels_and_the_document_with_its_country() -> None:
    passage = labelled(LAW, mention=True, policy=True) | {"iso3": "XYZ"}
    (taken,) = decided([Judged(passage, classify(LAW, "en"))])
    assert taken.document == "XYZ a report"
    assert taken.labels == {"mention": True, "contribution": False, "policy": True, "measured": False}
