"""The grammar of a language: the pieces put together with the language's words, made once when first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.lexicon import load_lexicon
from ingest.citations import chinese, western
from ingest.citations.goals_grammar import goal_parts, goal_words
from ingest.citations.names_grammar import charters, comment_words, instrument_names, name_parts, short_titles
from ingest.citations.openings import Openings, openings
from ingest.citations.pieces import either_case, one_of
from ingest.citations.pieces import plain_words as words_at
from ingest.citations.reading import plain_word
from ingest.citations.symbols_grammar import symbol_words

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
UNKNOWN = ("unknown",)
"""What a name means that the lexicon knows for a body's, but not for which body's."""
CLAUSE_END = re.compile(r"[。;]|\. (?=[A-Z])")


@dataclass(frozen=True)
class Grammar:
    """What one language's words make of the pieces. Maps give a word's meaning: body, noun, unit, key of a Work.

    ``number_first``: the number stands before its noun, and words are not divided by spaces. ``issuers`` are the
    bodies that a name may mean, none when it is no body of the United Nations; ``leading`` are those names by length.
    """

    language: str
    words: Mapping[str, Any]
    number_first: bool
    issuers: Mapping[str, tuple[str, ...]]
    leading: tuple[str, ...]
    nouns: Mapping[str, str]
    units: Mapping[str, str]
    instruments: Mapping[str, str]
    anaphors: Mapping[str, str]
    openings: Openings
    issuer: re.Pattern[str]
    noun: re.Pattern[str]
    head: re.Pattern[str]
    member: re.Pattern[str]
    titled_member: re.Pattern[str]
    body_after: re.Pattern[str]
    stranger_after: re.Pattern[str]
    subject_after: re.Pattern[str]
    pinpoint: re.Pattern[str]
    pinpoint_value: re.Pattern[str]
    range_sign: re.Pattern[str]
    gap_to_pinpoint: re.Pattern[str]
    gap_from_pinpoint: re.Pattern[str]
    gap_over_report: re.Pattern[str]
    instrument: re.Pattern[str]
    comment: re.Pattern[str]
    next_comment: re.Pattern[str]
    goal: re.Pattern[str]
    next_goal: re.Pattern[str]
    other_plan: re.Pattern[str]
    anaphor: re.Pattern[str]
    short_title: re.Pattern[str]

    def listed(self, *path: str) -> tuple[str, ...]:
        """The words at a place of the lexicon, or none."""
        return listed_words(self.language, path)


@cache
def listed_words(language: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """The words at a place of a language's lexicon."""
    return tuple(words_at(lexicon_of(language), *path))


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language that the lexicon has."""
    words = lexicon_of(language)
    number_first = words["order"] == "number_first"
    names = instrument_names(words, language)
    ordered = chinese.parts(words) if number_first else western.parts(words)
    anaphors = meanings(pointing(words))
    patterns = {
        **ordered,
        **goal_parts(words, number_first),
        **name_parts(words, names, number_first),
        "issuer": western.spaced(one_of(words, "bodies"), number_first),
        "noun": one_of(words, "nouns"),
        "anaphor": western.ending(one_of({"all": list(anaphors)}, "all"), number_first),
    }
    return Grammar(
        language=language,
        words=words,
        number_first=number_first,
        issuers=issuers(words),
        leading=tuple(sorted(issuers(words), key=len, reverse=True)),
        nouns={noun.casefold(): kind for noun, kind in meanings(words["nouns"]).items()},
        units={**meanings(words["units"]), **meanings(words["annexes"]), **meanings(words.get("subdivisions", {}))},
        instruments=meanings(names),
        anaphors=anaphors,
        openings=openings(opening_words(words, names, number_first), not number_first, language == "ar"),
        **{name: re.compile(pattern) for name, pattern in patterns.items()},
    )


@cache
def lexicon_of(language: str) -> dict[str, Any]:
    """The lexicon of a language, as it is written: Arabic runs "for" and the article together (القرار, للقرار)."""
    words = load_lexicon(f"citations.{language}")
    prefix = words.get("article")
    return {key: with_joined(value, *prefix) for key, value in words.items()} if prefix else words


def with_joined(value: Any, article: str, joined: str) -> Any:
    """Lists of words, each word that begins with the article also as it stands when the article is joined on."""
    if isinstance(value, dict):
        return {key: with_joined(listed, article, joined) for key, listed in value.items()}
    if not isinstance(value, list):
        return value
    return [form for word in value for form in (word, *joined_form(word, article, joined))]


def joined_form(word: str, article: str, joined: str) -> list[str]:
    """The other form of a word that begins with the article, if it does."""
    return [joined + word.removeprefix(article)] if word.startswith(article) else []


def opening_words(words: Mapping[str, Any], names: Mapping[str, list[str]], number_first: bool) -> dict[str, list[str]]:
    """The words with which mentions begin, by what finds them."""
    ordered = chinese.opening_words(words) if number_first else western.opening_words(words)
    anaphors = list(meanings(pointing(words)))
    return {
        **ordered,
        "symbol": symbol_words(),
        "goal": goal_words(words),
        "instrument": [*meanings(names), *charters(words)],
        "comment": comment_words(words),
        "anaphor": anaphors,
        "short_title": short_titles(words),
    }


def meanings(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """What each word stands for."""
    return {plain_word(word): meaning for meaning, listed in names.items() for word in listed}


def issuers(words: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The bodies that each name may mean, the first whose numbers have the shape being the one that is meant."""
    strangers: dict[str, tuple[str, ...]] = dict.fromkeys(words_at(words, "strangers"), ())
    unknown = dict.fromkeys(words_at(words, "unknown_bodies"), UNKNOWN)
    short = {plain_word(name): tuple(bodies) for name, bodies in words.get("short_bodies", {}).items()}
    return {**strangers, **unknown, **{name: (body,) for name, body in meanings(words["bodies"]).items()}, **short}


def pointing(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """Words that point back or to the document itself, by what they point to."""
    listed = {"self": words["anaphors"]["self"], **words["anaphors"]["antecedent"]}
    return {meaning: either_case(forms) for meaning, forms in listed.items()}
