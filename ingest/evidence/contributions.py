"""Contribution and measured data: what volunteers did or are worth, and how many they are; not what is planned."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.evidence import RuleHit
from ingest.evidence.lexicon import Lexicon
from ingest.evidence.sentences import Sentence

PLAN_REACH = 70  # characters before a contribution in which a plan or wish governs it
ATTENDED_REACH = 90  # characters around a contribution in which it may turn out to be a workshop
NEAR = 30  # characters between a word of value and the volunteers it is said of


def contributions(sentence: Sentence, words: Lexicon) -> Iterator[RuleHit]:
    """Volunteers act, serve as means, or are said to be of value; not planned, appealed for or conditional."""
    if sentence.says(words.conditional) or sentence.says(words.appeal):
        return
    for rule, start, end in _cues(sentence, words):
        if not (_planned(sentence, words, start, end) or _attended(sentence, words, start, end)):
            yield from (sentence.hit(name, start, end) for name in ("contribution", rule))


def _planned(sentence: Sentence, words: Lexicon, start: int, end: int) -> bool:
    before = sentence.before(start, words.planned, PLAN_REACH)
    return before is not None or words.planned.search(sentence.marked, start, end) is not None


def _attended(sentence: Sentence, words: Lexicon, start: int, end: int) -> bool:
    """Whether volunteers only came to what others did: a workshop, a consultation, a survey."""
    first, last = max(0, start - ATTENDED_REACH), end + ATTENDED_REACH
    return any(
        match.start() < end and start < match.end() for match in words.attended.finditer(sentence.marked, first, last)
    )


def _cues(sentence: Sentence, words: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Places that may report a contribution: the rule and its span in the sentence."""
    for start, end in sentence.terms:
        if words.acted.fullmatch(sentence.text, start, end):
            yield "act", start, end
    for match in words.acts.finditer(sentence.marked):
        if any(words.persons.fullmatch(sentence.text, *term) for term in sentence.within(*match.span())):
            yield "act", *match.span()
    for rule, pattern in (("means", words.means), ("value", words.value)):
        for match in pattern.finditer(sentence.marked):
            if sentence.within(match.start() - NEAR, match.end() + NEAR):
                yield rule, *match.span()


def measures(sentence: Sentence, words: Lexicon) -> Iterator[RuleHit]:
    """A number of volunteers, of hours, or a share."""
    counted = [term for term in sentence.terms if sentence.text[term[0]].isdigit()]
    for start, end in [*counted, *(match.span() for match in words.measured.finditer(sentence.marked))]:
        yield sentence.hit("measured", start, end)
