"""The grammar of a language: the pieces put together with the language's words, made once when first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.lexicon import any_of, load_catalogue, load_lexicon
from corpus.symbols import fold
from ingest.citations import chinese, western
from ingest.citations.pieces import CODE, DATED, NOT_INSIDE, NOTHING, OLD, SEGMENT, SUFFIX, VOLUME, either_case, one_of
from ingest.citations.pieces import plain_words as words_at

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
CHARTER = "UN-CHARTER"
CLAUSE_END = re.compile(r"[。;]|\. (?=[A-Z])")


@dataclass(frozen=True)
class Grammar:
    """What one language's words make of the pieces. Maps give a word's meaning: body, noun, unit, key of a Work.

    ``number_first``: the number stands before its noun, and words are not divided by spaces.
    """

    language: str
    words: Mapping[str, Any]
    number_first: bool
    bodies: Mapping[str, str]
    nouns: Mapping[str, str]
    units: Mapping[str, str]
    instruments: Mapping[str, str]
    anaphors: Mapping[str, str]
    body: re.Pattern[str]
    noun: re.Pattern[str]
    head: re.Pattern[str]
    member: re.Pattern[str]
    body_after: re.Pattern[str]
    pinpoint: re.Pattern[str]
    pinpoint_value: re.Pattern[str]
    gap_to_pinpoint: re.Pattern[str]
    gap_from_pinpoint: re.Pattern[str]
    instrument: re.Pattern[str]
    comment: re.Pattern[str]
    goal: re.Pattern[str]
    next_goal: re.Pattern[str]
    anaphor: re.Pattern[str]
    short_title: re.Pattern[str]

    def listed(self, *path: str) -> list[str]:
        """The words at a place of the lexicon, or none."""
        return words_at(self.words, *path)


@cache
def symbol_pattern() -> re.Pattern[str]:
    """A document symbol, with symbols joined to it: "A/77/895-S/2023/363", "S/5448 and Add.1-3"."""
    heads = {prefix.split("/")[0] for prefix in load_lexicon("bodies")["series"]}
    one = rf"(?:{DATED}|{OLD}|{any_of(heads)} ?/ ?{SEGMENT}{VOLUME}(?:(?: (?=/[0-9]))?/ ?{SEGMENT}{VOLUME}){{0,6}})"
    more = rf"(?: ?-{one}|(?: and |,? ?和){SUFFIX}){{0,3}}"
    return re.compile(rf"{NOT_INSIDE}(?P<first>{one})(?P<more>{more})(?![A-Za-z0-9/])")


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language that the lexicon has."""
    words = load_lexicon(f"citations.{language}")
    number_first = words["order"] == "number_first"
    ordered = chinese.parts(words) if number_first else western.parts(words)
    patterns = {**ordered, **common_parts(words, number_first), "instrument": instrument_part(words, language)}
    return Grammar(
        language=language,
        words=words,
        number_first=number_first,
        bodies=meanings(words["bodies"]),
        nouns={noun.casefold(): kind for noun, kind in meanings(words["nouns"]).items()},
        units=meanings({**words["units"], **words["annexes"]}),
        instruments=meanings(instrument_names(words, language)),
        anaphors=meanings(pointing(words)),
        **{name: re.compile(pattern) for name, pattern in patterns.items()},
    )


def meanings(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """What each word stands for."""
    return {fold(word): meaning for meaning, listed in names.items() for word in listed}


def instrument_names(words: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """The names of instruments in a language, with what the Charter is called alone."""
    names = {key: list(row.get(language, ())) for key, row in load_catalogue("instruments").items()}
    return {**names, CHARTER: [*names[CHARTER], *words.get("charter_alone", ())]}


def instrument_part(words: Mapping[str, Any], language: str) -> str:
    """The name of an instrument; "the Charter" alone, but not the Charter of another organisation."""
    alone = words_at(words, "charter_alone")
    names = [fold(name) for listed in instrument_names(words, language).values() for name in listed]
    full = any_of(name for name in names if name not in alone)
    return whole_words(f"(?:{full}|{any_of(alone)}(?! of | for ))", words["order"] == "number_first")


def pointing(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """Words that point back or to the document itself, by what they point to."""
    listed = {"self": words["anaphors"]["self"], **words["anaphors"]["antecedent"]}
    return {meaning: either_case(forms) for meaning, forms in listed.items()}


def common_parts(words: Mapping[str, Any], number_first: bool) -> dict[str, str]:
    """The patterns that have one form for all languages."""
    anaphor = any_of(meanings(pointing(words)))
    return {
        "body": one_of(words, "bodies"),
        "noun": one_of(words, "nouns"),
        "anaphor": whole_words(anaphor, number_first),
        "comment": comment_part(words),
        "short_title": short_title_part(words, number_first),
        **goal_parts(words, number_first),
    }


def whole_words(pattern: str, number_first: bool) -> str:
    """The pattern as whole words, where words are divided by spaces."""
    return pattern if number_first else rf"(?<!\w){pattern}(?!\w)"


def comment_part(words: Mapping[str, Any]) -> str:
    """A general comment with its number and year: "general comment No. 14 (2000)", 第36号一般性意见(2018年)."""
    about = words.get("general_comments")
    if about is None:
        return NOTHING
    before, after = re.escape(fold(about["number_before"])), re.escape(fold(about["number_after"]))
    return rf"(?i:{before})(?P<number>[0-9]{{1,2}}){after}\((?P<year>(?:19|20)[0-9]{{2}})年?\)"


def short_title_part(words: Mapping[str, Any], number_first: bool) -> str:
    """A short title of an instrument named before: 该《战略》, "the Strategy"."""
    titles, before = one_of(words, "short_titles"), one_of(words, "short_before")
    if number_first:
        return rf"(?:{before}《?|《)(?P<title>{titles})(?:》|(?<!《)(?=[的,。所中]))"
    return rf"(?<!\w){before}(?P<title>{titles})(?![\w-]| (?:of|for|on|to) )"


def goal_parts(words: Mapping[str, Any], number_first: bool) -> dict[str, str]:
    """A goal, target or indicator with its number, and a further number of the same list.

    "SDG 17", "Sustainable Development Goals 3", "target 17.18", 可持续发展目标指标5.a.1.
    """
    sdg, space = words["sdg"], "" if number_first else " "
    head = f"(?:{one_of(sdg, 'goal')}|{one_of(sdg, 'target')}|{one_of(sdg, 'indicator')})"
    explicit, filler = one_of(sdg, "explicit"), one_of(sdg, "before_code")
    counted = any_of((*words_at(sdg, "counted"), "%"))
    ends = rf"(?![0-9A-Za-z/]|[.,][0-9]|[ -]?{counted}|-[0-9])"  # not the 5 of "Goals 5 million"
    named = f"(?:(?P<explicit>{explicit})(?:{space}(?P<also>{head}))?|(?P<word>{head})(?:{space}{explicit})?)"
    separator, ranges = one_of(words, "list_separators"), one_of(words, "range_words")
    joint = f"(?:{separator}|{ranges}|-)" if number_first else f"(?: ?{separator} | {ranges} |-)"
    return {
        "goal": whole_start(rf"{named}(?:{filler}| ?:? ?(?:No\. )?)(?P<code>{CODE}){ends}", number_first),
        "next_goal": rf"{joint}(?P<code>{CODE}){ends}",
    }


def whole_start(pattern: str, number_first: bool) -> str:
    """The pattern at the beginning of a word, where words are divided by spaces."""
    return pattern if number_first else rf"(?<!\w){pattern}"
