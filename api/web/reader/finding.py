"""Finding words in one document: every place where they stand, whatever case, accents and line ends are between."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from api.web.reader.reading import entry
from corpus.chinese import CJK, simplified
from corpus.documents import PassageKind
from corpus.store.works import StoredPassage
from search.prepare import folded

Span = tuple[int, int]

LONGEST_FIND = 200
"""Characters of what is looked for in a document."""

MOST_FOUND = 5000
"""Places that are counted; a letter stands in a long document more often than anybody follows."""

HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
"""What a text holds and nobody sees: soft hyphens, joiners, marks of direction."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Where the words stand: spans by passage id, in reading order; ``chosen`` counts from 1, 0 where none is."""

    words: str
    spans: Mapping[str, Sequence[Span]]
    firsts: Mapping[str, int]
    total: int
    chosen: int

    @property
    def passage(self) -> str | None:
        """The passage that holds the chosen hit."""
        ids, starts = list(self.firsts), list(self.firsts.values())
        return ids[bisect_left(starts, self.chosen + 1) - 1] if self.chosen else None

    def of(self, passage_id: str) -> list[tuple[int, int, int]]:
        """(start, end, number) of the hits in a passage."""
        first = self.firsts.get(passage_id, 0)
        return [(*span, first + place) for place, span in enumerate(self.spans.get(passage_id, ()))]


def find_words(passages: Sequence[StoredPassage], words: str, chosen: int) -> Hits:
    """Every place of the words in passages; ``chosen`` is brought to the nearest hit that there is."""
    pattern = wanted(words)
    spans: dict[str, list[Span]] = {}
    firsts, total = dict[str, int](), 0
    for passage in passages:
        found = places(_shown(passage), pattern)[: MOST_FOUND - total] if pattern is not None else []
        if found:
            spans[passage.id], firsts[passage.id] = found, total + 1
            total += len(found)
    return Hits(words, spans, firsts, total, min(max(1, chosen), total))


def _shown(passage: StoredPassage) -> str:
    """What the reader shows of a passage: of a line of contents not the dots and the number that end it."""
    return passage.text[: entry(passage.text)[0]] if passage.kind == PassageKind.CONTENTS.value else passage.text


def wanted(words: str) -> re.Pattern[str] | None:
    """What to look for in folded text; None for no word. White space may stand inside Chinese, as lines end there."""
    plain = re.escape(_plain(" ".join(words.split())[:LONGEST_FIND])).replace(r"\ ", r"\s+")
    plain = re.sub(rf"(?<=[{CJK}])(?:\\s\+)?(?=[{CJK}])", r"\\s*", plain)
    return re.compile(plain) if plain else None


def places(text: str, pattern: re.Pattern[str]) -> list[Span]:
    """Where a folded pattern stands in a text, in code points of the text as it was written.

    >>> places("Le Bénévolat, le bénévolat", wanted("BENEVOLAT"))
    [(3, 12), (17, 26)]
    """
    if pattern.search(_plain(text)) is None:
        return []
    # Folding may lengthen or shorten a text; only what holds a hit is folded letter by letter.
    letters = [_letter(letter) for letter in text]
    ends: list[int] = []
    for letter in letters:
        ends.append((ends[-1] if ends else 0) + len(letter))
    found = (match.span() for match in pattern.finditer("".join(letters)))
    # A hit ends behind the accents of its last letter, and behind a letter of which it holds the half ("ß" is "ss").
    return [(bisect_left(ends, a + 1), max(bisect_left(ends, b) + 1, bisect_right(ends, b))) for a, b in found]


def _plain(text: str) -> str:
    return HIDDEN.sub("", simplified(folded(text)))


@lru_cache(maxsize=1 << 16)
def _letter(letter: str) -> str:
    return _plain(letter)
