"""Words of one language to those of the others, by a glossary: a query in English finds Chinese passages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.lexicon import load_lexicon
from search.tokens import folded, simplified

WORD = re.compile(r"[^\W\d_]+")
LATIN_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term of the query and what was added for it."""

    typed: str
    concept: str
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts by their terms: alphabetic ones as tuples of folded words, Chinese ones as text."""

    concepts: Mapping[str, tuple[str, ...]]
    words: Mapping[tuple[str, ...], str]
    chinese: re.Pattern[str]
    of_chinese: Mapping[str, str]
    longest: int


def expand(text: str) -> tuple[Expansion, ...]:
    """What the glossary adds to a query, longest terms first, each part of the query used once."""
    prepared = simplified(unicodedata.normalize("NFKC", text))
    known = glossary()
    found = [*_by_words(prepared, known), *_by_characters(prepared, known)]
    return tuple(Expansion(typed, concept, _others(known.concepts[concept], typed)) for typed, concept in found)


def _others(terms: Sequence[str], typed: str) -> tuple[str, ...]:
    return tuple(term for term in terms if term.casefold() != typed.casefold())


def _by_words(text: str, known: Glossary) -> list[tuple[str, str]]:
    words = [singular(folded(word)) for word in WORD.findall(text)]
    found, at = [], 0
    while at < len(words):
        for length in range(min(known.longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + length])
            if phrase in known.words:
                found.append((" ".join(phrase), known.words[phrase]))
                at += length
                break
        else:
            at += 1
    return found


def _by_characters(text: str, known: Glossary) -> list[tuple[str, str]]:
    return [(m.group(), known.of_chinese[m.group()]) for m in known.chinese.finditer(text)]


def singular(word: str) -> str:
    """An English, French or Spanish word without a plural ending; enough for a glossary look-up on both sides."""
    if len(word) > 3 and word.isascii() and not word.endswith("ss"):
        for ending, instead in LATIN_PLURALS:
            if word.endswith(ending):
                return word[: -len(ending)] + instead
    return word


@cache
def glossary() -> Glossary:
    """The glossary, read once."""
    rows = load_lexicon("glossary")["concepts"]
    concepts = {row["en"][0]: tuple(term for terms in row.values() for term in terms) for row in rows}
    words: dict[tuple[str, ...], str] = {}
    of_chinese: dict[str, str] = {}
    for concept, terms in concepts.items():
        for term in terms:
            if any("\u3400" <= letter <= "\u9fff" for letter in term):
                of_chinese.setdefault(term, concept)
            else:
                words.setdefault(tuple(singular(folded(word)) for word in WORD.findall(term)), concept)
    longest_first = sorted(of_chinese, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return Glossary(concepts, words, pattern, of_chinese, max(map(len, words)))
