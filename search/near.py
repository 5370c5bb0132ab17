"""Words that are near to a misspelt one: by its letters, or in Chinese by its sound or all characters but one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, Hamming

from corpus.chinese import is_chinese
from corpus.glossary import concepts
from search.prepare import folded, prepared
from search.sounds import sound
from search.stemming import language_of, stem
from search.tokens import TOKEN

SHORTEST = 3
"""Letters of a word that may be misspelt: of shorter ones too many are near."""

OF_TWO = 6
"""Letters from which on two of them may be wrong; in a shorter word one."""

PER_LETTER = 2.0
"""Powers of ten by which a word must be more frequent to be preferred to one that is a letter nearer."""

OTHER_START = 1.0
"""The same for a word with another first letter: people seldom mistake the first."""

ONE_OFF = 3
"""Characters from which on one of them may be another; of shorter terms every other would be near."""

SURE = 4
"""Characters from which on one other character says more than that parts of the stretch are words of their own."""

CLEARLY = 10
"""How often a word must stand in the corpus to be meant by one that only looks like an ending of another."""

GLOSSARY = 3
"""How often a word of the glossary counts as said, however rare it is in the corpus."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they are written and as they are compared, with the length of each and the letters that are in it."""

    written: Sequence[str]
    compared: Sequence[str]
    lengths: npt.NDArray[np.int64]
    letters: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, written: Sequence[str]) -> Words:
        """Words that are written so."""
        compared = [folded(word) for word in written]
        return cls(written, compared, np.array([*map(len, compared)]), np.array([*map(_letters, compared)], np.uint64))

    def near(self, typed: str, wrong: int) -> Iterator[tuple[float, str]]:
        """The words with so many letters wrong at most, each with how many.

        Only those are compared that may be near: a wrong letter changes the length by one, and which letters there are
        by two.
        """
        others = np.bitwise_count(self.letters ^ np.uint64(_letters(typed)))
        may_be = np.flatnonzero((others <= 2 * wrong) & (abs(self.lengths - len(typed)) <= wrong)).tolist()
        compared = [self.compared[at] for at in may_be]
        near = process.extract(typed, compared, scorer=OSA.distance, score_cutoff=wrong, limit=None)
        return ((distance, self.written[may_be[at]]) for _, distance, at in near)


def _letters(word: str) -> int:
    """Which letters a word has, in 64 bits; several letters share one."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


@dataclass(frozen=True, slots=True)
class Known:
    """The words that may have been meant, with how often they stand in the corpus.

    ``words`` are by kind of letters, ``terms`` Chinese ones, by length.
    """

    counted: Mapping[str, int]
    words: Mapping[str, Words]
    terms: Mapping[int, Sequence[str]]
    by_sound: Mapping[str, Sequence[str]]
    spelt: frozenset[str]

    def near_words(self, word: str) -> list[str]:
        """The words that one may be meant for, the likeliest first, in the same kind of letters; of each stem one."""
        typed = folded(word)
        wrong = 1 if len(typed) < OF_TWO else 2
        words = self.words.get(language_of(word, ""))
        near = () if words is None else words.near(typed, wrong)
        ranked = sorted((-self._likelihood(typed, one, distance), one) for distance, one in near)
        by_stem = {stem(one, language_of(one, "")): one for _, one in reversed(ranked) if folded(one) != typed}
        return [one for _, one in ranked if by_stem.get(stem(one, language_of(one, ""))) == one]

    def is_spelt(self, word: str) -> bool:
        """Whether a word stands in the corpus or the glossary just so, but for case and accents."""
        return folded(word) in self.spelt

    def clearly_meant(self, word: str) -> list[str]:
        """The near words that a word is clearly meant for, though its stem is known: frequent, and a letter away."""
        near = (one for one in self.near_words(word) if OSA.distance(folded(one), folded(word)) == 1)
        return [one for one in near if self.counted[one] >= CLEARLY and not _one_stem(one, word)]

    def _likelihood(self, typed: str, word: str, distance: float) -> float:
        start = OTHER_START if folded(word)[0] != typed[0] else 0.0
        return math.log10(self.counted[word]) - PER_LETTER * distance - start

    def near_terms(self, stretch: str, *, broken: bool) -> list[str]:
        """The terms that a stretch of Chinese may be meant for, the likeliest first.

        ``broken``: no part of it is a word of its own.
        """
        near = [term for term in self.by_sound.get(sound(stretch), ()) if term != stretch]
        if not near and len(stretch) >= (ONE_OFF if broken else SURE):
            alike = self.terms.get(len(stretch), ())
            found = process.extract(stretch, alike, scorer=Hamming.distance, score_cutoff=1, limit=None)
            near = [term for term, distance, _ in found if distance]
        return sorted(near, key=lambda term: (_others(term, stretch), -self.counted[term], term))


def _one_stem(one: str, other: str) -> bool:
    """Whether two words are forms of one word, those in Latin letters by the endings of English."""
    language = language_of(one, "")
    return stem(one, language) == stem(other, language)


def _others(term: str, stretch: str) -> int:
    """How many characters of two texts of one length differ."""
    return sum(a != b for a, b in zip(term, stretch, strict=False))


def known_words(counted: Mapping[str, int]) -> Known:
    """The words of a corpus, with how often each stands there, and those of the glossary, ready to be compared."""
    both = {word: counted.get(word, 0) + GLOSSARY for word in glossary_words()}
    both = {**counted, **both}
    alphabetic: dict[str, list[str]] = {}
    terms: dict[int, list[str]] = {}
    by_sound: dict[str, list[str]] = {}
    for word in both:
        if is_chinese(word):
            terms.setdefault(len(word), []).append(word)
            by_sound.setdefault(sound(word), []).append(word)
        else:
            alphabetic.setdefault(language_of(word, ""), []).append(word)
    words = {language: Words.of(written) for language, written in alphabetic.items()}
    return Known(both, words, terms, by_sound, frozenset(one for kind in words.values() for one in kind.compared))


@cache
def glossary_words() -> tuple[str, ...]:
    """The words of the glossary's terms in alphabets, and its Chinese terms."""
    found: dict[str, None] = {}
    for language, form in ((language, one) for c in concepts() for language, forms in c.forms.items() for one in forms):
        if language == "zh":
            found.update(dict.fromkeys([prepared(form)] if is_chinese(form) and len(form) > 1 else []))
        else:
            words = (m.group() for m in TOKEN.finditer(form.casefold()) if m.lastgroup == "word")
            found.update(dict.fromkeys(word for word in words if len(word) >= SHORTEST))
    return tuple(found)
