"""The part of a Work that is meant, and what it belongs to: the mention beside it, or the present document.

Chinese names the Work first (第75/233号决议执行部分第29段); English may name the part first ("paragraph 29 of
resolution 75/233") or last ("resolution 75/233, para. 29").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.citations import Mention, MentionKind, Pinpoint
from ingest.citations.grammar import Grammar
from ingest.citations.reading import Reading

RANGE = re.compile(r" ?- ?| to | through | à | a | по | إلى |[至到]第?")
NEAR = 75
"""Most characters between a pinpoint and the mention it is linked to from before."""
CONTEXT = 12
SENTENCE_END = re.compile(r"[。；;]|[.!?] ")
CARRIERS = (
    MentionKind.RESOLUTION,
    MentionKind.DECISION,
    MentionKind.DOCUMENT,
    MentionKind.INSTRUMENT,
    MentionKind.ANAPHOR,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A pinpoint where it stands; ``operative`` when it is said to be of a resolution's operative part."""

    start: int
    end: int
    pinpoint: Pinpoint
    operative: bool


def find_parts(reading: Reading, grammar: Grammar) -> list[Part]:
    """Every pinpoint in the text, whatever it belongs to, in text order."""
    return [part_of(found, grammar) for found in grammar.pinpoint.finditer(reading.plain)]


def part_of(found: re.Match[str], grammar: Grammar) -> Part:
    """The pinpoint a match says: its type, and its numbers as written, ranges as "22-28"."""
    unit = found["unit"] or found["annex"]
    written = found.group()
    if found["unit"] and not grammar.number_first:
        written = written[len(unit) :]
    numbers = tuple(plain_number(value.group()) for value in grammar.pinpoint_value.finditer(written))
    return Part(found.start(), found.end(), Pinpoint(grammar.units[unit], numbers), found["operative"] is not None)


def plain_number(written: str) -> str:
    """A number as the guideline keeps it: "25 (e)" is "25(e)", "22 to 28" is "22-28"."""
    return RANGE.sub("-", written, count=1).replace(" ", "")


def attach(
    reading: Reading, grammar: Grammar, mentions: Sequence[Mention], parts: Sequence[Part]
) -> tuple[list[Mention], list[Part]]:
    """The mentions with the pinpoints beside them, and the pinpoints that stand alone."""
    starts = [part.start for part in parts]
    pinned: list[Mention] = []
    taken: set[int] = set()
    for mention in mentions:
        before, after = bisect_left(starts, mention.start) - 1, bisect_left(starts, mention.end)
        near = [index for index in (before, after) if 0 <= index < len(parts) and index not in taken]
        of_it = (index for index in near if belongs(reading.plain, grammar, mention, parts[index]))
        index = next(of_it, None) if mention.kind in CARRIERS else None
        pinned.append(mention if index is None else replace(mention, pinpoint=parts[index].pinpoint))
        taken.update(() if index is None else run_of(reading.plain, parts, index))
    return pinned, [part for index, part in enumerate(parts) if index not in taken]


def belongs(plain: str, grammar: Grammar, mention: Mention, part: Part) -> bool:
    """Whether a pinpoint is of a mention: linked to it from before, or right after it."""
    if part.end <= mention.start:
        gap = plain[part.end : mention.start] if mention.start - part.end <= NEAR else ""
        return grammar.gap_from_pinpoint.fullmatch(gap) is not None
    after = grammar.gap_to_pinpoint.match(plain, mention.end)
    return after is not None and after.end() == part.start and not leads_on(plain, grammar, part)


def leads_on(plain: str, grammar: Grammar, part: Part) -> bool:
    """Whether a pinpoint is of what follows it: "…resolution 70/1, paragraph 5 of resolution 71/2"."""
    return not grammar.number_first and plain[part.end : part.end + 4] == " of "


def run_of(plain: str, parts: Sequence[Part], index: int) -> list[int]:
    """The pinpoint and those that specify it further: "chap. II, sect. A, para. 4"."""
    run = [index]
    while run[-1] + 1 < len(parts) and plain[parts[run[-1]].end : parts[run[-1] + 1].start] in ("", ", ", ",", "的"):
        run.append(run[-1] + 1)
    return run


def internal(reading: Reading, grammar: Grammar, part: Part) -> Mention | None:
    """The mention of a part of the present document, where the words about a lone pinpoint say so."""
    plain = reading.plain
    before = plain[max(0, part.start - CONTEXT) : part.start].rstrip(" (")
    after = plain[part.end : part.end + 2 * CONTEXT].lstrip(" ")
    said = before.endswith(tuple(grammar.listed("internal_before"))) or after.startswith(
        tuple(grammar.listed("internal_after"))
    )
    if not said or part.operative or part.pinpoint.type == "page":
        return None
    mention = reading.mention(part.start, part.end, MentionKind.INTERNAL, "SELF")
    return replace(mention, pinpoint=part.pinpoint)


def elliptic(reading: Reading, part: Part, pinned: Sequence[Mention]) -> Mention | None:
    """A further pinpoint of the document whose pinpoint stands earlier in the sentence: "…第6段列出…，第12段列出…"."""
    before = [m for m in pinned if m.end <= part.start and m.pinpoint is not None and m.kind in CARRIERS]
    if not before or before[-1].pinpoint is None or before[-1].pinpoint.type != part.pinpoint.type:
        return None
    if SENTENCE_END.search(reading.plain, before[-1].end, part.start):
        return None
    mention = reading.mention(part.start, part.end, MentionKind.ANAPHOR, before[-1].target, before[-1].target is None)
    return replace(mention, pinpoint=part.pinpoint)
