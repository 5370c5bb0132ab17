"""A passage with the words that rules fired on, cut into pieces at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a passage's text and the rules that fired on it, none for most of it."""

    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule with the words it fired on, each once, as they stand in the passage."""

    rule: str
    words: tuple[str, ...]


def marked(text: str, rules: Sequence[Mapping[str, Any]]) -> list[Marked]:
    """The text cut where a rule's words begin or end; joined again the pieces are the text."""
    spans = [(int(hit["start"]), int(hit["end"]), str(hit["rule"])) for hit in rules if _within(hit, text)]
    cuts = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    return [
        Marked(text[first:last], tuple(dict.fromkeys(rule for start, end, rule in spans if start <= first < end)))
        for first, last in pairwise(cuts)
    ]


def fired(text: str, rules: Sequence[Mapping[str, Any]]) -> list[Fired]:
    """The rules in the order in which they fired."""
    words: dict[str, dict[str, None]] = {}
    for hit in rules:
        said = words.setdefault(str(hit["rule"]), {})
        if _within(hit, text):
            said[" ".join(text[hit["start"] : hit["end"]].split())] = None
    return [Fired(rule, tuple(said)) for rule, said in words.items()]


def _within(hit: Mapping[str, Any], text: str) -> bool:
    return bool(0 <= hit["start"] < hit["end"] <= len(text))
