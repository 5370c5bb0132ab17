"""The part of a Work that is meant, and the mention beside it that it belongs to.

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

ITEM = re.compile(r"(?<=[0-9)-])([^\W\d_]{1,4})\)")
"""The "e)" of "5 e)", as French, Spanish and Russian write "5 (e)"."""
BARE = re.compile(r"^([^\W\d_])\)")
"""The "b)" of "5 a) et b)"."""
NEAR = 75
"""Most characters between a pinpoint and the mention it is linked to from before."""
OVER_REPORT = 260
"""The same where the report is described in words and its symbol stands in brackets after them."""
CONTEXT = 20
SPECIFIES = ("", ", ", ",", "的", "(")
"""What stands between a part and a part of that part."""
CARRIERS = (
    MentionKind.RESOLUTION,
    MentionKind.DECISION,
    MentionKind.DOCUMENT,
    MentionKind.INSTRUMENT,
    MentionKind.ANAPHOR,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A pinpoint where it stands; ``operative`` when it is said to be of a resolution's operative part.

    ``places`` is where its numbers stand; items behind the unit, which are numbers as well, stand behind the last.
    """

    start: int
    end: int
    places: tuple[tuple[int, int], ...]
    pinpoint: Pinpoint
    operative: bool


def find_parts(reading: Reading, grammar: Grammar, places: Sequence[int]) -> list[Part]:
    """Every pinpoint in the text, whatever it belongs to, in text order."""
    parts: list[Part] = []
    at = 0
    for place in places:
        found = grammar.pinpoint.match(reading.plain, place) if place >= at else None
        if found is not None:
            at = found.end()
            parts.append(part_of(found, grammar))
    return [part for part in parts if not preambular(reading.plain, part, grammar)]


def preambular(plain: str, part: Part, grammar: Grammar) -> bool:
    """Whether a paragraph is one of the preamble: paragraphs of documents are numbered after it."""
    return plain.endswith(grammar.listed("preamble"), max(0, part.start - CONTEXT), part.start)


def part_of(found: re.Match[str], grammar: Grammar) -> Part:
    """The pinpoint a match says: its type, and its numbers as written, ranges as "22-28"."""
    unit = found["unit"] or found["annex"]
    first = found.start() if grammar.number_first else found.end("unit" if found["unit"] else "annex")
    last = found.start("item") if found["item"] else found.end()
    values = list(grammar.pinpoint_value.finditer(found.string, first, last))
    numbers = tuple(plain_number(value.group(), grammar) for value in values)
    if numbers and found["item"]:
        first_item, *further = items_of(found["item"], grammar)
        numbers = (*numbers[:-1], numbers[-1] + first_item, *further)
    operative = found["operative"] is not None or unit in grammar.listed("operative_units")
    places = tuple(value.span() for value in values)
    return Part(found.start(), found.end(), places, Pinpoint(unit_meaning(unit, grammar), numbers), operative)


def items_of(written: str, grammar: Grammar) -> list[str]:
    """The items behind a unit as the guideline keeps them: of "(a)项和(c)至(e)项" "(a)" and "(c)-(e)"."""
    items: list[str] = []
    for between, item in re.findall(r"([^()]*)(\([a-z0-9]+\))", written):
        if items and grammar.range_sign.search(between):
            items[-1] += f"-{item}"
        else:
            items.append(item)
    return items


def unit_meaning(unit: str, grammar: Grammar) -> str:
    """What kind of part a word names: as it stands within a sentence or at its beginning, else in whatever case."""
    known = grammar.units.get(unit) or grammar.units.get(unit[:1].lower() + unit[1:])
    return known or next(meaning for word, meaning in grammar.units.items() if word.lower() == unit.lower())


def plain_number(written: str, grammar: Grammar) -> str:
    """A number as the guideline keeps it: "25 (e)" and "25 e)" are "25(e)", "22 to 28" is "22-28"."""
    whole = grammar.range_sign.sub("-", written, count=1).replace(" ", "")
    return BARE.sub(r"(\1)", ITEM.sub(r"(\1)", whole))


def attach(
    reading: Reading, grammar: Grammar, mentions: Sequence[Mention], parts: Sequence[Part]
) -> tuple[list[Mention], list[Part]]:
    """The mentions with the pinpoints beside them, and the pinpoints that stand alone."""
    if not parts:
        return list(mentions), []
    starts = [part.start for part in parts]
    pinned: list[Mention] = []
    taken: set[int] = set()
    for mention in mentions:
        before, after = bisect_left(starts, mention.start) - 1, bisect_left(starts, mention.end)
        near = [index for index in (before, after) if 0 <= index < len(parts) and index not in taken]
        of_it = (index for index in near if belongs(reading.plain, grammar, mention, parts[index]))
        index = next(of_it, None) if mention.kind in CARRIERS else None
        run = [] if index is None else levels(reading.plain, grammar, parts, index, mention)
        taken.update(run)
        pinned.append(with_levels(mention, [parts[level].pinpoint for level in run]))
    return pinned, [part for index, part in enumerate(parts) if index not in taken]


def belongs(plain: str, grammar: Grammar, mention: Mention, part: Part) -> bool:
    """Whether a pinpoint is of a mention: linked to it from before, or right after it."""
    if part.end <= mention.start:
        return leads_to(plain, grammar, part, mention)
    after = grammar.gap_to_pinpoint.match(plain, mention.end)
    return after is not None and after.end() == part.start and not leads_on(plain, grammar, part)


def leads_to(plain: str, grammar: Grammar, part: Part, mention: Mention) -> bool:
    """Whether the words between say so: "section I.C of the report of the Secretary-General on … (A/80/624)"."""
    gap = mention.start - part.end
    if gap <= NEAR and grammar.gap_from_pinpoint.fullmatch(plain, part.end, mention.start):
        return True
    described = mention.kind is MentionKind.DOCUMENT and gap <= OVER_REPORT
    return described and grammar.gap_over_report.fullmatch(plain, part.end, mention.start) is not None


def leads_on(plain: str, grammar: Grammar, part: Part) -> bool:
    """Whether a pinpoint is of what follows it: "…resolution 70/1, paragraph 5 of resolution 71/2"."""
    return any(plain.startswith(f" {link}", part.end) for link in grammar.listed("leading_on"))


def with_levels(mention: Mention, pinpoints: Sequence[Pinpoint]) -> Mention:
    """The mention with the parts of its Work that are meant, in text order."""
    if not pinpoints:
        return mention
    return replace(mention, pinpoint=pinpoints[0], pinpoints=tuple(pinpoints) if len(pinpoints) > 1 else ())


def levels(plain: str, grammar: Grammar, parts: Sequence[Part], index: int, mention: Mention) -> list[int]:
    """A part of a mention and those that specify it: "chap. II, sect. A, para. 4", "paragraph 5 of annex II to …".

    "Subparagraph (c) of paragraph 3" is of paragraph 3: the subparagraph is no level of its own.
    """
    run = [index]
    if parts[index].end <= mention.start:
        while run[0] and leads_in(plain, grammar, parts[run[0] - 1], parts[run[0]]):
            run.insert(0, run[0] - 1)
        return [level for level in run if parts[level].pinpoint.type != "subparagraph"] or run
    while run[-1] + 1 < len(parts) and specifies(plain, grammar, parts[run[-1]], parts[run[-1] + 1]):
        run.append(run[-1] + 1)
    return run


def leads_in(plain: str, grammar: Grammar, part: Part, next_part: Part) -> bool:
    """Whether a part is of the next, or the next of it: "paragraph 5 of annex II", "Article 101, paragraph 3, of …"."""
    gap = plain[part.end : next_part.start]
    specified = gap in (*SPECIFIES, " ") and part.pinpoint.type != next_part.pinpoint.type
    return specified or any(gap == f" {link}" for link in grammar.listed("leading_on"))


def specifies(plain: str, grammar: Grammar, part: Part, further: Part) -> bool:
    """Whether a part goes on to a part of it, or to another of the same Work: ", sect. A", ", and chap. IV"."""
    gap = plain[part.end : further.start]
    return (gap in SPECIFIES or gap in grammar.listed("further_parts")) and not leads_on(plain, grammar, further)
