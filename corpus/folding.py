"""Characters made plain: what is typed, pasted or extracted in many forms becomes one form, character by character."""

from __future__ import annotations

import re
import unicodedata

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SPACES = dict.fromkeys(
    (0x3000, 0x00A0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x0085, *range(0x09, 0x0E)), 0x20
)
DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63), 0x2D)
SLASHES = dict.fromkeys((0x2044, 0x2215, 0x29F8), 0x2F)
ARABIC_DIGITS = {first + digit: 0x30 + digit for first in (0x0660, 0x06F0) for digit in range(10)}
FOLDING = {**FULL_WIDTH, **SPACES, **DASHES, **SLASHES, **ARABIC_DIGITS}
"""Each character becomes exactly one, so an offset into folded text is an offset into the text."""

INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0f\ufeff]")
"""Soft hyphens, zero-width characters and marks of direction: PDF and web pages leave them inside symbols."""

SPACING = re.compile(" {2,}")

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that a terminal may take for an order; not the tab and the end of a line."""


def fold(text: str) -> str:
    """The text with full-width forms, odd spaces, dashes, slashes and digits made plain; same length."""
    return text.translate(FOLDING)


def without_accents(text: str, letters: str = "") -> str:
    """The text decomposed (NFKD) and without its accents; ``letters`` keep theirs, as a "й" is no "и"."""
    bare = unicodedata.normalize("NFKD", text)
    for letter in letters:
        bare = bare.replace(unicodedata.normalize("NFKD", letter), letter)
    return "".join(character for character in bare if not unicodedata.combining(character))


def harmless(text: str, *, one_line: bool = False) -> str:
    r"""The text with control characters written as escapes, so that no file can name itself an order to a terminal.

    >>> print(harmless("a\x1b[2J\n", one_line=True))
    a\x1b[2J\n
    """
    shown = CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return shown.replace("\n", "\\n") if one_line else shown


def plain_name(text: str) -> str:
    """A name as typed, for looking it up: composed, folded, without what cannot be seen, single spaces, trimmed."""
    composed = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return SPACING.sub(" ", fold(composed).replace("\u2019", "'")).strip()
