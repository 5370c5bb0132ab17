"""What a passage is read with: the sentence that announces a list item, and the items that a sentence announces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.index import IndexedPassage

MOST = 600
"""Characters of context that are kept."""


def in_context(passages: Sequence[IndexedPassage]) -> list[IndexedPassage]:
    """The passages of one expression, each with its context."""
    by_path = {passage.path: passage for passage in passages}
    announced: dict[str, list[str]] = {}
    for passage in passages:
        announced.setdefault(parent_path(passage.path), []).append(passage.text)
    read_with = (_context(passage, by_path.get(parent_path(passage.path)), announced) for passage in passages)
    return [replace(passage, context=c) if c else passage for passage, c in zip(passages, read_with, strict=True)]


def parent_path(path: str) -> str:
    """The path of what a passage is an item of: "p13" for "p13/(a)"; "" for one that is none."""
    return path.rpartition("/")[0]


def _context(passage: IndexedPassage, parent: IndexedPassage | None, announced: dict[str, list[str]]) -> str:
    lead = "" if parent is None else parent.text[-MOST:]
    return "\n".join(filter(None, [lead, *announced.get(passage.path, ())]))[:MOST]
