"""Words that point back: 本报告 is the document itself, 该决议 the resolution last named in the same passage.

Only a resolved antecedent resolves an anaphor; without one it is kept, without a target and ambiguous. Two reach
beyond their passage: "ibid." to the footnote before, and 该决议执行部分第9段 to the resolution a document declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.citations import Mention, MentionKind
from ingest.citations.grammar import Grammar
from ingest.citations.reading import Reading
from ingest.citations.scope import Scope

SELF = "SELF"
ANY = "any"
NEAR = 20
DOCUMENTS = (MentionKind.RESOLUTION, MentionKind.DECISION, MentionKind.DOCUMENT)


class Antecedents:
    """The mentions named before a place in a text; places are asked for in text order, so each is walked once."""

    def __init__(self, named: Sequence[Mention], titles: Sequence[str] = ()) -> None:
        """``named`` in text order; ``titles`` are short titles that stand for instruments."""
        self._named = iter(named)
        self._next = next(self._named, None)
        self._titles = titles
        self._last: dict[str, str | None] = {}

    def before(self, offset: int, meaning: str) -> str | None:
        """The target of the last mention of a kind, of any document, or of an instrument with a short title."""
        while self._next is not None and self._next.end <= offset:
            for name in self._meanings(self._next):
                self._last[name] = settled_target(self._next)
            self._next = next(self._named, None)
        return self._last.get(meaning)

    def _meanings(self, mention: Mention) -> list[str]:
        if mention.kind is MentionKind.INSTRUMENT:
            return [title for title in self._titles if title in mention.surface]
        return [str(mention.kind), *((ANY,) if mention.kind in DOCUMENTS else ())]


def settled_target(mention: Mention) -> str | None:
    """What a mention names, for another that points back to it: nothing when that is not decided."""
    return None if mention.ambiguous else mention.target


def find_anaphors(
    reading: Reading, grammar: Grammar, named: Sequence[Mention], scope: Scope, places: Sequence[int]
) -> Iterator[Mention]:
    """The anaphors of a text whose other mentions are ``named``, in text order."""
    antecedents = Antecedents(named)
    for found in matches(grammar.anaphor, reading.plain, places):
        if is_verb(reading.plain, grammar, found):
            continue
        meaning = grammar.anaphors[found.group()]
        pointing = meaning != ANY or part_follows(reading, grammar, found.end())
        before = antecedents.before(found.start(), meaning) if pointing else None
        if before is None and pointing:
            before = from_scope(reading, grammar, found.end(), meaning, scope)
        target = SELF if meaning == "self" else before
        yield reading.mention(found.start(), found.end(), MentionKind.ANAPHOR, target, target is None)


def is_verb(plain: str, grammar: Grammar, found: re.Match[str]) -> bool:
    """Whether the words may be a verb and stand after no preposition: "countries that report", but "in that report".

    Or an adverb within a sentence: "останутся там же, если", but "; там же, пункт 5".
    """
    if found.group() in grammar.listed("anaphors", "adverbs_too"):
        return plain[max(0, found.start() - 2) : found.start()].rstrip(" ")[-1:].isalnum()
    if found.group() not in grammar.listed("anaphors", "verbs_too"):
        return False
    return not plain.endswith(grammar.listed("prepositions"), max(0, found.start() - NEAR), found.start())


def from_scope(reading: Reading, grammar: Grammar, end: int, meaning: str, scope: Scope) -> str | None:
    """What an anaphor without an antecedent in its own passage means, where another passage says it."""
    if meaning == ANY:
        return scope.noted
    part = part_after(reading, grammar, end) if meaning == MentionKind.RESOLUTION else None
    return scope.declared if part is not None and part["operative"] is not None else None


def find_short_titles(
    reading: Reading, grammar: Grammar, named: Sequence[Mention], places: Sequence[int]
) -> Iterator[Mention]:
    """The short titles that stand for an instrument named in full before them: 该《战略》."""
    antecedents = Antecedents(named, grammar.listed("short_titles"))
    for found in matches(grammar.short_title, reading.plain, places):
        target = antecedents.before(found.start(), found["title"])
        if target is not None:
            yield reading.mention(found.start(), found.end(), MentionKind.ANAPHOR, target)


def matches(pattern: re.Pattern[str], plain: str, places: Sequence[int]) -> Iterator[re.Match[str]]:
    """What a pattern finds at these places."""
    return (found for found in (pattern.match(plain, place) for place in places) if found is not None)


def part_follows(reading: Reading, grammar: Grammar, end: int) -> bool:
    """Whether a part of a Work is named right after an offset.

    "Ibid., para. 57" is of the document just named; "Ibid., vol. 360" of a series of which no part is a Work.
    """
    part = part_after(reading, grammar, end)
    return part is not None and grammar.units[part["unit"] or part["annex"]] != "page"


def part_after(reading: Reading, grammar: Grammar, end: int) -> re.Match[str] | None:
    """The pinpoint right after an offset."""
    gap = grammar.gap_to_pinpoint.match(reading.plain, end)
    return grammar.pinpoint.match(reading.plain, gap.end()) if gap is not None else None


def own_parts(mentions: Sequence[Mention]) -> list[Mention]:
    """Anaphors of the document itself with a pinpoint are mentions of a part of it: 本报告第42段."""
    return [
        replace(mention, kind=MentionKind.INTERNAL)
        if mention.kind is MentionKind.ANAPHOR and mention.target == SELF and mention.pinpoint is not None
        else mention
        for mention in mentions
    ]
