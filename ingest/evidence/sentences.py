"""Sentences with the places of volunteering marked, so that later rules can ask what stands around them.

In ``Sentence.marked`` each volunteering term is written as ``TERM`` and a run of ``REST``, and each trap or name of an
organisation as a run of ``BLANK``, of the same length: offsets stay, and no word of a trap is read by another rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.evidence import RuleHit
from corpus.lexicon import load_lexicon
from ingest.evidence.lexicon import BLANK, REST, TERM, Lexicon

LONGEST = 900  # characters: real sentences of resolutions reach 700
PAUSE = re.compile(r"[\s，,、]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a folded passage that begins at ``offset`` there; ``terms`` are spans within the sentence."""

    text: str
    marked: str
    offset: int
    terms: tuple[tuple[int, int], ...]
    hits: tuple[RuleHit, ...]

    def hit(self, rule: str, start: int, end: int) -> RuleHit:
        """A rule that fired at a span of the sentence."""
        return RuleHit(rule, self.offset + start, self.offset + end)

    def within(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The terms that lie, at least in part, in a span of the sentence."""
        return tuple(term for term in self.terms if term[0] < end and start < term[1])

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether a word stands anywhere in the sentence."""
        return pattern.search(self.marked) is not None

    def before(self, place: int, pattern: re.Pattern[str], reach: int) -> re.Match[str] | None:
        """The last match of a pattern that ends in the ``reach`` characters before a place."""
        found = None
        for match in pattern.finditer(self.marked, max(0, place - reach), place):
            found = match
        return found

    def after(self, place: int, pattern: re.Pattern[str], reach: int) -> re.Match[str] | None:
        """The first match of a pattern that begins in the ``reach`` characters behind a place."""
        match = pattern.search(self.marked, place)
        return match if match and match.start() <= place + reach else None


def sentences(folded: str, words: Lexicon) -> Iterator[Sentence]:
    """The sentences of a folded passage, terms and traps marked. Traps are found before the passage is cut."""
    cleared, hits = _cleared(folded, words)
    start = 0
    for end in _ends(cleared):
        if folded[start:end].strip():
            yield _sentence(folded, cleared, start, end, words, hits)
        start = end


def _ends(cleared: str) -> Iterator[int]:
    """Where sentences end; what runs on longer than any sentence, as tables do, is cut at a space or comma."""
    start = 0
    for end in [*(match.end() for match in _end().finditer(cleared)), len(cleared)]:
        while end - start > LONGEST:
            pauses = [match.end() for match in PAUSE.finditer(cleared, start, start + LONGEST)]
            start = pauses[-1] if pauses else start + LONGEST
            yield start
        yield end
        start = end


@cache
def _end() -> re.Pattern[str]:
    """Where one sentence ends: behind a stop that is no abbreviation's or initial's, before a capital: "… . The"."""
    abbreviated = "".join(rf"(?<!\b{word}\.)" for word in load_lexicon("evidence.names")["abbreviations"])
    return re.compile(
        rf"[.!?؟](?=[\"»”’)]*\s+[\"«“(¿¡•]*[^\W\da-zа-я]){abbreviated}(?<!\b[A-Z]\.)|[。！？；]|;|\n\s*\n|•"
    )


def _cleared(folded: str, words: Lexicon) -> tuple[str, list[RuleHit]]:
    """The passage with traps, names and instruments of the UN blanked out, never the sentence around them."""
    hits: list[RuleHit] = []
    for rule, pattern in words.blanked:

        def blank(match: re.Match[str], rule: str = rule) -> str:
            hits.append(RuleHit(rule, *match.span()))
            return BLANK * len(match.group())

        folded = pattern.sub(blank, folded)
    return folded, hits


def _sentence(folded: str, cleared: str, start: int, end: int, words: Lexicon, hits: list[RuleHit]) -> Sentence:
    body = cleared[start:end]
    terms: list[tuple[int, int]] = []

    def mark(match: re.Match[str]) -> str:
        terms.append(match.span())
        return TERM + REST * (len(match.group()) - 1)

    marked = words.terms.sub(mark, body)
    own = [hit for hit in hits if start <= hit.start < end]
    own += [RuleHit("term", start + first, start + last) for first, last in terms]
    return Sentence(folded[start:end], marked, start, tuple(terms), tuple(own))
