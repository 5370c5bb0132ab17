"""Characters: what is removed from text, and how lines are joined into one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u200b\u2060\ufeff\u00ad]")
"""C0 and C1 controls, lone surrogates, zero-width characters and soft hyphens: none of them is text."""

SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")

CJK = r"\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003134f"
"""Han characters and the punctuation and full-width forms set with them, inside a regex class."""

CJK_CHARACTER = re.compile(f"[{CJK}]")
HYPHENATED = re.compile(r"([^\W\d_]+)-$")  # "imple-" at a line end
WORD_AT_START = re.compile(r"^([^\W\d_]+)")
WORDS = re.compile(r"[^\W\d_]+")
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
"""Presentation forms that fonts use for Latin letters."""


def visible(text: str) -> str:
    """``text`` without control characters and with plain letters for ligatures; line breaks become spaces."""
    return CONTROLS.sub("", text.replace("\r", " ").replace("\n", " ")).translate(LIGATURES)


RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew and Arabic letters."""

TURNED = re.compile(r"(?:(?<=^)|(?<=\s))([.:،؛])(\d[\d,.]*)(?=\s|$)")  # ".1 مقدمة", as it looks from left to right


def right_to_left(text: str) -> str:
    """Text of a right-to-left line with the points after its numbers, where a left-to-right reader put them before."""
    return TURNED.sub(r"\2\1", text) if RIGHT_TO_LEFT.search(text) else text


def tidy(text: str) -> str:
    """One space where there was any white space, none at the ends, canonical composition (NFC)."""
    return unicodedata.normalize("NFC", SPACES.sub(" ", text)).strip()


def joint(left: str, right: str, words: AbstractSet[str] = frozenset()) -> tuple[str, str]:
    """What stands between two lines of one paragraph: (the left line as it is kept, what is put between).

    Nothing between CJK characters, a space between words, and no space after a hyphen: the hyphen stays unless the
    two halves are one word. ``words`` are the lower-case words of the document.
    """
    left = left.rstrip()
    hyphen = HYPHENATED.search(left)
    start = WORD_AT_START.match(right)
    if hyphen and start:
        return (left, "") if _compound(hyphen[1], start[1], words) else (left[:-1], "")
    if not left or left[-1] in "-/\u2010\u2011" or _touch(left[-1], right[:1]):
        return left, ""
    return left, " "


def _touch(last: str, first: str) -> bool:
    """Whether two characters are set without a space: both CJK, or one of them CJK punctuation."""
    return bool(CJK_CHARACTER.match(last) and CJK_CHARACTER.match(first))


def _compound(left: str, right: str, words: AbstractSet[str]) -> bool:
    """Whether a hyphen at a line end belongs to the word ("seventy-sixth") or to the line ("imple-menting")."""
    if not right.islower() or (left + right).lower() in words:
        return not right.islower()
    return left.lower() in words and right.lower() in words


def words_of(texts: list[str]) -> frozenset[str]:
    """The lower-case words of a document, without the halves at line ends."""
    found: set[str] = set()
    for text in texts:
        found.update(match[0].lower() for match in WORDS.finditer(HYPHENATED.sub("", text.rstrip())))
    return frozenset(found)
