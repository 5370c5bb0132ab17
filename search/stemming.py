"""Stems of words, by the Snowball algorithms of their language, folded.

A word's script says by which algorithm it is stemmed; in Latin letters the language of its passage does.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

import Stemmer

from search.prepare import folded

ALGORITHMS = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ru": "russian",
}
LATIN = ("en", "fr", "es", "pt")
"""Languages in Latin letters whose words are told apart; of any other the words are stemmed as English."""

_local = threading.local()


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The folded stem of a word in a language of ``ALGORITHMS``; of another language the folded word."""
    algorithm = ALGORITHMS.get(language)
    plain = word.casefold()
    if algorithm is None:
        return folded(plain)
    return folded(str(_stemmer(algorithm).stemWord(plain))) or folded(plain)


def language_of(word: str, language: str) -> str:
    """The language whose words a word is counted among, in a passage of ``language``; "" for other scripts."""
    first = word[0]
    if first <= "\u024f":
        return language if language in LATIN else "en"
    if "\u0400" <= first <= "\u04ff":
        return "ru"
    return "ar" if "\u0600" <= first <= "\u06ff" else ""


def languages_of(word: str) -> tuple[str, ...]:
    """The languages a typed word may be of: nobody says in which one a question is asked."""
    return LATIN if word[0] <= "\u024f" else (language_of(word, ""),)


def _stemmer(algorithm: str) -> Any:
    """The stemmer of the calling thread: one must not be used by two threads at a time."""
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmers[algorithm]
