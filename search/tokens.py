"""Text to tokens: what is counted of a passage.

Chinese gives characters and pairs of characters: on UN text that ranks better than words (docs/accuracy.md). Other
scripts give stems, marked with their language. Symbols, dates, numbers and percentages are tokens of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import repeat

from corpus.chinese import CJK, is_chinese
from corpus.lexicon import LANGUAGES, any_of, load_lexicon
from search.prepare import prepared
from search.stemming import language_of, stem

SYMBOL = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,5}(?:/[A-Za-z0-9.-]+)+|\d{1,3}/\d{1,4})(?![A-Za-z0-9/])"
)  # "A/RES/70/1"
DIGIT, YEAR = re.compile(r"\d"), re.compile(r"\d{4}")
SPACED_YEAR, LETTERS = re.compile(r" \d{4}(?!\d)"), re.compile(r"\w+")
NEAR = 40
"""Characters before a year in which its month stands: the longest name, "de", a day."""

RUN, NUMBER = rf"[{CJK}]+", r"\d+(?:\.\d+)*"
WORD = rf"[^\W\d_{CJK}](?:[^\W\d_{CJK}]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670])*"
TOKEN = re.compile(rf"(?P<cjk>{RUN})|(?P<number>{NUMBER})|(?P<word>{WORD})")
PIECE = re.compile(rf"{RUN}|{NUMBER}|{WORD}")
LETTERED = re.compile(WORD)


def tokenise(text: str, language: str = "") -> list[str]:
    """The tokens of a passage in a language, in no certain order."""
    return tokens_of(prepared(text), language)


def tokens_of(plain: str, language: str) -> list[str]:
    """The tokens of a prepared text, in no certain order.

    Most texts have no symbol, no date and no percentage: what each cannot be without is looked for first.
    """
    tokens = [match.group().casefold() for match in SYMBOL.finditer(plain)] if "/" in plain else []
    if YEAR.search(plain):
        tokens += dates(plain)
    if DIGIT.search(plain):
        tokens += percentages(plain)
    pieces = PIECE.findall(plain)
    if not is_chinese(plain):
        tokens += map(_token, pieces, repeat(language))
        return tokens
    for piece in pieces:
        if is_chinese(piece):
            tokens += piece
            tokens += pairs(piece)
        else:
            tokens.append(_token(piece, language))
    return tokens


@lru_cache(maxsize=100_000)
def _token(piece: str, language: str) -> str:
    """The token of a number, or of a word in a passage of a language."""
    return piece if piece[0].isdecimal() else word_token(piece, language_of(piece, language))


def pairs(run: str) -> Iterator[str]:
    """The pairs of neighbouring characters of a run of Chinese."""
    return (run[at : at + 2] for at in range(len(run) - 1))


def word_token(word: str, language: str) -> str:
    """The token of a word of an alphabet: "en:volunt"."""
    return f"{language}:{stem(word, language)}"


def dates(text: str) -> Iterator[str]:
    """The dates and months in a text, in any of the languages: "2020-12-21", "2020-12"."""
    for match in _marked_date().finditer(text):
        yield from _date(match["year"], int(match["month"]), match["day"])
    if _names_month(text):
        for match in (found for pattern in _written_dates() for found in pattern.finditer(text)):
            yield from _date(match["year"], _months()[match["month"].casefold()], match["day"])


def _names_month(text: str) -> bool:
    """Whether one of the two words before a year is a month: to look for one at every letter takes longer."""
    before = (text[max(0, year.start() - NEAR) : year.start()] for year in SPACED_YEAR.finditer(text))
    return any(word.casefold() in _months() for part in before for word in LETTERS.findall(part)[-2:])


def _date(year: str, month: int, day: str | None) -> Iterator[str]:
    yield f"{year}-{month:02}"
    if day is not None:
        yield f"{year}-{month:02}-{int(day):02}"


def percentages(text: str) -> Iterator[str]:
    """The percentages in a text, however written: "58%"."""
    return (f"{match['after'] or match['before']}%" for match in _percentage().finditer(text))


@cache
def _percentage() -> re.Pattern[str]:
    words = load_lexicon("numbers")
    after, before = any_of(words["percent_after"]), any_of(words["percent_before"])
    number = r"\d+(?:\.\d+)?"
    return re.compile(rf"(?P<after>{number}) ?{after}|{before} ?(?P<before>{number})", re.IGNORECASE)


@cache
def _marked_date() -> re.Pattern[str]:
    """A date whose parts are marked: "2020年12月21日", "2020年12月"."""
    mark = load_lexicon("numbers")["date_marks"]
    day = rf"(?: ?(?P<day>\d{{1,2}}) ?{mark['day']})?"
    return re.compile(rf"(?P<year>\d{{4}}) ?{mark['year']} ?(?P<month>\d{{1,2}}) ?{mark['month']}{day}")


@cache
def _written_dates() -> tuple[re.Pattern[str], ...]:
    """The day before its month, as "21 December 2020", "21 de diciembre de 2020"; or after it, as in English."""
    month, year = rf"(?<!\w)(?P<month>{any_of(_months())})", r"(?P<year>\d{4})(?!\d)"
    between = any_of(load_lexicon("numbers")["date_between"])
    before = rf"(?:(?P<day>\d{{1,2}}) (?:{between} )?)?{month}(?: {between})? {year}"
    return re.compile(before, re.IGNORECASE), re.compile(rf"{month} (?P<day>\d{{1,2}}), {year}", re.IGNORECASE)


@cache
def _months() -> dict[str, int]:
    """The names of the months in all languages, with their numbers. Arabic writes each with both its names."""
    numbers: dict[str, int] = {}
    for language in LANGUAGES:
        written = [name.split("/") for name in load_lexicon(f"citations.{language}").get("months", ())]
        order = list(dict.fromkeys(names[0] for names in written))
        numbers.update((names[-1].casefold(), order.index(names[0]) + 1) for names in written)
    return numbers
