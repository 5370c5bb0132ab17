"""Figures as results tables print them: "58%", "1 243 381", 120万, 增长, "n/a"; what they say and how exactly.

What is printed is always kept. A cell that cannot be read is ``Said.OTHER``: shown as printed, and nothing is
computed with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TypeVar

from corpus.lexicon import any_of, load_catalogue, load_lexicon
from corpus.words import Word

Kind = TypeVar("Kind")


class Unit(Word):
    """What a figure counts in, where it says it itself."""

    NUMBER = "number"
    PERCENT = "percent"
    DAYS = "days"
    MONTHS = "months"
    DOLLARS = "dollars"


class Said(Word):
    """What a cell says in words: instead of a figure, or of the one beside it."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAINED = "maintained"
    NOT_AVAILABLE = "not_available"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. ``step`` is the place of its last printed digit (1 in "58", 0.1 in "58.3", 100000 in "1.2 million").

    ``exact``: a whole number printed in full. Every other figure was rounded to its step. ``bound`` is "at_least" or
    "at_most" where the figure is a limit.
    """

    printed: str
    value: Decimal | None = None
    unit: Unit | None = None
    step: Decimal | None = None
    exact: bool = False
    said: Said | None = None
    bound: str | None = None

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """Between which numbers what was rounded to this lies. ValueError without a number."""
        if self.value is None or self.step is None:
            raise ValueError(f"{self.printed!r} holds no number")
        half = Decimal(0) if self.exact else self.step / 2
        return self.value - half, self.value + half


DIGITS = r"\d+(?:[ ,.]\d+)*"  # "1 243 381", "1,243,381", "58.5"
GROUPED = re.compile(r"\d{1,3}(?:([ ,.])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")  # "1 243 381", "1,243,381.5"
LAKHS = re.compile(r"\d{1,2}(?:(,)\d{2})+,\d{3}(?:\.\d+)?")  # "12,43,381", as South Asia groups
PLAIN = re.compile(r"\d+(?:[.,]\d+)?")  # "1243", "58.5"; and neither "53 60" nor "1.2.3"
LONGEST = 15
"""Digits of a number at most; what is longer counts nothing of this world."""

WORD_ENDS = r"(?![^\W\d_\u3400-\u9fff])"  # "5 mil", not "5 mills"; Chinese parts no words
MINUS = "\u2212\u2013-"
SPACES = re.compile(r"\s+")


def parse_figure(printed: str | None, language: str | None = None) -> Figure | None:
    """The figure of a cell, None for an empty one. The language decides what "1.243" and "58,5" are."""
    if printed is None or not printed.strip():
        return None
    text = _plain(printed)
    if (word := _vocabulary().whole.get(text)) is not None:
        return Figure(printed, said=word)
    number = _vocabulary().number.fullmatch(text)
    if number is None or not _is_one(number["digits"]):
        return Figure(printed, said=_said_with(text) or Said.OTHER)
    return _figure(printed, number, language)


def figure_in(text: str, language: str | None = None) -> Figure | None:
    """The first number in a text, with the multiplier and unit beside it; None where there is none to be read."""
    number = _vocabulary().number.search(_plain(text))
    return None if number is None or not _is_one(number["digits"]) else _figure(text, number, language)


def _is_one(digits: str) -> bool:
    """Whether digits with marks between them are one number, and not two, or a date, or the code of something."""
    shaped = any(shape.fullmatch(digits) for shape in (PLAIN, GROUPED, LAKHS))
    return shaped and sum(map(str.isdigit, digits)) <= LONGEST


def _figure(printed: str, number: re.Match[str], language: str | None) -> Figure:
    words = _vocabulary()
    digits, places = _number(number["digits"], language)
    factor = words.multipliers[number["times"]] if number["times"] else Decimal(1)
    step = Decimal(1).scaleb(-places) * factor
    unit = next((words.units[number[name]] for name in ("before", "after") if number[name]), Unit.NUMBER)
    sign = -1 if number["minus"] else 1
    return Figure(
        printed=printed,
        value=sign * digits * factor,
        unit=unit,
        step=step,
        exact=unit is not Unit.PERCENT and step == 1,
        said=words.said[number["said"]] if number["said"] else None,
        bound=next((words.bounds[number[name]] for name in ("bound", "behind") if number[name]), None),
    )


def plain_number(value: Decimal | None) -> int | float | None:
    """A number as JSON has it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _number(digits: str, language: str | None) -> tuple[Decimal, int]:
    """The number of some digits and its decimal places; groups of three are told from decimals by the language."""
    comma = language in load_catalogue("figures")["decimal_comma"]
    decimal, other = (",", ".") if comma else (".", ",")
    grouped = GROUPED.fullmatch(digits) or LAKHS.fullmatch(digits)
    alone = digits.count(decimal) == 1 and other not in digits
    if grouped and grouped[1] == decimal and alone:  # "1.243" in English is no thousand, in "1.243,5" it is
        grouped = None
    bare = digits.replace(grouped[1], "") if grouped else digits.replace(" ", "")
    bare = bare.replace(other, decimal) if bare.count(other) == 1 and decimal not in bare else bare.replace(other, "")
    whole, _, places = bare.replace(decimal, ".").partition(".")
    return Decimal(f"{whole}.{places}" if places else whole), len(places)


def _plain(text: str) -> str:
    """Text in lower case, with plain digits and spaces; a thousands separator is never a letter."""
    folded = unicodedata.normalize("NFKC", text).replace("٫", ".").replace("٬", ",").replace("٪", "%").casefold()
    latin = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
    return SPACES.sub(" ", latin).strip()


def _said_with(text: str) -> Said | None:
    """What a cell without a readable figure says: "持续增长"."""
    found = _vocabulary().said_somewhere.search(text)
    return _vocabulary().said[found[0]] if found else None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    whole: Mapping[str, Said]
    said: Mapping[str, Said]
    units: Mapping[str, Unit]
    multipliers: Mapping[str, Decimal]
    bounds: Mapping[str, str]
    number: re.Pattern[str]
    said_somewhere: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    words, per_cent = load_catalogue("figures"), load_lexicon("numbers")
    said = _by_word(words["said"], Said)
    trend = {word: kind for word, kind in said.items() if kind is not Said.NOT_AVAILABLE}
    percents = {_plain(w): Unit.PERCENT for name in ("percent_before", "percent_after") for w in per_cent[name]}
    units = _by_word(words["units"], Unit) | percents
    bounds = {_plain(word): name for name in ("at_least", "at_most") for word in words[name]}
    times = {_plain(word): Decimal(factor) for factor, listed in words["multipliers"].items() for word in listed}
    before = rf"(?P<said>{any_of(trend)})? ?(?P<bound>{any_of(bounds)})? ?(?P<before>{any_of(units)})? ?"
    digits = rf"(?P<minus>[{MINUS}])?(?P<digits>{DIGITS}) ?(?:(?P<times>{any_of(times)}){WORD_ENDS})? ?"
    behind = rf"(?P<after>{any_of(units)})? ?(?P<behind>{any_of(bounds)})?"
    number = re.compile(before + digits + behind)
    return _Vocabulary(said, said, units, times, bounds, number, re.compile(any_of(trend)))


def _by_word(listed: Mapping[str, Sequence[str]], kind: Callable[[str], Kind]) -> dict[str, Kind]:
    return {_plain(word): kind(name) for name, words in listed.items() for word in words}
