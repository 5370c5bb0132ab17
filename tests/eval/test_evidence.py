"""The scoring of evidence suggestions."""

from __future__ import annotations

import json
from pathlib import Path

from eval.evidence import LABELS, evaluate, table


def labelled(text: str, *, mention: bool, policy: bool) -> dict[str, object]:
    labels = {field: False for name, field in LABELS.items() if name != "policy_lenient"}
    labels |= {"mentions_volunteering": mention, "policy_integration": policy}
    return {"id": text[:8], "language": "en", "text": text} | labels


def test_a_missed_and_a_wrong_label_are_counted_and_named(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    rows = [
        labelled("The Volunteering Act of 2019 recognizes and protects volunteers.", mention=True, policy=True),
        labelled("Rain fell on the hills.", mention=True, policy=False),
        labelled("Volunteers cleaned the beach.", mention=False, policy=False),
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "evidence" / "passages-dev.jsonl").write_text(lines, encoding="utf-8")
    result = evaluate(tmp_path)
    mention = result["languages"]["en"]["mention"]
    assert (mention["labelled"], mention["suggested"], mention["precision"], mention["recall"]) == (2, 2, 0.5, 0.5)
    assert {error["id"] for error in result["errors"]["mention"]} == {"Rain fel", "Voluntee"}
    assert any(line.startswith("all") for line in table(result))
