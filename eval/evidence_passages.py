"""The labelled development passages, as they are on disk and with what is suggested of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.evidence import Suggestion
from eval.gold import json_lines
from ingest.evidence import classify

LABELS = {
    "mention": "mentions_volunteering",
    "contribution": "contribution",
    "policy": "policy_integration",
    "policy_lenient": "policy_lenient",
    "candidate": "candidate",
    "measured": "measured_data",
}
"""Our names of the labels and the fields of a suggestion; the labelled files use the same names as the fields."""

POLICY = frozenset({"policy", "policy_lenient", "candidate"})
"""Three readings of one labelled question: policy integration, strict."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled passage and what was suggested of it."""

    passage: Mapping[str, Any]
    suggestion: Suggestion

    @property
    def document(self) -> str:
        """The document it comes from, as the labels name it, with its country: titles repeat between countries."""
        return f"{self.passage.get('iso3') or ''} {self.passage.get('document') or self.passage['id']}"

    def truth(self, label: str) -> bool:
        """What the labels say; missing is no."""
        return bool(self.passage.get("policy_integration" if label in POLICY else LABELS[label]))

    def said(self, label: str) -> bool:
        """What was suggested."""
        return bool(getattr(self.suggestion, LABELS[label]))


def labelled_passages(shared: Path) -> list[dict[str, Any]]:
    """The rows of ``evidence/passages-dev.jsonl`` below ``shared``."""
    return json_lines(shared / "evidence" / "passages-dev.jsonl")


def judge(shared: Path) -> list[Judged]:
    """Every development passage with what is suggested of it."""
    return [judged(passage) for passage in labelled_passages(shared)]


def judged(passage: Mapping[str, Any]) -> Judged:
    """A labelled passage with what is suggested of it."""
    return Judged(passage, classify(passage["text"], passage["language"]))
