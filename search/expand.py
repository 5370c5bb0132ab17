"""Words of one language to those of the others, by a glossary: a query in English finds Chinese passages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.lexicon import load_lexicon
from search.tokens import folded, is_chinese, simplified, stem

WORD = re.compile(r"[^\W_]+")  # with digits: "2030 Agenda" must not be found in "agenda" alone


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
    return tuple(term for term in terms if term != typed and words_of(term) != words_of(typed))


def _by_words(text: str, known: Glossary) -> list[tuple[str, str]]:
    places = list(WORD.finditer(text))
    words = [stem(folded(place.group())) for place in places]
    found, at = [], 0
    while at < len(words):
        length = _longest_term(words[at : at + known.longest], known)
        if length:
            typed = text[places[at].start() : places[at + length - 1].end()]
            found.append((typed, known.words[tuple(words[at : at + length])]))
        at += length or 1
    return found


def _longest_term(words: Sequence[str], known: Glossary) -> int:
    """How many of the words, from the first on, are a term of the glossary; 0 when none is."""
    return next((length for length in range(len(words), 0, -1) if tuple(words[:length]) in known.words), 0)


def _by_characters(text: str, known: Glossary) -> list[tuple[str, str]]:
    return [(m.group(), known.of_chinese[m.group()]) for m in known.chinese.finditer(text)]


def words_of(term: str) -> tuple[str, ...]:
    """A term as it is looked up: its folded words without plural endings."""
    return tuple(stem(folded(word)) for word in WORD.findall(term))


@cache
def glossary() -> Glossary:
    """The glossary, read once."""
    rows = load_lexicon("glossary")["concepts"]
    concepts = {row["en"][0]: tuple(term for terms in row.values() for term in terms) for row in rows}
    words: dict[tuple[str, ...], str] = {}
    of_chinese: dict[str, str] = {}
    for concept, terms in concepts.items():
        for term in terms:
            if is_chinese(term):
                of_chinese.setdefault(term, concept)
            else:
                words.setdefault(words_of(term), concept)
    longest_first = sorted(of_chinese, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return Glossary(concepts, words, pattern, of_chinese, max(map(len, words)))
