"""What a question asks of: documents that it names, countries, and the language in which it is to be answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.countries import countries_in
from corpus.folding import fold
from corpus.lexicon import LANGUAGES, any_of, load_lexicon
from corpus.phrases import words
from corpus.queries import query_symbol
from corpus.store import Store
from search.prepare import folded, prepared
from search.stemming import LATIN
from search.units import question_language, question_languages

PIECE = r"[A-Z0-9-]+(?:\.[A-Z0-9-]+)*"
SYMBOL = rf"(?=[A-Z/.-]{{0,20}}\d)[A-Z]{{1,5}}(?:-[A-Z]{{1,7}})?(?:/{PIECE})+(?:\(\d{{4}}\))?"  # "DP/2022/11"
RESOLUTION = r"\d{2}/\d{1,3}"  # "75/233"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken for answering: ``text`` without the names of documents, ``language`` an official one.

    ``works`` are the documents named that the corpus has, ``missing`` those that it has not; ``countries`` are ISO3.
    """

    text: str
    language: str
    works: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()


def asked_of(question: str, store: Store | None) -> Asked:
    """What a question asks of. Without a store every document that is named by a symbol is taken to be there."""
    works, missing, text = list[str](), list[str](), fold(question)
    for name, symbol in _named(text):
        named = query_symbol(symbol)
        key = None if named is None else named.key if store is None else store.works.key(named.key)
        if named is not None and (key is not None or symbol[0].isalpha()):  # "50/50" may be no resolution
            (missing if key is None else works).append(key or named.key)
            text = text.replace(name, " ")
    if works:
        text = _says().sub(" ", text)
    language = question_language(text if _letters(text) else question)
    # A name is told by its capitals, so it is looked for in what was typed.
    return Asked(text, language, tuple(works), tuple(missing), frozenset(countries_in(question, language)))


def _named(text: str) -> Iterator[tuple[str, str]]:
    """What may name documents in a question, with the words about it, and the symbols alone."""
    return ((found.group(), found["symbol"]) for found in _document().finditer(text))


@cache
def _document() -> re.Pattern[str]:
    """The name of a document: "DP/2022/11", "General Assembly resolution 75/233", 第75/233号决议."""
    noun, body = any_of(words("nouns")), any_of(words("bodies"))
    chinese = load_lexicon("citations.zh")
    return re.compile(
        rf"(?:{body} ?)?(?:{noun} ?)?{chinese['number_before']}? ?"
        rf"(?<![A-Za-z0-9/])(?P<symbol>{SYMBOL}|{RESOLUTION})(?![A-Za-z0-9/]) ?{chinese['number_after']}? ?(?:{noun})?",
        re.IGNORECASE,
    )


def _letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


@cache
def _says() -> re.Pattern[str]:
    listed = load_lexicon("answer")["says"]
    others = any_of(word for language in listed if language != "zh" for word in listed[language])
    return re.compile(rf"{any_of(listed['zh'])}|(?<!\w){others}(?!\w)", re.IGNORECASE)


def language_of_name(text: str) -> str:
    """The official language in which a part of a document is named: "párr. 7", "第7段"."""
    languages = question_languages(prepared(text))
    if languages[0] not in LATIN:
        return languages[0] if languages[0] in LANGUAGES else "en"
    typed = re.findall(r"[^\W\d_]+", folded(text))
    known = {language: sum(word in _words_of_names(language) for word in typed) for language in ("en", "fr", "es")}
    return max(known, key=lambda language: known[language])


@cache
def _words_of_names(language: str) -> frozenset[str]:
    lexicon = load_lexicon(f"citations.{language}")
    listed = (word for group in ("units", "annexes", "nouns") for words in lexicon[group].values() for word in words)
    return frozenset(folded(word).rstrip(".") for word in listed)
