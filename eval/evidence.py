"""How good the evidence suggestions are on labelled passages: by language, kind of document, passage and document.

The rules were written by people who had read these passages, so their figures here are an upper bound: what is learned
is held out by document, what is written cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval import bars, evidence_model
from eval.evidence_passages import LABELS, judge
from eval.evidence_scores import by_document, errors, figures, grouped
from ingest.evidence import rule_version

SHOWN = ("mention", "contribution", "policy", "policy_lenient", "candidate", "measured")


def evaluate(shared: Path, *, learned: bool = True) -> dict[str, Any]:
    """Figures on ``evidence/passages-dev.jsonl`` below ``shared``, the bars among them.

    The lenient reading and the candidates are compared with the same policy labels as the strict reading. ``errors``
    names the passages on which suggestions and labels differ. ``learned``: with the figures of the learned opinion.
    """
    judged = judge(shared)
    settled = [one for one in judged if not one.passage.get("borderline")]
    result = {
        "rule_version": rule_version(),
        "passages": len(judged),
        "languages": {name: figures(of) for name, of in [*grouped(judged, "language").items(), ("all", judged)]},
        "doc_types": {name: figures(of) for name, of in grouped(judged, "doc_type").items()},
        "documents": {
            "all": figures(judged, by_document),
            **{name: figures(of, by_document) for name, of in grouped(judged, "language").items()},
        },
        "borderline": {
            "settled": figures(settled),
            "borderline": figures([one for one in judged if one.passage.get("borderline")]),
        },
        "errors": {name: errors(judged, name) for name in LABELS},
        "opinion_differs": evidence_model.disagreements(judged),
        "bars": [bar.as_json() for bar in measured_bars(figures(judged))],
    }
    return result | ({"model": evidence_model.evaluate(judged)} if learned else {})


def measured_bars(all_of: Mapping[str, Any]) -> Iterator[bars.Bar]:
    """The bars, on all development passages."""
    asked = (
        ("mention", "precision", 0.98),
        ("mention", "recall", 0.99),
        ("contribution", "f1", 0.85),
        ("candidate", "recall", 0.95),
        ("policy", "precision", 0.75),
        ("policy", "recall", 0.85),
    )
    for label, measure, least in asked:
        row = all_of[label]
        yield bars.Bar(f"{label} {measure}", least, row[measure], row["intervals"][measure])


def table(result: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, then the bars."""
    yield f"{result['passages']} development passages, rules {result['rule_version']}, written by people who read them"
    yield from _block("by passage", result["languages"])
    yield from _block("by kind of document", result["doc_types"])
    yield from _block("by document", result["documents"])
    yield from _block("borderline apart", result["borderline"])
    if "model" in result:
        yield from evidence_model.table(result["model"])
    yield from bars.table(bars.of_json(result["bars"]))


def _block(title: str, rows: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{title:14}" + "".join(f"{name:>22}" for name in SHOWN)
    yield f"{'':14}" + "".join(f"{'P     R     F1    n':>22}" for _ in SHOWN)
    for name, row in rows.items():
        yield f"{name:14}" + "".join(f"{_cell(row[label]):>22}" for label in SHOWN)


def _cell(figure: Mapping[str, Any]) -> str:
    shares = ["  –  " if figure[key] is None else f"{figure[key]:.3f}" for key in ("precision", "recall", "f1")]
    return " ".join([*shares, f"{figure['labelled']:>3}"])


def learn(shared: Path) -> None:
    """Learn the opinion that comes with the portal anew from the development passages."""
    evidence_model.ship(judge(shared))
