"""Numbers with letters of a language's own: Arabic writes ES-11/1 as "دإط-11/1", 2200 A (XXI) as "2200 ألف (د-21)"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from corpus.numbering import SESSION
from corpus.numerals import roman
from ingest.citations.pieces import NOTHING, one_of

OLD_SESSION = re.compile(r"\( ?- ?([0-9]{1,2})\)")


def own_number(words: Mapping[str, Any]) -> str:
    """The pattern of such a number; nothing where the language writes the letters of others."""
    if "own_letters" not in words:
        return NOTHING
    mark, letter = one_of(words, "session_marks"), rf"(?: {one_of(words, 'own_letters')}(?!\w))"
    old = rf"[0-9]{{1,4}}{letter}? ?\({mark} ?- ?[0-9]{{1,2}}\)"  # "2200 ألف (د-21)"
    special = rf"{mark} ?- ?[0-9]{{1,2}} ?/ ?[0-9]{{1,3}}"  # "دإط-11/1"
    return f"(?:{old}|{special}{letter}?|{SESSION}{letter})"


def in_figures(number: str, words: Mapping[str, Any]) -> str:
    """The number as other languages write it."""
    if number.isascii():
        return number
    marks = (letter for group in ("session_marks", "own_letters") for letter in words.get(group, {}).items())
    for letter, written in marks:
        own = one_of({"own": written}, "own")
        number = re.sub(rf"(?<!\w){own}(?!\w)", "" if letter == "ROMAN" else letter, number)
    return OLD_SESSION.sub(lambda found: f"({roman(int(found[1]))})", number).replace(" ", "")
