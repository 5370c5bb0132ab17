"""Where a passage holds what was asked for, also where it says it in another language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from search.query import Query
from search.tokens import SYMBOL, TOKEN, folded, is_chinese, segmenter, simplified, stem

MIN_CHINESE = 2
"""Single characters are everywhere: only words of two or more are marked."""


def highlights(text: str, query: Query) -> list[tuple[int, int]]:
    """Spans of ``text`` in code points, ascending, not touching each other."""
    spans = [*_words(text, _wanted_words(query)), *_phrases(text, _wanted_phrases(query))]
    return _joined(sorted(spans))


def _wanted_words(query: Query) -> frozenset[str]:
    typed = [query.text, *(added for expansion in query.expansions for added in expansion.added)]
    found = (match.group() for text in typed for match in TOKEN.finditer(unicodedata.normalize("NFKC", text)))
    return frozenset(stem(folded(word)) for word in found if not is_chinese(word) and len(word) > 2)


def _wanted_phrases(query: Query) -> list[str]:
    prepared = simplified(unicodedata.normalize("NFKC", query.text))
    typed = [w for m in TOKEN.finditer(prepared) if m.lastgroup == "cjk" for w in segmenter()(m.group())]
    added = [term for expansion in query.expansions for term in expansion.added if is_chinese(term)]
    symbols = [match.group() for match in SYMBOL.finditer(prepared)]
    return [phrase for phrase in dict.fromkeys([*typed, *added, *symbols]) if len(phrase) >= MIN_CHINESE]


def _words(text: str, wanted: frozenset[str]) -> Iterable[tuple[int, int]]:
    for match in TOKEN.finditer(text):
        if match.lastgroup == "word" and stem(folded(match.group())) in wanted:
            yield match.span()


def _phrases(text: str, wanted: Sequence[str]) -> Iterable[tuple[int, int]]:
    if wanted:
        pattern = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))), re.IGNORECASE)
        yield from (match.span() for match in pattern.finditer(simplified(text)))


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
