"""A text made plain for the grammar, and the way back from plain offsets to offsets into the text.

Full-width forms become ASCII, accents and the marks of Arabic go, digits are ASCII digits, runs of white space one
space, and white space beside a Chinese character nothing: a line may be broken anywhere in Chinese, and
第 75/233 号决议 is set with and without spaces. Traditional characters are read as simplified ones.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache, cached_property

from corpus.chinese import simplified_forms
from corpus.citations import Mention, MentionKind
from corpus.folding import FOLDING

CHINESE = r"\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
HAS_CHINESE = re.compile(f"[{CHINESE}]")
UNWRITTEN = r"\u00ad\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Characters that change no word: soft hyphens, combining accents, vowel signs and stretching of Arabic, directions."""
UNWRITTEN_RUN = re.compile(f"[{UNWRITTEN}]+")
GAP = r" (?<= {2})(?<!^ {2}) *"  # every space of a run but the first
BESIDE_CHINESE = rf" (?<=[{CHINESE}] ) *| (?<! {{2}}) *(?=[{CHINESE}])"
WIDE_GAP = re.compile(GAP)
CHINESE_GAP = re.compile(f"{BESIDE_CHINESE}|{GAP}")
MARKED_GAP = re.compile(f"[{UNWRITTEN}]+|{BESIDE_CHINESE}|{GAP}")
ARABIC_MARKS = {"،": ",", "؛": ";", "؟": "?"}
FEW = 40
"""Up to so many different characters are replaced one by one, which is faster than looking each character up."""


@dataclass(frozen=True)
class Reading:
    """``plain`` is what the grammar reads; ``gaps`` finds what it leaves out of ``even``, the text folded."""

    text: str
    even: str
    plain: str
    gaps: re.Pattern[str]

    @cached_property
    def cuts(self) -> tuple[list[int], list[int]]:
        """Plain offsets where characters were left out, and how many were left out up to and including each."""
        places: list[int] = []
        removed: list[int] = []
        gone = 0
        for gap in self.gaps.finditer(self.even) if len(self.plain) < len(self.text) else ():
            places.append(gap.start() - gone)
            gone += gap.end() - gap.start()
            removed.append(gone)
        return places, removed

    def origin(self, offset: int) -> int:
        """The offset in ``text`` of the character at a plain offset."""
        places, removed = self.cuts
        index = bisect_right(places, offset)
        return offset + (removed[index - 1] if index else 0)

    def mention(self, start: int, end: int, kind: MentionKind, target: str | None, ambiguous: bool = False) -> Mention:
        """The mention at these offsets, in offsets of the plain text until it is restored."""
        return Mention(start, end, self.plain[start:end], kind, target, None, ambiguous)

    def restore(self, mention: Mention) -> Mention:
        """A mention of the plain text in offsets of the text."""
        if self.plain == self.text:
            return mention
        first, last = self.origin(mention.start), self.origin(mention.end - 1) + 1
        return replace(mention, start=first, end=last, surface=self.text[first:last])


def read(text: str) -> Reading:
    """Make a text plain."""
    letters = set(text)
    even, gaps = evened(text, letters), WIDE_GAP
    if not text.isascii():
        each = "".join(letters)
        chinese = HAS_CHINESE.search(each) is not None
        gaps = MARKED_GAP if UNWRITTEN_RUN.search(each) else CHINESE_GAP if chinese else WIDE_GAP
    return Reading(text, even, gaps.sub("", even), gaps)


def evened(text: str, letters: AbstractSet[str]) -> str:
    """The text, made of these characters, with each in its even form; same length."""
    table = even_forms()
    odd = table.keys() & letters
    if len(odd) > FEW:
        return text.translate(even_codes())
    for character in odd:
        text = text.replace(character, table[character])
    return text


def plain_word(word: str) -> str:
    """A word of the lexicon as it stands in plain text."""
    return UNWRITTEN_RUN.sub("", evened(word, set(word)))


@cache
def even_forms() -> dict[str, str]:
    """What each character that has another form is read as; one character always becomes one."""
    folded = {chr(code): chr(plain) for code, plain in FOLDING.items()}
    return {**simplified_forms(), **unaccented(), **folded, **ARABIC_MARKS, "ſ": "s", "’": "'"}


@cache
def even_codes() -> dict[int, str]:
    """The same as ``str.translate`` wants it."""
    return {ord(character): even for character, even in even_forms().items()}


def unaccented() -> dict[str, str]:
    """Letters with accents, and hamzas on alif, by the letter without: é is e, ё е, أ ا."""
    codes = (*range(0xC0, 0x180), *range(0x400, 0x460), *range(0x622, 0x628))
    parts = {chr(code): unicodedata.normalize("NFD", chr(code)) for code in codes}
    return {character: split[0] for character, split in parts.items() if len(split) == 2}
