"""Numbered resolutions and decisions: "General Assembly resolutions 70/1 and 73/140", 大会第70/1和73/140号决议."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.citations import Mention, MentionKind
from corpus.numbering import numbered_key, shape_of
from ingest.citations.grammar import UNKNOWN, Grammar
from ingest.citations.issuers import Issuer, issuer_of, named_before
from ingest.citations.reading import Reading
from ingest.citations.sessions import in_figures

LONGEST_LIST = 80
FIRST_NUMBERED = 31
"""The session since which the General Assembly numbers its resolutions "31/1", by session, in every text."""
LETTERS = "(?: [A-Z](?: and [A-Z])?)?"
CELL_NUMBER = (
    rf"(?:(?:3[2-9]|[4-9][0-9])/[0-9]{{1,3}}{LETTERS}|[0-9]{{2,4}} \([IVXL]{{1,7}}\))"  # "72/266 A", "276 (XXIV)"
)
NUMBERS = rf"{CELL_NUMBER}(?:; {CELL_NUMBER}){{0,30}}(?:, sect\. [IVX]{{1,6}})?;?"
CELL = re.compile(rf"{NUMBERS}(?: ?$|(?= \| [A-Z]))")  # alone, or before a title in the next cell
CELL_NUMBERS = re.compile(CELL_NUMBER)
TELLING = re.compile(r";|[0-9] [A-Z]|, sect| \| ")
LETTER = re.compile(r"(?<=[0-9 ])[A-Z]$")
SESSION = re.compile(r"([0-9]{1,3}) ?/")


@dataclass(frozen=True, slots=True)
class Member:
    """One number of a list, at plain offsets; ``body`` where the list names it just before this number."""

    start: int
    end: int
    number: str
    body: str | None


def find_numbered(reading: Reading, grammar: Grammar, board: str, places: Sequence[int]) -> Iterator[Mention]:
    """The mentions of resolutions and decisions; ``board`` is what "the Executive Board" means here."""
    yield from find_cell(reading)
    at = 0
    for place in places:
        head = grammar.head.match(reading.plain, place) if place >= at else None
        if head is not None:
            members, at, noun = read_list(reading.plain, head, grammar)
            for member in members if noun is not None else ():
                whose = issuer_of(reading.plain, grammar, (head.start(), at), member.number, member.body)
                known = replace(whose, body=board) if whose.body == "EB" else whose
                mention = mention_of(reading, grammar, member, noun or "", known)
                yield from () if mention is None else (mention,)


def find_cell(reading: Reading) -> Iterator[Mention]:
    """The resolutions in a table cell that holds nothing else: "72/266 A; 72/266 B; 73/281", "80/83 | Review of …".

    Only the column's heading says that they are resolutions, and whose: they are ambiguous. A lone "50/50" is none.
    """
    cell = CELL.match(reading.plain) if reading.plain[:1].isdigit() else None
    if cell is not None and TELLING.search(reading.plain):
        for found in CELL_NUMBERS.finditer(reading.plain, 0, cell.end()):
            target = None if "(" in found.group() else numbered_key("resolution", found.group().partition(" and ")[0])
            yield reading.mention(found.start(), found.end(), MentionKind.RESOLUTION, target, True)


def read_list(plain: str, head: re.Match[str], grammar: Grammar) -> tuple[list[Member], int, str | None]:
    """The numbers that follow one another from a head, where the list ends, and its noun if it has one."""
    members = [first_member(plain, head, grammar)]
    while len(members) < LONGEST_LIST:
        end = members[-1].end
        after = grammar.member.match(plain, end) or grammar.titled_member.match(plain, end)
        if after is None:
            break
        members.append(next_member(after, members[-1], grammar))
    end = members[-1].end
    if not grammar.number_first:
        return members, end, head["noun"]
    noun = grammar.noun.match(plain, end)
    if noun is None:
        return members, end, None
    return [*members[:-1], replace(members[-1], end=noun.end())], noun.end(), noun.group()


def first_member(plain: str, head: re.Match[str], grammar: Grammar) -> Member:
    """The number with which a list begins, with the body named before it or, in some languages, after its noun."""
    before = named_before(plain, head.start(), grammar)
    start = head.start() - len(before) - (before != "" and not grammar.number_first)
    inner = None if grammar.number_first else head["body"]
    number = in_figures(head["number"], grammar.words)
    if not grammar.number_first and head["among"]:
        return Member(head.start("number"), head.end(), number, before or inner)
    known = before and grammar.issuers[before] not in ((), UNKNOWN)
    return Member(start if known else head.start(), head.end(), number, before or inner)


def next_member(found: re.Match[str], last: Member, grammar: Grammar) -> Member:
    """The next number of a list; a lone letter is a part of the resolution before it ("53/243 A and B")."""
    number = in_figures(found["number"], grammar.words)
    if len(number) == 1:
        number = LETTER.sub("", last.number).strip() + number
    start = found.start("body") if found["body"] else found.start("start")
    return Member(start, found.end(), number, found["body"] or last.body)


def mention_of(reading: Reading, grammar: Grammar, member: Member, noun: str, whose: Issuer) -> Mention | None:
    """The mention of one number of a list; None when it is another organisation's, a country's, or says nothing.

    A number of a body that is not known, and agreed conclusions, which have no key, are kept without a target.
    """
    kind = grammar.nouns.get(noun.casefold())
    if kind is None or whose.stranger:
        return None
    unkeyed = (
        whose.unknown or noun.casefold() in grammar.listed("unkeyed_nouns") or reversed_or_another(member.number, whose)
    )
    target = None if unkeyed else target_of(kind, member.number, whose.body)
    if target is None and not unkeyed:
        return None
    return reading.mention(member.start, member.end, MentionKind(kind), target, target is None)


def reversed_or_another(number: str, whose: Issuer) -> bool:
    """Whether a number cannot be the General Assembly's whose shape it has: "17/4", or "1/70" printed backwards."""
    session = SESSION.match(number) if shape_of(number) == "session" else None
    return session is not None and whose.body in (None, "GA") and int(session[1]) < FIRST_NUMBERED


def target_of(kind: str, number: str, body: str | None) -> str | None:
    """The key; a bare number is the Security Council's, and too short to be sure of when no body is named."""
    if shape_of(number) == "bare" and body is None:
        return f"S/RES/{number}" if kind == "resolution" and len(number) > 3 and not number.startswith("20") else None
    return numbered_key(kind, number, body)
