"""A corpus of any size, made of the real texts of the development data.

The texts come once as they are. After that they come varied, until there are enough: sentences change places between
texts of one language, the digits of numbers change, and names change (of countries, and in the Latin and Cyrillic
scripts words with a capital inside a sentence). The seed is fixed: a size is always the same corpus.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from corpus.countries import country_name
from corpus.lexicon import load_lexicon
from eval.shared_texts import Text

SEED = 20
LANGUAGES = ("zh", "en", "es", "fr", "ru", "ar")
IN_DOCUMENT = 200
"""Passages of one document."""

UNDER_HEADING = 20
"""Passages under one heading, the heading with them."""

SHORTEST = 12
"""Characters of a text that is worth a passage."""

SENTENCE = re.compile(r"[^。！？；.!?؟]+(?:[.!?](?!\s|$)[^。！？；.!?؟]*)*[。！？；.!?؟]*\s*")  # "3.1" does not end one
DIGITS = re.compile(r"\d+")
CAPITAL = re.compile(r"(?<=[a-zа-яё,] )[A-ZА-ЯЁ][a-zа-яёáéíóúñ]{2,}")  # "of Kenya": not at the start of a sentence
EXCHANGED, RENAMED, RENUMBERED = 0.35, 0.5, 0.8
"""How often a sentence, a name and a number is changed."""


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document of one language: passages under headings, a heading every ``UNDER_HEADING``."""

    number: int
    language: str
    texts: tuple[str, ...]

    @property
    def work(self) -> str:
        """Its symbol."""
        return f"A/{60 + self.number // 400}/{1 + self.number % 400}"


def documents(texts: Sequence[Text], size: int) -> Iterator[MadeDocument]:
    """Documents with ``size`` passages altogether, of each language as much as the texts have of it."""
    waiting: dict[str, list[str]] = defaultdict(list)
    number = 0
    for language, text in islice(_passages(texts), size):
        waiting[language].append(text)
        if len(waiting[language]) == IN_DOCUMENT:
            yield MadeDocument(number, language, tuple(waiting.pop(language)))
            number += 1
    for language, left in sorted(waiting.items()):
        yield MadeDocument(number, language, tuple(left))
        number += 1


def usable(texts: Iterator[Text]) -> list[Text]:
    """The texts that are long enough, in the languages of the portal, each once."""
    kept = {" ".join(text.text.split()): text for text in texts if text.lang in LANGUAGES}
    return [Text(text.id, text.lang, told) for told, text in kept.items() if len(told) >= SHORTEST]


def _passages(texts: Sequence[Text]) -> Iterator[tuple[str, str]]:
    yield from ((text.lang, text.text) for text in texts)
    chance = random.Random(SEED)  # noqa: S311 - a fixed corpus; nothing here is secret
    sentences, names = _sentences(texts), _names(texts)
    while True:
        for text in texts:
            yield text.lang, _varied(text, sentences[text.lang], names[text.lang], chance)


def _varied(text: Text, sentences: Sequence[str], names: Sequence[str], chance: random.Random) -> str:
    own = SENTENCE.findall(text.text) or [text.text]
    told = "".join(chance.choice(sentences) if chance.random() < EXCHANGED else sentence for sentence in own)
    told = DIGITS.sub(lambda found: _number(found.group(), chance), told)
    told = _countries(text.lang).sub(lambda found: _other(found.group(), countries(text.lang), chance), told)
    return CAPITAL.sub(lambda found: _other(found.group(), names, chance), told).strip()


def _number(digits: str, chance: random.Random) -> str:
    """As many digits; the first stays, so that years stay years."""
    if chance.random() >= RENUMBERED:
        return digits
    return digits[0] + "".join(chance.choice("0123456789") for _ in digits[1:])


def _other(name: str, names: Sequence[str], chance: random.Random) -> str:
    return chance.choice(names) if names and chance.random() < RENAMED else name


def _sentences(texts: Sequence[Text]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        found[text.lang] += SENTENCE.findall(text.text) or [text.text]
    return found


def _names(texts: Sequence[Text]) -> dict[str, list[str]]:
    """Words with a capital inside a sentence, as often as they stand there."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        found[text.lang] += CAPITAL.findall(text.text)
    return found


@cache
def countries(language: str) -> tuple[str, ...]:
    """The names of countries in a language."""
    return tuple(country_name(code, language) for code in load_lexicon("countries.names"))


@cache
def _countries(language: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(countries(language), key=len, reverse=True))))
