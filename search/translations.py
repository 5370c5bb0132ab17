"""The lexicon of word translations, learned from parallel text (``python -m eval lexicon``): a file for two languages.

``corpus/lexicon/translations/<from>-<to>.tsv``: a comment that says how it was learned, then word, translation and
probability on a line, likeliest first. A word stands for all with its stem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from search.stemming import stem

COMMENT = "#"


@dataclass(frozen=True, slots=True)
class Translation:
    """A word in another language that says the same with some probability, 0..1."""

    language: str
    word: str
    probability: float


Lexicon = Mapping[str, tuple[Translation, ...]]
"""The translations of the words of one language, by stem."""


def translations(word: str, language: str) -> Iterator[tuple[str, str, float]]:
    """Language, word and probability of each translation of a word, likeliest first."""
    for found in lexicon(language).get(stem(word, language), ()):
        yield found.language, found.word, found.probability


@cache
def lexicon(language: str) -> Lexicon:
    """The translations that are shipped for words of a language; read once."""
    folder = resources.files("corpus.lexicon").joinpath("translations")
    files = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []
    rows: list[tuple[str, Translation]] = []
    for file in files:
        source, _, target = file.name.removesuffix(".tsv").partition("-")
        if source == language and file.name.endswith(".tsv"):
            rows.extend(parsed(file.read_text(encoding="utf-8"), target))
    return by_stem(rows, language)


def parsed(text: str, target: str) -> Iterator[tuple[str, Translation]]:
    """Word and translation of each line. Raises ``ValueError`` for a line that is none."""
    for line in text.splitlines():
        if not line.startswith(COMMENT):
            word, translation, probability = line.split("\t")
            yield word, Translation(target, translation, float(probability))


def by_stem(rows: Iterable[tuple[str, Translation]], language: str) -> Lexicon:
    """The translations of each stem, likeliest first."""
    found: dict[str, list[Translation]] = {}
    for word, translation in rows:
        found.setdefault(stem(word, language), []).append(translation)
    return {key: tuple(sorted(of, key=lambda each: -each.probability)) for key, of in found.items()}
