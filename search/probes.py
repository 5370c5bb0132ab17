"""What of a question is looked for in passages of a language: each thing in all the ways a passage may say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from search.prepare import folded, prepared
from search.stemming import language_of, stem
from search.tokens import TOKEN
from search.units import TYPED, Question, Unit, is_function_word
from search.windows import comparable

GRAM = 4
"""Letters of a piece of a word: words that share pieces are akin, whatever their endings."""

SURE = 0.5
"""How surely a synonym must mean the same to stand for what was typed, letter by letter."""

MOST_WAYS = 4
"""Forms of a unit that are looked for beside those of the next."""

LATIN_NAME = re.compile(r"[A-Z][A-Za-z\u00c0-\u024f]+")

Ways = tuple[tuple[str, float], ...]
"""Texts that say the same thing, with what each is worth, 0..1."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that is looked for: it is there if any of the texts is; each text says how much it counts."""

    texts: Ways


Probes = Mapping[str, tuple[Probe, ...]]
"""What is looked for, by group."""


def probes(question: Question, language: str) -> Probes:
    """What of a question is looked for in passages of a language."""
    units = tuple(_unit_probe(unit, language) for unit in question.units)
    own = question.is_in(language)
    grouped = _chinese_probes(question) if language == "zh" and own else _word_probes(question, language) if own else {}
    figures = tuple(dict.fromkeys(m.group() for m in TOKEN.finditer(question.text) if m.lastgroup == "number"))
    names = () if own and language != "zh" else _names(question)
    return {
        "units": tuple(probe for probe in units if probe.texts),
        "phrases": tuple(_phrase_probes(question, language)),
        **grouped,
        "figures": tuple(Probe(((text, 1.0),)) for text in (*figures, *names)),
    }


def _names(question: Question) -> tuple[str, ...]:
    """Typed names that a passage in another language may hold as they are: "UNV", "COVID-19"."""
    content = (word for word in question.words if not is_function_word(word, question.languages))
    return tuple(dict.fromkeys(folded(word) for word in content if LATIN_NAME.fullmatch(word)))


def _unit_probe(unit: Unit, language: str) -> Probe:
    texts: dict[str, float] = {}
    for form in unit.in_language(language):
        text = _open_ended(form.text, language)
        if text.strip():
            texts.setdefault(text, form.weight)
    return Probe(tuple(texts.items()))


def _phrase_probes(question: Question, language: str) -> Iterator[Probe]:
    """Units that were typed side by side, in any of their forms: 在线志愿者 for 网上义工."""
    for first, second in pairwise(question.units):
        if f"{first.typed}{second.typed}" in question.text or f"{first.typed} {second.typed}" in question.text:
            ways = product(first.in_language(language)[:MOST_WAYS], second.in_language(language)[:MOST_WAYS])
            texts = {_form(a.text, language) + _form(b.text, language): a.weight * b.weight for a, b in ways}
            if texts:
                yield Probe(tuple(texts.items()))


@lru_cache(maxsize=50_000)
def _form(text: str, language: str) -> str:
    """A form as windows hold it, in languages with spaces after one: two of them are a phrase."""
    return comparable(text, language).rstrip()


@lru_cache(maxsize=50_000)
def _open_ended(form: str, language: str) -> str:
    """A form as it is looked for: the endings of its words may differ from what stands in a passage."""
    if language == "zh":
        return comparable(form, language)
    words = [match.group() for match in TOKEN.finditer(prepared(form)) if match.lastgroup == "word"]
    if not words:
        return comparable(form, language)
    return _beginning(words[-1], language) if len(words) == 1 else f" {' '.join(map(folded, words))[:-1]}"


def _beginning(word: str, language: str) -> str:
    """A word as it is looked for; an Arabic one may follow an article or a conjunction without a space."""
    root = _root(word, language)
    return root if language_of(word, language) == "ar" else f" {root}"


@lru_cache(maxsize=50_000)
def _root(word: str, language: str) -> str:
    """What a word and its stem begin with alike; of an Arabic word its stem, which may stand inside."""
    plain, stemmed = folded(word), stem(word, language_of(word, language))
    if language_of(word, language) == "ar":
        return stemmed
    same = next((at for at, (a, b) in enumerate(zip(plain, stemmed, strict=False)) if a != b), len(stemmed))
    return plain[: max(same, min(3, len(plain)))]


def _chinese_probes(question: Question) -> dict[str, tuple[Probe, ...]]:
    content, other = question.content, _said_otherwise(question)
    return {
        "typed": _each((piece for run in content for piece in (run if len(run) < 2 else _grams(run, 2))), other),
        "grams": _each((letter for run in content for letter in run), other),
        "longer": _each(gram for run in question.runs for gram in _grams(run, GRAM)),
    }


def _said_otherwise(question: Question) -> dict[str, Ways]:
    """For each piece of a term the term's synonyms: a passage that says 志愿者 lacks nothing of 义工."""
    found: dict[str, Ways] = {}
    for unit in question.units:
        said = (form for form in unit.in_language("zh") if form.source != TYPED and form.weight >= SURE)
        ways = tuple((_form(form.text, "zh"), form.weight) for form in said)[:MOST_WAYS]
        if ways:
            found |= dict.fromkeys((*unit.typed, *_grams(unit.typed, 2)), ways)
    return found


def _word_probes(question: Question, language: str) -> dict[str, tuple[Probe, ...]]:
    content = [w for w in question.words if not is_function_word(w, [language_of(w, language)])] or list(question.words)
    roots = [_beginning(word, language) for word in content]
    plain = [f" {folded(word)} " for word in content]
    return {
        "typed": _each(roots),
        "grams": _each(gram for word in plain for gram in _grams(word, GRAM)),
        "longer": _each(
            f" {folded(a)} {folded(b)[:4]}" for a, b in zip(question.words, question.words[1:], strict=False)
        ),
    }


def _grams(text: str, size: int) -> Iterable[str]:
    return (text[at : at + size] for at in range(max(1, len(text) - size + 1))) if len(text) >= size else ()


def _each(texts: Iterable[str], other: Mapping[str, Ways] | None = None) -> tuple[Probe, ...]:
    return tuple(Probe(((text, 1.0), *(other or {}).get(text, ()))) for text in dict.fromkeys(texts))
