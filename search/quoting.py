"""Quotes: which sentences of a passage say most of what was asked, and where each quote stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from corpus.lexicon import any_of, load_lexicon
from corpus.sentences import sentences
from search.features import Candidate, Matrix, features
from search.probes import probes
from search.query import Query
from search.ranking import model_of, weights
from search.store.base import ScoredPoint

WHOLE = 180
"""A passage of this many characters is quoted whole."""

FIGURE = 0.05
"""What a figure in a sentence adds to its score where a figure is asked for (``python -m eval answers``)."""

ENOUGH = 0.8
"""One sentence is quoted alone if it says this much of what it says together with a neighbour."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands.

    ``translation_of`` is the id of the passage that was found, where the quote is from its text in another language;
    ``found_language`` is that passage's language.
    """

    passage_id: str
    work: str
    language: str
    number: str | None
    page_first: int
    path: str
    quote: str
    translation_of: str | None = None
    found_language: str | None = None


def citation(point: ScoredPoint, quote: str) -> Citation:
    """A quote from a passage of the index."""
    meta = point.payload["meta"]
    return Citation(
        passage_id=meta["passage_id"],
        work=meta["work"],
        language=meta["language"],
        number=meta.get("number"),
        page_first=meta["page_first"],
        path=meta["path"],
        quote=quote,
    )


def quoted(text: str, language: str, query: Query) -> str:
    """The sentence of a passage that says most of what was asked, with a neighbour if it says much of it.

    Short passages are quoted whole.
    """
    first, last = span_quoted(text, language, query)
    return "".join(sentences(text)[first:last]).strip()


def span_quoted(text: str, language: str, query: Query) -> tuple[int, int]:
    """The same as the places of the first sentence and the one behind the last."""
    parts = sentences(text)
    if len(text) <= WHOLE or len(parts) == 1:
        return 0, len(parts)
    best = int(np.argmax(_scores(parts, language, query)))
    pairs = [(at, at + 2) for at in (best - 1, best) if 0 <= at < len(parts) - 1]
    compared = _scores(["".join(parts[a:b]) for a, b in (*pairs, (best, best + 1))], language, query)
    fullest = int(np.argmax(compared[:-1]))
    return (best, best + 1) if compared[-1] >= ENOUGH * compared[fullest] else pairs[fullest]


def _scores(texts: Sequence[str], language: str, query: Query) -> Matrix:
    """How much of a question each text says, by the weights of the ranker and by rarity among these texts."""
    wanted = {language: probes(query.question, language)}
    rows = features(wanted, [Candidate.of(text, language) for text in texts])
    said: Matrix = rows @ weights(model_of(query, language))
    if _asks_for_figure().search(query.text.casefold()) is None:
        return said
    return said + FIGURE * np.array([_figure().search(text) is not None for text in texts])


@cache
def _asks_for_figure() -> re.Pattern[str]:
    listed = load_lexicon("answer")["asks_for_figure"]
    # Words of one character of Chinese need no border, others do: "when" is not in "whenever".
    words = [rf"(?<!\w){any_of(listed[language])}(?!\w)" for language in listed if language != "zh"]
    return re.compile("|".join([any_of(listed["zh"]), *words]))


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(rf"\d|{any_of(load_lexicon('answer')['numerals'])}")
