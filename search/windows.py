"""A passage as it is compared with a question: prepared and folded, in windows of clauses.

A window is about as long as a short sentence; sentences of resolutions fill pages. The index keeps the windows of each
passage, so that a search compares and does not prepare.
"""

from __future__ import annotations

import re

from corpus.chinese import is_chinese
from search.prepare import folded, prepared

ENDS = r"，、；。：！？,;:!?."
CLAUSE = re.compile(rf"[^{ENDS}]+(?:(?<=\d)[.,:](?=\d)[^{ENDS}]*)*[{ENDS}]*")  # "3.1" and "9,459" are whole
SHORTEST = {True: 40, False: 120}
"""Characters that a window holds at least, of Chinese or not."""

NOT_WORD = re.compile(r"[\W_]+")


def windows(text: str, language: str) -> tuple[str, ...]:
    """The windows of a text, at least one; in languages with spaces as ``comparable``."""
    return windows_of(prepared(text), language)


def windows_of(plain: str, language: str) -> tuple[str, ...]:
    """The windows of a prepared text."""
    found, shortest = [""], SHORTEST[language == "zh"]
    for clause in CLAUSE.findall(folded(plain)):
        if len(found[-1]) >= shortest:
            found.append("")
        found[-1] += clause
    return tuple(_spaced(piece, language) for piece in found)


def comparable(text: str, language: str) -> str:
    """Folded text; in languages with spaces its words stand between single spaces."""
    return _spaced(folded(prepared(text)), language)


def _spaced(plain: str, language: str) -> str:
    return plain if language == "zh" or is_chinese(plain) else f" {NOT_WORD.sub(' ', plain).strip()} "
