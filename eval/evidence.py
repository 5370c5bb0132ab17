"""How good the evidence suggestions are on labelled passages: precision, recall and F1 by language and label."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.evidence import Suggestion
from ingest.evidence import classify, rule_version

LABELS = {
    "mention": "mentions_volunteering",
    "contribution": "contribution",
    "policy": "policy_integration",
    "policy_lenient": "policy_lenient",
    "measured": "measured_data",
}
"""Our names of the labels and the fields of a suggestion; the labelled files use the same names as the fields."""


Judged = tuple[Mapping[str, Any], Suggestion]
"""A labelled passage and what was suggested of it."""


def evaluate(shared: Path) -> dict[str, Any]:
    """Figures on ``evidence/passages-dev.jsonl`` below ``shared``: {language: {label: {precision, recall, f1, …}}}.

    The lenient reading is compared with the same policy labels as the strict one. ``errors`` names the passages on
    which the strict reading differs.
    """
    passages = labelled_passages(shared / "evidence" / "passages-dev.jsonl")
    judged: list[Judged] = [(passage, classify(passage["text"], passage["language"])) for passage in passages]
    languages = sorted({passage["language"] for passage in passages})
    return {
        "rule_version": rule_version(),
        "passages": len(passages),
        "languages": {
            language: _figures(judged if language == "all" else _of(judged, language))
            for language in [*languages, "all"]
        },
        "errors": {name: _errors(judged, field) for name, field in LABELS.items()},
    }


def labelled_passages(path: Path) -> list[dict[str, Any]]:
    """The labelled passages of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _of(judged: Iterable[Judged], language: str) -> list[Judged]:
    return [(passage, suggestion) for passage, suggestion in judged if passage["language"] == language]


def _truth(passage: Mapping[str, Any], field: str) -> bool:
    return bool(passage["policy_integration" if field == "policy_lenient" else field])


def _figures(judged: list[Judged]) -> dict[str, dict[str, float | int | None]]:
    return {
        name: _measures([(_truth(passage, field), bool(getattr(suggestion, field))) for passage, suggestion in judged])
        for name, field in LABELS.items()
    }


def _measures(pairs: list[tuple[bool, bool]]) -> dict[str, float | int | None]:
    true = sum(truth and said for truth, said in pairs)
    relevant, said = sum(truth for truth, _ in pairs), sum(said for _, said in pairs)
    precision = true / said if said else None
    recall = true / relevant if relevant else None
    f1 = 2 * true / (relevant + said) if relevant + said else None
    return {"precision": precision, "recall": recall, "f1": f1, "labelled": relevant, "suggested": said}


def _errors(judged: Iterable[Judged], field: str) -> list[dict[str, Any]]:
    return [
        {"id": passage["id"], "language": passage["language"], "truth": _truth(passage, field)}
        for passage, suggestion in judged
        if _truth(passage, field) != bool(getattr(suggestion, field))
    ]


def table(result: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{result['passages']} development passages, rules {result['rule_version']}"
    yield f"{'':6}" + "".join(f"{name:>24}" for name in LABELS)
    yield f"{'':6}" + "".join(f"{'P     R     F1    n':>24}" for _ in LABELS)
    for language, figures in result["languages"].items():
        yield f"{language:6}" + "".join(f"{_cell(figures[name]):>24}" for name in LABELS)


def _cell(figure: Mapping[str, Any]) -> str:
    shares = ["  –  " if figure[key] is None else f"{figure[key]:.3f}" for key in ("precision", "recall", "f1")]
    return " ".join([*shares, f"{figure['labelled']:>3}"])
