"""A text file without boxes: each of its words is in what is read of it, whatever its lines look like."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as some

from ingest.formats import read_text
from ingest.structure import structure_of

RULES = ("________", "* * *", "---", "12", "2/4", "Page 3", "Contents", "Annex", "A/RES/70/1", "Please recycle")
WORDS = ("{}", "1. {} is a paragraph.", "(a) {} is an item;", "II. {} Heading", "1 {} is a note", "* {} is starred")
MORE = ("{} ........ 4", "  {}  cells", "Note: {}", "Figure 2. {}", "第一段 {}", "{} says that trees were planted.")
LINES = (*RULES, *WORDS, *MORE)
"""Lines with a place for a word of their own."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("text") / "a.txt"


def read(file: Path, text: str) -> str:
    """All that is read of a text, its page numbers and places with it."""
    file.write_text(text, encoding="utf-8")
    return json.dumps(asdict(structure_of(read_text(file))), ensure_ascii=False, default=str)


def test_what_stands_below_a_rule_and_is_no_note_is_kept(file: Path) -> None:
    found = read(file, "Volunteers planted trees.\n\n________\n\nThe Board met in Bonn.\n\n________\n\nIt met again.\n")
    assert all(said in found for said in ("The Board met in Bonn.", "It met again."))


@settings_of(max_examples=100, deadline=None)
@given(some.lists(some.sampled_from(LINES), min_size=1, max_size=12), some.sampled_from(("\n", "\n\n", " \n\n")))
def test_no_word_of_a_text_is_lost(file: Path, lines: Sequence[str], between: str) -> None:
    marks = [f"mark{number}x" for number in range(len(lines))]
    found = read(file, between.join(line.format(mark) for line, mark in zip(lines, marks, strict=True)))
    assert not [mark for line, mark in zip(lines, marks, strict=True) if "{}" in line and mark not in found]
