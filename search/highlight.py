"""Where a passage says what was asked for, also where it says it with another word or in another language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import ahocorasick

from corpus.chinese import is_chinese, simplified
from search.prepare import folded
from search.query import Query
from search.segment import segmenter
from search.stemming import language_of, stem
from search.tokens import LETTERED, SYMBOL, TOKEN
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
        self._chinese = _chinese_forms(query.units)
        self._exact = _exact_patterns(query.question.text)
        self._sequences: dict[str, tuple[Sequences, _Beginnings]] = {}

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
        known = self._sequences.get(language)
        if known is None:
            sequences = _sequences(self.units, language)
            known = self._sequences[language] = sequences, _Beginnings({first[0] for first in sequences}, language)
        wanted, begins = known
        places = [match.span() for match in LETTERED.finditer(text)] if wanted else []
        for at, (start, end) in enumerate(places):
            if not begins[text[start]]:
                continue
            for sequence, unit, form in wanted.get(_stem_in(text[start:end], language), ()):
                said = places[at : at + len(sequence)]
                if tuple(_stem_in(text[first:last], language) for first, last in said) == sequence:
                    yield Match(start, said[-1][1], unit.typed, form)

    def _runs(self, text: str) -> Iterator[Match]:
        """Chinese forms, wherever they stand: from the left, of those that begin at one place the longest."""
        if self._chinese is None or not is_chinese(text):
            return
        ended = self._chinese.iter(_lowered(simplified(text)))
        found = [Match(end + 1 - long, end + 1, unit.typed, form) for end, (long, unit, form) in ended]
        reached = 0
        for match in sorted(found, key=lambda match: (match.start, -match.end)):
            if match.start >= reached:
                reached = match.end
                yield match

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


class _Beginnings(dict[str, bool]):
    """By letter, whether words begin with it whose stem begins with one of these; in Arabic any may. Found when met."""

    def __init__(self, initials: Set[str], language: str) -> None:
        super().__init__()
        self.initials, self.language = initials, language

    def __missing__(self, letter: str) -> bool:
        self[letter] = found = self.language == "ar" or _initial(letter) in self.initials
        return found


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


def _chinese_forms(units: tuple[Unit, ...]) -> Any:
    """Finds any of the Chinese forms of units, what was typed before what was added; None where there are none."""
    found = [(unit, form) for unit in reversed(units) for form in reversed(unit.forms) if is_chinese(form.text)]
    parts = [(unit, replace(form, text=part)) for unit, form in found if form.source == TYPED for part in _parts(form)]
    forms = ahocorasick.Automaton()
    for unit, form in (*parts, *found):
        folded_form = form.text.casefold()
        forms.add_word(folded_form, (len(folded_form), unit, form))
    forms.make_automaton()
    return forms if len(forms) else None


def _lowered(text: str) -> str:
    """A text in small letters, each in its place: of the one capital that has two of them the first."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(letter.lower()[0] for letter in text)


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
