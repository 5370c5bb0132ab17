"""Which blocks are headings, how deep they stand, and the path of headings above a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind

ANNEX_LEVEL = CHAPTER_LEVEL = 1
LETTER_LEVEL = 2
OUTPUT_LEVEL = 3
LONGEST = 160
"""Characters a labelled heading may have."""

ROMAN_SECTION = re.compile(r"^[IVXL]{1,5}\s+[A-Z]")  # "II Contribution of United Nations operational activities"
FRAMEWORK = re.compile(r"^\S+\s*\d+(?:\.\d+)?\s*[.。:：]")  # "产出 1.1。", "Outcome 2:"


def labelled_level(text: str) -> int | None:
    """The depth that a heading's label or first word gives, or None for one without."""
    if grammar.is_annex(text):
        return ANNEX_LEVEL
    if grammar.CHINESE_CHAPTER.match(text) or grammar.ROMAN_CHAPTER.match(text) or ROMAN_SECTION.match(text):
        return CHAPTER_LEVEL
    if grammar.LETTER_SECTION.match(text):
        return LETTER_LEVEL
    if FRAMEWORK.match(text):
        if grammar.words("output").match(text):
            return OUTPUT_LEVEL
        if grammar.words("outcome").match(text):
            return LETTER_LEVEL
    return None


def is_heading(block: Block) -> bool:
    """Whether a block is a heading, by what the format says, how it stands, or how it begins."""
    if block.kind is BlockKind.HEADING:
        return True
    if block.kind is not BlockKind.BODY or len(block.text) > 2 * LONGEST:
        return False
    if block.small and not block.alone:
        return False
    if block.alone and not grammar.LETTER_ITEM.match(block.text) and not grammar.INDICATOR.match(block.text):
        return True
    if grammar.whole("front_headings").match(block.text) or grammar.whole("annex").match(block.text):
        return True
    level = labelled_level(block.text)
    return level is not None and len(block.text) < LONGEST and not grammar.ends(block.text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the path. ``labelled`` says that its level comes from its label."""

    text: str
    level: int
    size: float
    labelled: bool


Path = tuple[Heading, ...]


def descend(path: Path, block: Block) -> Path:
    """The path of headings after ``block``, which is one."""
    stated = block.level or labelled_level(block.text)
    if stated is not None:
        kept = tuple(h for h in path if h.level < stated and (h.labelled or h.size > block.size))
        return (*kept, Heading(block.text, min(stated, len(kept) + 1) if block.level else stated, block.size, True))
    kept = path
    while kept and _closed_by(kept[-1], block):
        kept = kept[:-1]
    return (*kept, Heading(block.text, kept[-1].level + 1 if kept else 1, block.size, False))


def _closed_by(heading: Heading, block: Block) -> bool:
    """Whether an unlabelled heading ends ``heading``: one of its own rank or, in print, a smaller one."""
    if grammar.is_division_number(heading.text):
        return block.size > heading.size + 0.3 or grammar.is_division_number(block.text)
    if heading.labelled:
        return block.size > heading.size + 0.3
    return block.size > heading.size - 0.3


def texts(path: Path) -> tuple[str, ...]:
    """The headings as text, outermost first."""
    return tuple(heading.text for heading in path)
