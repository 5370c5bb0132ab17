"""What Voluntary National Reviews are assembled from: labelled passages, and real text that has no volunteering in it.

The text between the passages is of the same language: excerpts of other reviews (English), articles of XQuAD, and the
titles of Goals, targets and indicators. A text that holds so much as the stem of a volunteering word is left out,
whatever it means there: what such words are taken for is measured on the labelled passages alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from corpus.lexicon import load_lexicon
from eval import evidence_passages
from eval.gold import json_lines

LANGUAGES = ("en", "zh", "fr", "es", "ar", "ru")
"""Languages that have unrelated text; Portuguese has none, and two labelled passages."""

ARTICLES = ("ar", "en", "es", "ru", "zh")
SHORT, LONG = 60, 900
"""Characters of an unrelated text: neither a heading nor a page."""

FIELDS = {
    "mention": "mentions_volunteering",
    "contribution": "contribution",
    "policy": "policy_integration",
    "policy_lenient": "policy_integration",
    "measured": "measured_data",
}
"""Labels by the fields of the labelled file; nobody labelled what the lenient reading adds, so it adds nothing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled passage; ``source`` is the document that it was taken from."""

    id: str
    language: str
    source: str
    text: str
    labels: Mapping[str, bool]


def labelled_passages(shared: Path) -> list[Passage]:
    """The passages of ``evidence/passages-dev.jsonl``, in the file's order."""
    return [
        Passage(
            id=row["id"],
            language=row["language"],
            source=row["document"] or row["id"],
            text=row["text"],
            labels={label: bool(row[field]) for label, field in FIELDS.items()} | {"framework": False},
        )
        for row in evidence_passages.labelled_passages(shared)
    ]


def unrelated_texts(shared: Path, language: str) -> list[str]:
    """Real texts of a language without any word of volunteering, as long as paragraphs are."""
    plain = (" ".join(text.split()) for text in _texts(shared, language))
    return [text for text in plain if SHORT <= len(text) <= LONG and not _stems(language).search(text)]


def headings(shared: Path, language: str) -> list[str]:
    """The titles of the Goals in a language."""
    return [text for key, text in _sdg(shared, language, "goals") if key.endswith("-short")]


def _texts(shared: Path, language: str) -> Iterator[str]:
    if language == "en":
        yield from (row["text"] for row in json_lines(shared / "filler" / "en-vnr-excerpts.jsonl"))
    if language in ARTICLES:
        articles = json.loads((shared / "retrieval" / f"xquad.{language}.json").read_text("utf-8"))["data"]
        yield from (paragraph["context"] for article in articles for paragraph in article["paragraphs"])
    for kind in ("targets", "indicators"):
        yield from (text for _, text in _sdg(shared, language, kind))


def _sdg(shared: Path, language: str, kind: str) -> list[tuple[str, str]]:
    name = "zh-Hans" if language == "zh" else language
    rows = yaml.safe_load((shared / "terms" / "sdg" / f"{name}.global_{kind}.yml").read_text("utf-8"))
    return [(str(key), str(text)) for key, text in rows.items()]


@cache
def _stems(language: str) -> re.Pattern[str]:
    return re.compile("|".join(load_lexicon(f"evidence.{language}")["stems"]), re.IGNORECASE)
