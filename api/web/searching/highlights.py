"""What a list shows of a passage: the stretch around its first highlight, cut into marked and plain pieces; and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web.leaders import without_leaders

BEFORE = 60
"""Code points kept before the first highlight."""

LONGEST_WORD = 20
"""How far back from a cut a space is looked for."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Pieces (text, whether it is highlighted), and whether text was left out before and after them."""

    pieces: Sequence[tuple[str, bool]]
    cut_before: bool
    cut_after: bool


def snippet(text: str, highlights: Sequence[Sequence[int]], length: int = 280) -> Snippet:
    """About ``length`` code points of a text around its first highlight; ``highlights`` are spans of code points."""
    spans = _merged(highlights, len(text))
    first = max(0, spans[0][0] - BEFORE) if spans and len(text) > length else 0
    first = min(first, max(0, len(text) - length))
    last = _word_end(text, first, min(len(text), first + length))
    shown, at = [], first
    for start, end in ((max(start, first), min(end, last)) for start, end in spans):
        if max(start, at) < end:
            shown += [(text[at:start], False), (text[max(start, at) : end], True)]
            at = end
    shown.append((text[at:last], False))
    return Snippet([(without_leaders(piece), marked) for piece, marked in shown if piece], first > 0, last < len(text))


def other_words(hit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was typed and what the passage says for it, where it says it otherwise."""
    found = ((one["typed"], one["form"]) for one in hit["matched"] if one["source"] != "typed")
    return list(dict.fromkeys(found))


def why(hit: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(what was typed, what the passage says for it, where that comes from), what was typed so first."""
    found = dict.fromkeys((one["typed"], one["form"], one["source"]) for one in hit["matched"])
    return sorted(found, key=lambda one: one[2] != "typed")


def _word_end(text: str, first: int, last: int) -> int:
    """Where to cut so that no word is cut in two, when a space is near."""
    space = text.rfind(" ", max(first, last - LONGEST_WORD), last) if last < len(text) else -1
    return space if space > first else last


def _merged(spans: Sequence[Sequence[int]], end: int) -> list[tuple[int, int]]:
    """The spans in order; those that touch are one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((max(0, first), min(last, end)) for first, last in spans if first < last):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged
