"""Text as the evidence rules read it: without accents, marks and odd characters; offsets lead back to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus.chinese import simplified

CJK = "\u3400-\u9fff"
GAP_IN_CHINESE = re.compile(rf"(?<=[{CJK}])[ \t\u3000\n]+(?=[{CJK}])")  # "志 愿人员", as typesetting leaves it
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212"
INVISIBLE = "\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff"


@dataclass(frozen=True, slots=True)
class Folded:
    """Text as the rules read it; ``offsets[i]`` is where its code point ``i`` stands in the original.

    ``offsets`` is None where both have the same length, and has one more entry than the text otherwise.
    """

    text: str
    offsets: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text as a span of the original."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str, language: str | None = None) -> Folded:
    """Text without accents, marks and invisible characters, hyphens made one, gaps inside Chinese closed.

    Case is kept. Traditional characters become simplified ones where there are any.
    """
    if text.isascii():
        return Folded(text)
    seen = _without_vanishing(text)
    folded = Folded(seen.text.translate(_characters()), seen.offsets)
    if language not in (None, "zh"):
        return folded
    closed = _closed(folded)
    return Folded(simplified(closed.text), closed.offsets)


def fold_words(pattern: str) -> str:
    """A piece of the lexicon folded as text is; ASCII, and so the syntax, stays."""
    return "".join(c for c in pattern if not _vanishes(c)).translate(_characters())


@cache
def _characters() -> dict[int, str]:
    """Accented letters → their base, typographic signs → plain ones; one character for one."""
    ranges = [(0xC0, 0x24F), (0x400, 0x45F), (0x620, 0x64A), (0x1E00, 0x1EFF)]
    table = {
        code: base
        for first, last in ranges
        for code in range(first, last + 1)
        if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
    }
    table |= {ord(hyphen): "-" for hyphen in HYPHENS} | {0xA0: " ", 0x202F: " ", 0x2009: " "}
    table |= {ord("’"): "'", ord("‘"): "'", ord("ى"): "ي", ord("ٱ"): "ا"}
    return table | {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}


def _without_vanishing(text: str) -> Folded:
    if not any(map(_vanishes, set(text))):
        return Folded(text)
    kept = [(at, character) for at, character in enumerate(text) if not _vanishes(character)]
    return Folded("".join(character for _, character in kept), [*(at for at, _ in kept), len(text)])


def _vanishes(character: str) -> bool:
    return character in INVISIBLE or unicodedata.category(character) == "Mn"


def _closed(folded: Folded) -> Folded:
    gaps = [match.span() for match in GAP_IN_CHINESE.finditer(folded.text)]
    if not gaps:
        return folded
    offsets = folded.offsets or range(len(folded.text) + 1)
    pieces: list[str] = []
    kept: list[int] = []
    place = 0
    for start, end in [*gaps, (len(folded.text), len(folded.text))]:
        pieces.append(folded.text[place:start])
        kept.extend(offsets[place:start])
        place = end
    return Folded("".join(pieces), [*kept, offsets[len(folded.text)]])
