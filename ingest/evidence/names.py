"""The name and the year of an instrument, as they are printed around the word that names its type."""

from __future__ import annotations

import re
from functools import cache

from corpus.lexicon import load_lexicon

NUMBER = re.compile(
    r"\s+(?:\(?(?:19|20)\d\d(?:\s?-\s?(?:19|20)?\d\d)?\)?|[IVX]+\b|\d+\b)"
)  # "Plan| III", "Plan| (2017-2022)"
YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/])")
BEHIND, AROUND = 20, 60
"""Characters behind a name in which a year is its own ("Law No. 12, of 2010"), and around it, as that of adoption."""


def full_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the capitalised words before it and a number or years behind it."""
    capitals = _capitals().search(text, max(0, start - 80), start)
    first = capitals.start() if capitals else start
    opening = _opening().match(text, first, start)
    number = NUMBER.match(text, end)
    return opening.end() if opening else first, number.end() if number else end


def year_of(text: str, start: int, end: int) -> int | None:
    """The year of the instrument at a span: in its name, right behind it, else the nearest around it; None without."""
    own = YEAR.search(text, start, min(len(text), end + BEHIND))
    if own:
        return int(own.group())
    near = list(YEAR.finditer(text, max(0, start - AROUND), min(len(text), end + AROUND)))
    nearest = min(near, key=lambda match: max(start - match.end(), match.start() - end), default=None)
    return int(nearest.group()) if nearest else None


@cache
def _capitals() -> re.Pattern[str]:
    """The capitalised words of a name up to a place: "Growth and Development |Plan"."""
    joining = "|".join(load_lexicon("evidence.names")["joining"])
    return re.compile(rf"(?:[A-ZА-Я][\w'-]*\s+(?:(?:{joining})\s+)?)+$")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(load_lexicon('evidence.names')['opening'])})\s+")
