"""How suggestions came true, as counts: what a count of suggestions is corrected by where people decided too little.

Among passages that mention volunteering by the machine's word: suggested or not, holding or not; and those that hold
and were not seen to mention it (``corpus.indicators.estimate``). The lenient reading is held against the labels with
what holds in the context of its document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from eval.evidence_passages import Judged, judge
from ingest.evidence import rule_version

KEPT = Path(__file__).parent.parent / "corpus" / "catalogue" / "suggestion_rates.yml"

HEADER = """# How suggestions came true on labelled passages: what a count of suggestions is corrected by where people
# have decided too little (docs/decisions/0016-a-count-corrected.md). Written by: python -m eval rates --keep
"""

LABELS = {
    "mention": ("mentions_volunteering", ("mentions_volunteering",)),
    "contribution": ("contribution", ("contribution",)),
    "policy": ("policy_integration", ("policy_integration",)),
    "policy_lenient": ("policy_lenient", ("policy_integration", "policy_integration_with_document_context")),
}
"""The field of a suggestion, and the fields of a label one of which holds."""


def evaluate(shared: Path) -> dict[str, Any]:
    """The cells of every label."""
    judged = judge(shared)
    return {
        "measured_on": f"{len(judged)} labelled passages, which the rules were written with",
        "rule_version": rule_version(),
        "labels": {label: cells(judged, *fields) for label, fields in LABELS.items()},
    }


def cells(judged: Sequence[Judged], said: str, true: Sequence[str]) -> dict[str, int]:
    """tp, fp, fn and tn among passages that are said to mention volunteering, and those that hold beside them."""
    found = dict.fromkeys(("tp", "fp", "fn", "tn", "unseen"), 0)
    for one in judged:
        holds, suggested = any(one.passage.get(name) for name in true), bool(getattr(one.suggestion, said))
        if not one.suggestion.mentions_volunteering:
            found["unseen"] += holds
        else:
            found[("t" if suggested == holds else "f") + ("p" if suggested else "n")] += 1
    return found


def keep_rates(figures: Mapping[str, Any]) -> Path:
    """Ship these rates."""
    KEPT.write_text(HEADER + yaml.safe_dump(dict(figures), sort_keys=False, allow_unicode=True), "utf-8")
    return KEPT


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """A line for each label."""
    yield f"{figures['measured_on']}, rules {figures['rule_version']}"
    for label, row in figures["labels"].items():
        yield f"  {label:<15}" + "".join(f"{name:>8} {number:>4}" for name, number in row.items())
