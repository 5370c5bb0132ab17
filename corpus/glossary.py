"""The glossary: concepts of the United Nations, development and volunteering, and general words, in six languages.

Facts of language, written for the project: ``corpus/lexicon/glossary/<domain>.tsv``, one concept a line, its usual
forms in each language, best first. ``source`` says where a fact comes from: ``un`` (the terminology of documents),
``sdg`` (the wording of the goals), ``volunteering``, ``general`` (general language), ``name`` (proper names) or
``usage`` (what people say in Chinese for what documents say).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.lexicon import load_lexicon

SOURCES = frozenset({"un", "sdg", "volunteering", "general", "name", "usage"})
SEPARATOR = " | "
COUNTRY_LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@dataclass(frozen=True, slots=True)
class Concept:
    """What is meant, and how each language says it; a language without a usual form is left out."""

    source: str
    forms: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The concept's first English form."""
        return self.forms["en"][0]


@cache
def concepts() -> tuple[Concept, ...]:
    """All concepts, in the order of the files. Raises ``ValueError`` for a line that is none."""
    folder = resources.files("corpus.lexicon").joinpath("glossary")
    found: list[Concept] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".tsv"):
            found.extend(_concepts_in(file.read_text(encoding="utf-8"), file.name))
    return (*found, *_countries())


def _countries() -> Iterator[Concept]:
    """The names of countries, which the portal knows for other reasons."""
    for names in load_lexicon("countries.names").values():
        forms = zip(COUNTRY_LANGUAGES, names, strict=True)
        yield Concept("name", {language: (name,) for language, name in forms if name})


def _concepts_in(text: str, name: str) -> Iterator[Concept]:
    source, *languages = next(rows := csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    if source != "source" or "en" not in languages:
        raise ValueError(f"{name} has no header")
    for line, row in enumerate(rows, start=2):
        if len(row) != len(languages) + 1 or row[0] not in SOURCES or not row[1]:
            raise ValueError(f"{name}, line {line}, is no concept")
        cells = zip(languages, row[1:], strict=True)
        yield Concept(row[0], {language: tuple(cell.split(SEPARATOR)) for language, cell in cells if cell})
