"""Sustainable Development Goals, targets and indicators by number, and the like of other frameworks.

The code's shape decides the kind: 17 is a goal, 17.18 and 3.b targets, 17.18.1 an indicator (guideline, borderline 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.citations import Mention, MentionKind
from corpus.lexicon import load_catalogue
from corpus.words import Word
from ingest.citations.grammar import Grammar
from ingest.citations.pieces import OTHER_CODE
from ingest.citations.reading import Reading

GOALS = 17
OTHER = re.compile(OTHER_CODE)
PART = re.compile(r"(?<=[0-9])[a-d]$")  # the "b" of "5.5.1b": a part of indicator 5.5.1
LETTERED = re.compile(r"([0-9]{1,2})([a-d])")
LETTERS = str.maketrans("ابجد", "abcd")
KINDS = (MentionKind.SDG_GOAL, MentionKind.SDG_TARGET, MentionKind.SDG_INDICATOR)
NEAR = 30
"""Characters before a head in which the name of another framework stands."""


class OwnFramework(Word):
    """Whose the bare codes of a passage are, beside those of the 2030 Agenda."""

    NONE = "none"
    """The document has no framework of results of its own."""
    ELSEWHERE = "elsewhere"
    """The document has one in another place: "indicator 3.1" is its own, the Agenda's have three parts."""
    HERE = "here"
    """The passage stands in it: every bare code but a goal's is its own."""


def find_goals(
    reading: Reading, grammar: Grammar, places: Sequence[int], own: OwnFramework = OwnFramework.NONE
) -> Iterator[Mention]:
    """The mentions of goals, targets and indicators; one for each number of a list."""
    at = 0
    for place in places:
        head = grammar.goal.match(reading.plain, place) if place >= at else None
        if head is not None:
            at = head.end()
            if level_agrees(head, grammar):
                codes, at = list_from(reading.plain, head, grammar)
                other = other_framework(reading.plain, head, at, grammar) or is_own(head, grammar, own)
                made = (goal(reading, code, other, bool(head["explicit"])) for code in codes)
                yield from (mention for mention in made if mention is not None)


def list_from(plain: str, head: re.Match[str], grammar: Grammar) -> tuple[list[tuple[int, int, str]], int]:
    """The numbers of a list with their places, the head's with its words, and where the list ends."""
    apart = head["other"] is not None or head["filler"] in grammar.listed("sdg", "before_code")
    start = head.start("code") if apart else head.start()
    places, at = [(start, head.end(), head["code"])], head.end()
    while (after := grammar.next_goal.match(plain, at)) is not None and level(after["code"]) == level(head["code"]):
        at = after.end()
        places.append((after.start("code"), at, after["code"]))
    return places, at


def level(code: str) -> int:
    """0 for a goal's number, 1 for a target's, 2 for an indicator's."""
    return 2 if OTHER.fullmatch(code) else code.count(".") + code.count("-") + (LETTERED.fullmatch(code) is not None)


def level_agrees(head: re.Match[str], grammar: Grammar) -> bool:
    """Whether the word before a number can name it: "Goal 5", "target 5.1", never "indicator 5" or "target 5"."""
    word = head["also"] or head["word"]
    if word is None or names_goal(word, grammar):
        return "-" not in head["code"]
    return level(head["code"]) >= 1


def names_goal(word: str, grammar: Grammar) -> bool:
    """Whether a word is one for a goal, as the lexicon has it or in capitals."""
    goals = grammar.listed("sdg", "goal")
    return word in goals or (word.isupper() and word.capitalize() in goals)


def goal(reading: Reading, place: tuple[int, int, str], other: bool, explicit: bool) -> Mention | None:
    """The mention of a code, or None when it is no goal of the Agenda and nothing says that it is one."""
    start, end, code = place
    depth = level(code)
    dotted = code.replace("-", ".").translate(LETTERS).lower()
    plain = PART.sub("", dotted) if depth == 2 else LETTERED.sub(r"\1.\2", dotted)
    if other or (depth == 2 and not explicit and not known(plain)):
        return reading.mention(start, end, MentionKind.OTHER_FRAMEWORK, None) if depth else None
    if not explicit and not 1 <= int(plain.split(".")[0]) <= GOALS:
        return None
    return reading.mention(start, end, KINDS[depth], f"SDG/{plain}")


def other_framework(plain: str, head: re.Match[str], end: int, grammar: Grammar) -> bool:
    """Whether the words about a list name another framework: "IRRF indicator E.3.5", "Goal 2 of the strategic plan"."""
    before = plain[max(0, head.start() - NEAR) : head.start()]
    near = head["other"] is not None or any(word in before for word in grammar.listed("sdg", "other_frameworks"))
    others = tuple(word.casefold() for word in grammar.listed("sdg", "not_after"))
    named = near or before.rstrip().casefold().endswith(others) or grammar.other_plan.match(plain, end) is not None
    return OTHER.fullmatch(head["code"]) is not None or (named and not head["explicit"])


def is_own(head: re.Match[str], grammar: Grammar, own: OwnFramework) -> bool:
    """Whether a code is one of the document's own framework."""
    depth = level(head["code"])
    if head["explicit"] or depth == 0 or own is OwnFramework.NONE:
        return False
    return own is OwnFramework.HERE or (depth == 1 and head["word"] in grammar.listed("sdg", "indicator"))


@cache
def indicator_counts() -> dict[str, int]:
    """How many indicators each target of the 2030 Agenda has."""
    return {str(target): int(count) for target, count in load_catalogue("sdg")["indicators"].items()}


def known(code: str) -> bool:
    """Whether a code of three parts is an indicator of the global framework."""
    target, _, number = code.rpartition(".")
    return 1 <= int(number) <= indicator_counts().get(target, 0)
