"""Characters: what is removed from text, and how lines are joined into one."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u200b\u2060\ufeff\u00ad]")
"""C0 and C1 controls, lone surrogates, zero-width characters and soft hyphens: none of them is text."""

SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")

CJK = r"\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003134f"
"""Han characters and the punctuation and full-width forms set with them, inside a regex class."""

CJK_CHARACTER = re.compile(f"[{CJK}]")
HYPHENATED = re.compile(r"([^\W\d_]+)-$")  # "imple-" at a line end
LONGEST_WORD = 60
WORD_AT_START = re.compile(r"^([^\W\d_]+)")
WORDS = re.compile(r"[^\W\d_]+")
COMPOUNDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")  # "decision-making", "high-level"
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
"""Presentation forms that fonts use for Latin letters."""


def visible(text: str) -> str:
    """``text`` without control characters and with plain letters for ligatures; line breaks become spaces."""
    return CONTROLS.sub("", text.replace("\r", " ").replace("\n", " ")).translate(LIGATURES)


RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew and Arabic letters."""

ALTERED = re.compile(f"{CONTROLS.pattern[:-1]}{RIGHT_TO_LEFT.pattern[1:-1]}\ufb00-\ufb06]")
"""A text without any of these is what :func:`visible` and :func:`right_to_left` give for it, but for line breaks."""


def is_right_to_left(text: str) -> bool:
    """Whether a text holds letters that are written from right to left."""
    return not text.isascii() and RIGHT_TO_LEFT.search(text) is not None


TURNED = re.compile(r"(?:(?<=^)|(?<=\s))([.:،؛])(\d[\d,.]*)(?=\s|$)")  # ".1 مقدمة", as it looks from left to right


def right_to_left(text: str) -> str:
    """Text of a right-to-left line with the points after its numbers, where a left-to-right reader put them before."""
    return TURNED.sub(r"\2\1", text) if RIGHT_TO_LEFT.search(text) else text


def tidy(text: str) -> str:
    """One space where there was any white space, none at the ends, canonical composition (NFC)."""
    if text.isascii():
        return " ".join(text.split())
    return unicodedata.normalize("NFC", SPACES.sub(" ", text)).strip()


def divided_word(line: str) -> re.Match[str] | None:
    """The word before a hyphen at the end of a line, looked for only where there is one."""
    return HYPHENATED.search(line[-LONGEST_WORD:]) if line.endswith("-") else None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lower-case words of a document, the pairs it joins by a hyphen, and whether it divides words at line ends."""

    words: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    divides: bool = True

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether a hyphen at a line end belongs to the word ("seventy-sixth") or to the line ("imple-menting")."""
        pair = (left.lower(), right.lower())
        if not right.islower() or pair in self.pairs:
            return True
        if "".join(pair) in self.words:
            return False
        return not self.divides or self.words.issuperset(pair)


def vocabulary_of(lines: Sequence[str]) -> Vocabulary:
    """What the lines of a document show of its words; the halves at line ends show nothing.

    A document without a hyphen at a line end has nothing to ask it.
    """
    ends = [
        (left[1], right[1])
        for above, below in itertools.pairwise(lines)
        if (left := divided_word(above.rstrip())) and (right := WORD_AT_START.match(below.lstrip()))
    ]
    if not ends:
        return Vocabulary()
    whole = "\n".join(_without_halves(lines)).lower()
    hyphened = " ".join(piece for piece in whole.split() if "-" in piece)
    compounds = (itertools.pairwise(compound.split("-")) for compound in COMPOUNDS.findall(hyphened))
    known = Vocabulary(frozenset(WORDS.findall(whole)), frozenset(itertools.chain.from_iterable(compounds)))
    kept = sum(known.keeps_hyphen(*end) for end in ends)
    divided = sum((left + right).lower() in known.words for left, right in ends)
    return replace(known, divides=kept <= divided)


def _without_halves(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the halves of words that stand at their ends and beginnings."""
    divided = False
    for line in lines:
        rest = WORD_AT_START.sub("", line.lstrip(), count=1) if divided else line
        divided = divided_word(line.rstrip()) is not None
        yield HYPHENATED.sub("", rest.rstrip()) if divided else rest


def joint(left: str, right: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """What stands between two lines of one paragraph: (the left line as it is kept, what is put between).

    Nothing between CJK characters, a space between words, and no space after a hyphen: the hyphen stays unless the
    two halves are one word.
    """
    left = left.rstrip()
    hyphen = divided_word(left)
    start = WORD_AT_START.match(right) if hyphen else None
    if hyphen and start:
        return (left, "") if vocabulary.keeps_hyphen(hyphen[1], start[1]) else (left[:-1], "")
    if not left or left[-1] in "-/\u2010\u2011" or _touch(left[-1], right[:1]) or _is_range(left, right):
        return left, ""
    return left, " "


def _is_range(left: str, right: str) -> bool:
    """Whether a line ends with the dash of two numbers: "2019–" before "2021"."""
    return left[-1] in "–—" and left[-2:-1].isdigit() and right[:1].isdigit()


def _touch(last: str, first: str) -> bool:
    """Whether two characters are set without a space: both CJK, or one of them CJK punctuation."""
    return bool(CJK_CHARACTER.match(last) and CJK_CHARACTER.match(first))
