"""Parallel text: sentences of the United Nations in English and Chinese, and the Goals in six languages, as words.

In ``terms/un-zh-en-sentences.json`` the Chinese of most rows is that of the next row, and of some of no row: a sentence
is paired with the neighbour that says most of its glossary terms, where that one has no better partner itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from search.prepare import prepared
from search.segment import segmenter
from search.stemming import language_of, stem
from search.tokens import SYMBOL, TOKEN
from search.units import GLOSSARY, function_words, take_apart

NEIGHBOURS = 3
"""Rows before and after in which the translation of a sentence is looked for."""

LEAST_SAID = 0.4
"""The least share of a sentence's glossary terms that its translation says."""

ENOUGH_TERMS = 8
"""Beyond so many terms a longer sentence is no surer."""

NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两第")


@dataclass(frozen=True, slots=True)
class Translated:
    """A text and its translation; ``group``: texts that are left out together when others are asked."""

    source: str
    target: str
    group: str


def un_sentences(shared: Path) -> list[Translated]:
    """The sentences in English with their translations in Chinese, paired again."""
    rows = json.loads((shared / "terms/un-zh-en-sentences.json").read_text("utf-8"))["data"]
    source, target = [row["en"] for row in rows], [row["zh"] for row in rows]
    pairs = dict.fromkeys((source[a], target[b]) for a, b in paired(source, target))
    return [Translated(one, other, "un") for one, other in pairs]


def paired(source: Sequence[str], target: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Rows of an English and a Chinese list that say the same, each the other's best."""
    said = [_terms_in_chinese(text) for text in source]
    plain = [prepared(text) for text in target]
    likeness = {(a, b): _likeness(said[a], plain[b]) for a in range(len(source)) for b in _around(a, len(target))}
    best_target = _best(((a, b), score) for (a, b), score in likeness.items())
    best_source = _best(((b, a), score) for (a, b), score in likeness.items())
    for a, b in best_target.items():
        if best_source.get(b) == a and likeness[a, b] >= LEAST_SAID * min(len(said[a]), ENOUGH_TERMS):
            yield a, b


def _around(row: int, rows: int) -> range:
    return range(max(0, row - NEIGHBOURS), min(rows, row + NEIGHBOURS + 1))


def _terms_in_chinese(text: str) -> list[tuple[str, ...]]:
    """The forms in Chinese of each term of the glossary that an English text holds."""
    units = take_apart(text, ("zh",), frozenset({GLOSSARY})).units
    forms = (tuple(form.text for form in unit.in_language("zh")) for unit in units)
    return [texts for texts in forms if texts]


def _likeness(said: Sequence[Sequence[str]], plain: str) -> float:
    share = sum(any(form in plain for form in forms) for forms in said) / max(len(said), 1)
    return share * min(len(said), ENOUGH_TERMS)


def _best(scored: Iterable[tuple[tuple[int, int], float]]) -> dict[int, int]:
    """The likest partner of each; of equal ones the nearest; none that is not like at all."""
    found: dict[int, tuple[float, int, int]] = {}
    for (one, other), score in scored:
        if score:
            found[one] = max(found.get(one, (0.0, 0, 0)), (score, -abs(one - other), other))
    return {one: other for one, (*_, other) in found.items()}


def goals(shared: Path, source: str, target: str) -> list[Translated]:
    """The titles of the Goals, targets and indicators in two languages; a Goal is a group."""
    one, other = _titles(shared, source), _titles(shared, target)
    return [Translated(one[key], other[key], key.partition("-")[0]) for key in sorted(one.keys() & other.keys())]


@cache
def _titles(shared: Path, language: str) -> Mapping[str, str]:
    name = "zh-Hans" if language == "zh" else language
    files = (shared / f"terms/sdg/{name}.global_{kind}.yml" for kind in ("goals", "targets", "indicators"))
    return {key: str(text) for file in files for key, text in yaml.safe_load(file.read_text("utf-8")).items()}


def words(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The key and the surface of each word of a language in a text, without function words and numbers."""
    for match in TOKEN.finditer(SYMBOL.sub(" ", prepared(text))):
        found = match.group()
        if match.lastgroup == "cjk" and language == "zh":
            yield from ((word, word) for word in segmenter()(found) if _is_content(word, language))
        elif match.lastgroup == "word" and language_of(found, language) == language and _is_content(found, language):
            yield stem(found, language), found


def _is_content(word: str, language: str) -> bool:
    letter = language != "zh" and len(word) == 1
    return not letter and word.casefold() not in function_words(language) and not NUMERALS.issuperset(word)


def surfaces(texts: Collection[str], language: str) -> dict[str, str]:
    """The most frequent surface of each word, by its key; of equally frequent ones the first by its letters."""
    counted: dict[str, Counter[str]] = {}
    for text in texts:
        for key, surface in words(text, language):
            counted.setdefault(key, Counter())[surface] += 1
    return {key: min(of, key=lambda word: (-of[word], word)) for key, of in counted.items()}
