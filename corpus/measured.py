"""Measured amounts of volunteering: how many people, hours, what share, what value, as a passage prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.lexicon import any_of, load_catalogue
from corpus.results.figures import Unit, figure_in
from corpus.sentences import sentence_around
from corpus.words import Word


class Quantity(Word):
    """What an amount is of."""

    VOLUNTEERS = "volunteers"
    HOURS = "hours"
    SHARE = "share"
    MONEY = "money"
    OTHER = "other"
    """It is in words, and only the quote says it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with the sentence it stands in. ``value`` is None where it is in words."""

    quantity: Quantity
    value: Decimal | None
    printed: str
    quote: str


def amounts_in(text: str, spans: Iterable[tuple[int, int]], language: str) -> Iterator[Amount]:
    """The amounts at these places of a text, in order, each once; of places that overlap the longest."""
    for start, end in _apart(spans):
        printed = text[start:end]
        figure = figure_in(printed, language)
        quote = text[slice(*sentence_around(text, start, end))]
        value = None if figure is None else figure.value
        unit = None if figure is None else figure.unit
        yield Amount(_quantity(printed, value, unit), value, printed, quote.strip())


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            if end - start > kept[-1][1] - kept[-1][0]:
                kept[-1] = (start, end)
        else:
            kept.append((start, end))
    return kept


def _quantity(printed: str, value: Decimal | None, unit: Unit | None) -> Quantity:
    if value is None:
        return Quantity.OTHER
    words = printed.casefold()
    if _words("hours").search(words):
        return Quantity.HOURS
    if unit is Unit.PERCENT:
        return Quantity.SHARE
    return Quantity.MONEY if unit is Unit.DOLLARS or _words("money").search(words) else Quantity.VOLUNTEERS


@cache
def _words(kind: str) -> re.Pattern[str]:
    listed = (str(word).casefold() for word in load_catalogue("quantities")[kind])
    return re.compile(rf"(?<![a-zà-ÿа-я])(?:{any_of(listed)})(?![a-zà-ÿа-я])")
