"""Real queries of several kinds and languages, for timing: a fixed sample with as many of each kind as there are."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

from eval.gold import json_lines
from eval.retrieval_questions import xquad_queries
from eval.retrieval_sets import XQUAD_LANGUAGES
from eval.retrieval_targets import sdg_queries
from eval.scale_corpus import SEED, documents
from eval.shared_texts import Text

OF_KIND = 60
"""Queries of one kind at most."""

WARM = "warm"
"""The kind of those that are asked before any is timed: others, a third as many, of every kind that has more."""


def queries(shared: Path, texts: Sequence[Text]) -> dict[str, list[str]]:
    """Queries by kind."""
    kinds = {
        "seed": _seed(shared),
        **{f"question-{language}": [q.text for q in xquad_queries(shared, language)] for language in XQUAD_LANGUAGES},
        "term": _terms(shared),
        "target-zh": [q.text for q in sdg_queries(shared, "zh")],
        "piece": [text.text[10:50].strip() for text in texts if len(text.text) > 60],
        "symbol": [f"{document.work} para. 12" for document in documents(texts, len(texts))],
    }
    chance = random.Random(SEED)  # noqa: S311 - a fixed sample; nothing here is secret
    drawn = {kind: chance.sample(asked, min(OF_KIND + OF_KIND // 3, len(asked))) for kind, asked in kinds.items()}
    warm = [query for asked in drawn.values() for query in asked[OF_KIND:]]
    return {kind: asked[:OF_KIND] for kind, asked in drawn.items()} | {WARM: warm}


def _seed(shared: Path) -> list[str]:
    return [row["query"] for row in json_lines(shared / "retrieval/seed-queries-dev.jsonl")]


def _terms(shared: Path) -> list[str]:
    """Terms of the United Nations, in both languages: queries of one or two words."""
    rows = json.loads((shared / "terms/un-zh-en-terms.json").read_text("utf-8"))["data"]
    return [row[language] for row in rows for language in ("zh", "en")]
