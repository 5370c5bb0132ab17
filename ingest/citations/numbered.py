"""Numbered resolutions and decisions: "General Assembly resolutions 70/1 and 73/140", 大会第70/1和73/140号决议."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.citations import Mention, MentionKind
from corpus.lexicon import load_lexicon
from corpus.numbering import numbered_key, shape_of
from ingest.citations.grammar import CLAUSE_END, Grammar
from ingest.citations.reading import Reading

LONGEST_LIST = 80
SENTENCE = 200
"""Characters looked back for the body whose number it is."""
CELL_NUMBER = r"(?:3[1-9]|[4-9][0-9])/[0-9]{1,3}(?: [A-Z])?"  # "72/266 A": a session with numbered resolutions
CELL = re.compile(rf"{CELL_NUMBER}(?:; {CELL_NUMBER}){{0,30}}(?:, sect\. [IVX]{{1,6}})?")
CELL_NUMBERS = re.compile(CELL_NUMBER)
TELLING = re.compile(r"[;A-Z]")
LETTER = re.compile(r"(?<=[0-9 ])[A-Z]$")


@dataclass(frozen=True, slots=True)
class Member:
    """One number of a list, at plain offsets; ``body`` where the list names it just before this number."""

    start: int
    end: int
    number: str
    body: str | None


def find_numbered(reading: Reading, grammar: Grammar, board: str) -> Iterator[Mention]:
    """The mentions of resolutions and decisions; ``board`` is what "the Executive Board" means here."""
    yield from find_cell(reading)
    at = 0
    while (head := grammar.head.search(reading.plain, at)) is not None:
        members, at, noun = read_list(reading.plain, head, grammar)
        if noun is not None:
            named_after = grammar.body_after.match(reading.plain, at)
            after = named_after["body"] if named_after else None
            for member in members:
                body = whose(reading.plain, grammar, members, member, after)
                mention = mention_of(reading, grammar, member, noun, board if body == "EB" else body)
                yield from () if mention is None else (mention,)


def find_cell(reading: Reading) -> Iterator[Mention]:
    """The resolutions in a table cell that holds nothing else: "72/266 A; 72/266 B; 73/281".

    Only the column's heading says that they are resolutions: they are ambiguous. A lone "50/50" is none.
    """
    if CELL.fullmatch(reading.plain.strip()) and TELLING.search(reading.plain):
        for found in CELL_NUMBERS.finditer(reading.plain):
            target = numbered_key("resolution", found.group())
            yield reading.mention(found.start(), found.end(), MentionKind.RESOLUTION, target, True)


def read_list(plain: str, head: re.Match[str], grammar: Grammar) -> tuple[list[Member], int, str | None]:
    """The numbers that follow one another from a head, where the list ends, and its noun if it has one."""
    members = [Member(head.start(), head.end(), head["number"], head["body"])]
    while len(members) < LONGEST_LIST:
        after = grammar.member.match(plain, members[-1].end)
        if after is None:
            break
        members.append(next_member(after, members[-1]))
    end = members[-1].end
    if not grammar.number_first:
        return members, end, head["noun"]
    noun = grammar.noun.match(plain, end)
    if noun is None:
        return members, end, None
    return [*members[:-1], replace(members[-1], end=noun.end())], noun.end(), noun.group()


def next_member(found: re.Match[str], last: Member) -> Member:
    """The next number of a list; a lone letter is a part of the resolution before it ("53/243 A and B")."""
    number = found["number"]
    if len(number) == 1:
        number = LETTER.sub("", last.number).strip() + number
    start = found.start("body") if found["body"] else found.start("number")
    return Member(start, found.end(), number, found["body"] or last.body)


def whose(plain: str, grammar: Grammar, members: list[Member], member: Member, after: str | None) -> str | None:
    """The body whose number it is: named with the number, after the list, or before it in the same clause."""
    named = member.body or after
    return grammar.bodies[named] if named else body_before(plain, members[0].start, member.number, grammar)


def mention_of(reading: Reading, grammar: Grammar, member: Member, noun: str, body: str | None) -> Mention | None:
    """The mention of one number of a list, or None when it names nothing: agreed conclusions have no key."""
    kind = grammar.nouns.get(noun.casefold())
    unkeyed = noun.casefold() in grammar.listed("unkeyed_nouns")
    target = None if unkeyed or kind is None else target_of(kind, member.number, body)
    if kind is None or (target is None and not unkeyed):
        return None
    return reading.mention(member.start, member.end, MentionKind(kind), target, target is None)


def target_of(kind: str, number: str, body: str | None) -> str | None:
    """The key; a bare number is the Security Council's, and too short to be sure of when no body is named."""
    if shape_of(number) == "bare" and body is None:
        return f"S/RES/{number}" if kind == "resolution" and len(number) > 3 and not number.startswith("20") else None
    return numbered_key(kind, number, body)


def body_before(plain: str, start: int, number: str, grammar: Grammar) -> str | None:
    """The body named last before a number in the same clause, if it uses numbers of that shape.

    "人权理事会2022年…关于…的第49/6号决议", "the Human Rights Council, in its resolution 49/6".
    """
    shape = shape_of(number)
    bodies = load_lexicon("bodies")["bodies"]
    window = plain[max(0, start - SENTENCE) : start]
    clause = CLAUSE_END.split(window)[-1]
    named = (grammar.bodies[found.group()] for found in grammar.body.finditer(clause))
    using = [body for body in named if shape in bodies[body]["shapes"]]
    return using[-1] if using else None
