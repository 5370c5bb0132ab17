"""Did you mean: a query some of whose words stand nowhere, in words that find something.

A word of an alphabet is unknown when no passage has its stem and the glossary has no entry for it, or when it is spelt
as no other and a frequent word is one letter away; a stretch of Chinese when no passage has one of its pairs of
characters. Words are taken from the corpus (``search.vocabulary``) and the glossary, and named only when a search for
them, within the same filters, finds something.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from corpus.chinese import is_chinese
from corpus.queries import query_symbol
from search.near import SHORTEST, Known
from search.query import checked_query
from search.searcher import Searcher, SearchFilters
from search.segment import segmenter
from search.sparse import query_vector
from search.stemming import language_of, languages_of
from search.tokens import TOKEN, pairs, word_token
from search.units import Question, Unit, is_function_word, take_apart

MOST = 3
"""Queries that are suggested."""

TRIED = 8
"""Near words of a query that are searched for, to see whether they find something."""

MOST_WRONG = 4
"""Mistakes of a query that are mended; each costs searches."""

LONGEST_TERM = 8
"""Characters of a Chinese term that is looked for in a stretch."""

LONGEST_RUN = 40
"""Characters of a run of Chinese that are looked at, from its beginning."""

MOST_WORDS = 24
"""Words of a query that are looked at: who sends a page of text has not typed it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A stretch of the prepared query that stands nowhere, and what may have been meant, the likeliest first."""

    typed: str
    meant: Sequence[str]


@dataclass(frozen=True, slots=True)
class Suggester:
    """Suggests queries for one corpus; may be shared between threads."""

    searcher: Searcher
    words: Callable[[], Known]
    """The words of the corpus; asked for only where a word of a query is in doubt."""

    def did_you_mean(
        self,
        text: str,
        filters: SearchFilters | None = None,
        found: Collection[str] = (),
        passages: Sequence[str] = (),
    ) -> list[str]:
        """Queries that find something where words of this one do not, the likeliest first; none where all are known.

        ``found`` are terms that a passage is known to say just as they were typed, ``passages`` texts of the corpus:
        asking for what they say is saved. Raises ``PortalError`` as ``Searcher.search``.
        """
        cleaned, kept = checked_query(text), filters or SearchFilters()
        question = take_apart(cleaned, kept.lang or None)
        if query_symbol(cleaned) is not None or all(_is_said(unit, found) for unit in question.units):
            return []
        mistakes = chain(self._wrong_words(question, found), self._wrong_runs(question, passages))
        wrong = list(islice((one for one in mistakes if one.meant), MOST_WRONG))
        finding = [Correction(one.typed, self._finding(one.meant[: TRIED // len(wrong)], kept)) for one in wrong]
        return rewritten(cleaned, question.text, [one for one in finding if one.meant])

    def _finding(self, words: Sequence[str], filters: SearchFilters) -> list[str]:
        """The first words that find something."""
        tried = (one for one in words if self.searcher.finds(one, filters))
        return list(islice(tried, MOST))

    def _wrong_words(self, question: Question, found: Collection[str]) -> Iterator[Correction]:
        said = {word for typed in found for word in typed.split()}
        of_glossary = {word for unit in question.units if unit.concept is not None for word in unit.typed.split()}
        for word in dict.fromkeys(question.words[:MOST_WORDS]):
            tell = len(word) >= SHORTEST and language_of(word, "") != ""
            if tell and word not in said and not is_function_word(word, languages_of(word)):
                yield Correction(word, self._meant(word, question, known=word in of_glossary))

    def _meant(self, word: str, question: Question, *, known: bool) -> Sequence[str]:
        """What a word is meant for; nothing where it is spelt so, or is another form of a word that is ``known``."""
        words = self.words()
        if words.is_spelt(word):
            return ()
        tokens = [word_token(word, language) for language in _languages(word, question)]
        return words.clearly_meant(word) if known or self._stands(tokens) else words.near_words(word)

    def _wrong_runs(self, question: Question, passages: Sequence[str]) -> Iterator[Correction]:
        """Of each run of Chinese the longest stretch that stands nowhere and is meant for a term."""
        for run in dict.fromkeys(question.runs):
            doubted = (pair for pair in pairs(run[:LONGEST_RUN]) if not any(pair in text for text in passages))
            absent = {pair for pair in doubted if not self._stands([pair])}
            stretches = (one for one in _stretches(run[:LONGEST_RUN]) if not absent.isdisjoint(pairs(one)))
            yield from islice(filter(None, map(self._wrong_stretch, stretches if absent else ())), 1)

    def _wrong_stretch(self, stretch: str) -> Correction | None:
        known = self.words()
        broken = not any(len(word) > 1 and word in known.counted for word in segmenter()(stretch))
        near = known.near_terms(stretch, broken=broken)
        return Correction(stretch, near) if near and stretch not in known.counted else None

    def _stands(self, tokens: Sequence[str]) -> bool:
        """Whether any passage has any of the tokens."""
        store = self.searcher.index.store
        return any(store.sparse_search(query_vector({token: 1.0}), 1) for token in tokens)


def _is_said(unit: Unit, found: Collection[str]) -> bool:
    """Whether a passage says a unit; single characters of Chinese stand everywhere."""
    return unit.typed in found and not (is_chinese(unit.typed) and len(unit.typed) == 1)


def _languages(word: str, question: Question) -> Sequence[str]:
    """The language that a word is taken to be of: the question's, or English where that may be several."""
    may_be = [language for language in languages_of(word) if language in question.languages]
    return may_be[:1] or languages_of(word)


def _stretches(run: str) -> Iterator[str]:
    """The stretches of a run that begin and end where words do, the longest first."""
    ends = [0]
    for word in segmenter()(run):
        ends.append(ends[-1] + len(word))
    spans = sorted(((a, b) for a in ends for b in ends if 1 < b - a <= LONGEST_TERM), key=lambda s: (s[0] - s[1], s))
    return (run[start:end] for start, end in spans)


def rewritten(text: str, plain: str, corrections: Sequence[Correction]) -> list[str]:
    """The query with what is wrong replaced by what was likeliest meant; of one mistake also by what else it may be."""
    if not corrections:
        return []
    query = text if all(_replaced(text, one.typed, "") != text for one in corrections) else plain
    for one in corrections[1:]:
        query = _replaced(query, one.typed, one.meant[0])
    first, others = corrections[0], len(corrections) > 1
    return [_replaced(query, first.typed, meant) for meant in first.meant[: 1 if others else MOST]]


def _replaced(query: str, typed: str, meant: str) -> str:
    """A query with other characters for a stretch of Chinese, or another word for a whole word."""
    if is_chinese(typed):
        return query.replace(typed, meant)
    return TOKEN.sub(lambda word: meant if word.group() == typed else word.group(), query)
