"""How much of a text the reader underlines for a mention: its words, with the pinpoint beside them."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.citations import Mention
from corpus.store.links import StoredLink
from ingest.citations.find import grammar_for
from ingest.citations.grammar import Grammar
from ingest.citations.pinpoints import Part, find_parts
from ingest.citations.reading import Reading, read

BESIDE = 90
"""Code points before and after a mention in which its pinpoint is looked for."""

Span = tuple[int, int]


def underlined(links: Sequence[StoredLink]) -> list[Span]:
    """The span of each link of one passage, with its pinpoint where that is in no other mention's way."""
    own = [(link.link.mention.start, link.link.mention.end) for link in links]
    wide = [with_pinpoint(link.text, link.link.mention, link.language) for link in links]
    return [
        span if all(other == mine or not _meet(span, other) for other in own) else mine
        for mine, span in zip(own, wide, strict=True)
    ]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def with_pinpoint(text: str, mention: Mention, language: str) -> Span:
    """The span of a mention and of the pinpoint right after it or linked to it from before."""
    if mention.pinpoint is None:
        return mention.start, mention.end
    grammar = grammar_for(text, language)
    after = read(text[mention.end : mention.end + BESIDE])
    gap = grammar.gap_to_pinpoint.match(after.plain)
    for part in parts_in(after, grammar)[:1] if gap is not None else ():
        if gap is not None and part.start == gap.end() and part.pinpoint == mention.pinpoint:
            return mention.start, mention.end + after.origin(part.end - 1) + 1
    first = max(0, mention.start - BESIDE)
    before = read(text[first : mention.start])
    for part in parts_in(before, grammar)[-1:]:
        if part.pinpoint == mention.pinpoint and grammar.gap_from_pinpoint.fullmatch(before.plain[part.end :]):
            return first + before.origin(part.start), mention.end
    return mention.start, mention.end


def parts_in(reading: Reading, grammar: Grammar) -> list[Part]:
    """The pinpoints in a stretch of text."""
    return find_parts(reading, grammar, grammar.openings.places(reading.plain)["part"])
