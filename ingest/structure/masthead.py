"""What the masthead of a document says of it: whose document it is, for whom, and the language it was written in.

The lines of a masthead stand in two columns, so one line may hold the body and the distribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.lexicon import load_lexicon

LONGEST = 200
"""Characters of a line of a masthead."""


@dataclass(frozen=True, slots=True)
class Masthead:
    """``body`` and ``distribution`` as printed; ``original_language`` as ISO 639-1."""

    body: str | None = None
    distribution: str | None = None
    original_language: str | None = None


def masthead_of(front: Sequence[str]) -> Masthead:
    """What the texts of the front say; None for what they do not."""
    texts = [text for text in front if len(text) < LONGEST]
    language = _first(_original(), texts)
    return Masthead(
        body=_first(_body(), texts),
        distribution=_first(_distribution(), texts),
        original_language=None if language is None else _languages().get(language.casefold()),
    )


def _first(wanted: re.Pattern[str], texts: Iterable[str]) -> str | None:
    return next((found[1].strip() for text in texts if (found := wanted.search(text))), None)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = load_lexicon("masthead")
    return words


@cache
def _body() -> re.Pattern[str]:
    return re.compile(rf"^({_either(_words()['bodies'])})(?=$|\s|[*,，])", re.IGNORECASE)


@cache
def _distribution() -> re.Pattern[str]:
    return re.compile(rf"(?:{_either(_words()['distribution'])})\s*[:：]?\s*([^\W\d_]+)", re.IGNORECASE)


@cache
def _original() -> re.Pattern[str]:
    names = _either(map(re.escape, _languages()))
    return re.compile(rf"(?:{_either(_words()['original'])})\s*[:：]?\s*({names})(?!\w)", re.IGNORECASE)


@cache
def _languages() -> dict[str, str]:
    """The codes of the languages by their names in all of them."""
    return {name.casefold(): code for code, names in _words()["languages"].items() for name in names}


def _either(alternatives: Iterable[str]) -> str:
    return "|".join(sorted(alternatives, key=len, reverse=True))
