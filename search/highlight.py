"""Where a passage says what was asked for, also where it says it with another word or in another language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.chinese import is_chinese, simplified
from search.prepare import folded
from search.query import Query
from search.segment import segmenter
from search.stemming import language_of, stem
from search.tokens import SYMBOL, TOKEN
from search.units import TYPED, Form, Unit, is_function_word, stems_of

GROUP_SIGN = r"[ ,\u00a0\u202f]?"

Sequences = Mapping[str, list[tuple[tuple[str, ...], Unit, Form]]]
"""Forms as the stems of their words, by the first of these."""


@dataclass(frozen=True, slots=True)
class Match:
    """A span of a passage, in code points, that says a unit of the question: ``form`` is how."""

    start: int
    end: int
    typed: str
    form: Form


class Matcher:
    """Finds where passages say what a query asks for; made once for a query."""

    def __init__(self, query: Query) -> None:
        self.units = query.units
        self._chinese, self._chinese_pattern = _chinese_forms(query.units)
        self._exact = _exact_patterns(query.question.text)
        self._sequences: dict[str, Sequences] = {}

    def matches(self, text: str, language: str) -> list[Match]:
        """Where a passage says what was asked for; of forms that overlap the longest, what was typed first."""
        found = [*self._words(text, language), *self._runs(text), *self._typed_exactly(text)]
        found.sort(key=lambda match: (match.start, match.start - match.end, match.form.source != TYPED))
        kept: list[Match] = []
        for match in found:
            if not kept or match.start >= kept[-1].end:
                kept.append(match)
        return kept

    def _words(self, text: str, language: str) -> Iterator[Match]:
        """Forms of alphabetic languages: their stems one after the other, whatever the endings."""
        wanted = self._sequences.get(language)
        if wanted is None:
            wanted = self._sequences[language] = _sequences(self.units, language)
        places = [match for match in TOKEN.finditer(text) if match.lastgroup == "word"] if wanted else []
        begins = _beginning_with({first[0] for first in wanted}, text, language)
        for at, place in enumerate(places):
            if text[place.start()] not in begins:
                continue
            for sequence, unit, form in wanted.get(_stem_in(place.group(), language), ()):
                said = places[at : at + len(sequence)]
                if tuple(_stem_in(one.group(), language) for one in said) == sequence:
                    yield Match(place.start(), said[-1].end(), unit.typed, form)

    def _runs(self, text: str) -> Iterator[Match]:
        """Chinese forms, wherever they stand."""
        if self._chinese and is_chinese(text):
            for match in self._chinese_pattern.finditer(simplified(text)):
                unit, form = self._chinese[match.group().casefold()]
                yield Match(match.start(), match.end(), unit.typed, form)

    def _typed_exactly(self, text: str) -> Iterator[Match]:
        """Symbols and numbers that were typed."""
        for wanted, pattern in self._exact:
            for match in pattern.finditer(text):
                yield Match(match.start(), match.end(), wanted, Form(wanted, "", TYPED))


def highlights(text: str, found: Sequence[Match]) -> list[tuple[int, int]]:
    """Spans of ``text`` in code points, ascending, not touching each other."""
    joined: list[tuple[int, int]] = []
    for match in found:
        if joined and match.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(match.end, joined[-1][1]))
        else:
            joined.append((match.start, match.end))
    return joined


def _beginning_with(initials: set[str], text: str, language: str) -> set[str]:
    """The letters of a text that words begin with whose stem begins with one of these; in Arabic it may be any."""
    letters = set(text)
    return letters if language == "ar" else {letter for letter in letters if _initial(letter) in initials}


@lru_cache(maxsize=5_000)
def _initial(letter: str) -> str:
    return folded(unicodedata.normalize("NFKC", letter))[0:1]


@lru_cache(maxsize=200_000)
def _stem_in(word: str, language: str) -> str:
    composed = word if word.isascii() else unicodedata.normalize("NFKC", word)
    return stem(composed, language_of(composed, language))


def _sequences(units: tuple[Unit, ...], language: str) -> Sequences:
    """The forms as sequences of stems, by their first."""
    by_first: dict[str, list[tuple[tuple[str, ...], Unit, Form]]] = {}
    for unit in units:
        for form in unit.forms:
            if not is_chinese(form.text) and (form.language == language or form.source == TYPED):
                sequence = stems_of(form.text, language)
                if sequence:
                    by_first.setdefault(sequence[0], []).append((sequence, unit, form))
                for word in form.text.split() if form.source == TYPED and len(sequence) > 1 else ():
                    if not is_function_word(word, [form.language]):
                        alone = stem(word, language_of(word, language))
                        by_first.setdefault(alone, []).append(((alone,), unit, form))
    return by_first


def _chinese_forms(units: tuple[Unit, ...]) -> tuple[Mapping[str, tuple[Unit, Form]], re.Pattern[str]]:
    """The Chinese forms of units, what was typed before what was added, and the pattern that finds any of them."""
    found = [(unit, form) for unit in reversed(units) for form in reversed(unit.forms) if is_chinese(form.text)]
    parts = [(unit, replace(form, text=part)) for unit, form in found if form.source == TYPED for part in _parts(form)]
    forms = {form.text.casefold(): (unit, form) for unit, form in [*parts, *found]}
    longest_first = sorted(map(re.escape, forms), key=len, reverse=True)
    return forms, re.compile("|".join(longest_first), re.IGNORECASE)


def _parts(form: Form) -> list[str]:
    """The words of a Chinese form that was typed: a passage may say them apart ("把志愿服务纳入政策")."""
    return [word for word in segmenter()(form.text) if 1 < len(word) < len(form.text)]


def _exact_patterns(question: str) -> list[tuple[str, re.Pattern[str]]]:
    """Symbols and numbers of a question; a number however its digits are grouped, and never a part of another."""
    numbers = {m.group(): _grouped(m.group()) for m in TOKEN.finditer(question) if m.lastgroup == "number"}
    symbols = {m.group(): re.escape(m.group()) for m in SYMBOL.finditer(question)}
    bounded = r"(?<![A-Za-z0-9.,])(?:{})(?![A-Za-z0-9]|[.,]\d)"
    return [(one, re.compile(bounded.format(form), re.IGNORECASE)) for one, form in (symbols | numbers).items()]


def _grouped(number: str) -> str:
    """The pattern of a number with or without its digits in groups of three: "9459", "9,459", "9 459"."""
    whole, point, rest = number.partition(".")
    groups = re.findall(r"\d{1,3}(?=(?:\d{3})*$)", whole)
    return GROUP_SIGN.join(groups) + re.escape(point + rest)
