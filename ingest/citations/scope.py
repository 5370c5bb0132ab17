"""What a document's other passages say about the mentions of one: its declarations, and the footnote before.

DP/2022/11 says in a footnote that its chapter refers throughout to operative paragraphs of A/RES/75/233, and then
writes "(执行部分第29段)" alone. The declaration is read for the whole document: the following chapter goes on so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.citations import Mention, MentionKind, Pinpoint
from ingest.citations.goals import OwnFramework
from ingest.citations.grammar import Grammar
from ingest.citations.pinpoints import Part
from ingest.citations.reading import Reading


@dataclass(frozen=True, slots=True)
class Scope:
    """``declared``: the resolution whose paragraphs are meant throughout; ``noted``: what the footnote before cites.

    ``framework`` tells where the document's own framework of results stands.
    """

    declared: str | None = None
    noted: str | None = None
    framework: OwnFramework = OwnFramework.NONE


ALONE = Scope()
"""The scope of a text that stands by itself."""


class Declarations:
    """The resolutions that passages declare to be meant throughout, each with the chapter in which it says so.

    One holds for the whole document. Where two differ, each holds in its own chapter and neither in any other.
    """

    def __init__(self) -> None:
        self._made: list[tuple[str | None, str]] = []

    def add(self, chapter: str | None, target: str) -> None:
        """Take down what a passage of a chapter declares."""
        self._made.append((chapter, target))

    def holding(self, chapter: str | None) -> str | None:
        """The resolution that is meant in a chapter, or None."""
        every = {target for _, target in self._made}
        here = {target for place, target in self._made if place == chapter}
        return next(iter(every if len(every) == 1 else here)) if len(every) == 1 or len(here) == 1 else None


def declared_target(text: str, grammar: Grammar, mentions: Sequence[Mention]) -> str | None:
    """The resolution whose paragraphs a passage declares to be meant throughout, or None."""
    named = {m.target for m in mentions if m.kind is MentionKind.RESOLUTION and not m.ambiguous}
    says = all(any(word in text for word in grammar.listed("declaring", step)) for step in ("throughout", "paragraphs"))
    return named.pop() if len(named) == 1 and says else None


def unit_after(plain: str, end: int, grammar: Grammar) -> int:
    """The length of the unit that stands after a number: 1 in 第2段和第7段."""
    unit = next((unit for unit in grammar.units if grammar.number_first and plain.startswith(unit, end)), "")
    return len(unit)


def operative(reading: Reading, grammar: Grammar, part: Part, target: str | None) -> Iterator[Mention]:
    """A mention for each operative paragraph that a lone pinpoint names, of the resolution that is meant."""
    numbers, places = part.pinpoint.numbers, part.places
    firsts = [at for at, number in enumerate(numbers) if at == 0 or not number.startswith("(")]
    for at, after in zip(firsts, [*firsts[1:], len(numbers)], strict=True):
        start, end = places[at][0], places[min(after, len(places)) - 1][1]
        first = part.start if at == 0 else start - (reading.plain[start - 1] == "第")
        last = part.end if after == len(numbers) else end + unit_after(reading.plain, end, grammar)
        mention = reading.mention(first, last, MentionKind.ANAPHOR, target, target is None)
        yield replace(mention, pinpoint=Pinpoint("paragraph", numbers[at:after]))
