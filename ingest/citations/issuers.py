"""Whose resolution or decision a number is: the body named with it, after it, or before it in the same clause.

Bodies of the United Nations number alike, and so do parliaments and cabinets: "resolution 70/1 of the Cabinet" must
not become the General Assembly's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.lexicon import load_lexicon
from corpus.numbering import shape_of
from ingest.citations.grammar import CLAUSE_END, UNKNOWN, Grammar

CLAUSE = 200
"""Characters looked back for the body whose number it is."""
SHARED = ("session", "yearly", "bare")
"""Shapes of number that many bodies use; "1/CP.21" and "1325 (2000)" are those of one body, whatever it is called."""
NAME = 60
"""The longest name of a body."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """``body`` is the code of the body, None when nothing names one.

    ``stranger``: it is no body of the United Nations; ``unknown``: it is one that the lexicon does not have.
    """

    body: str | None = None
    stranger: bool = False
    unknown: bool = False


NOBODY = Issuer()


def named_before(plain: str, start: int, grammar: Grammar) -> str:
    """The name of a body that ends right before an offset, or nothing.

    "ICAO Assembly" and 教科文组织大会 are those of the stranger in whose name they end.
    """
    name = name_before(plain, start, grammar)
    owner = name_before(plain, start - len(name) - (not grammar.number_first), grammar) if name else ""
    return owner if owner and not grammar.issuers[owner] else name


def name_before(plain: str, start: int, grammar: Grammar) -> str:
    """The longest name of a body or stranger that ends right before an offset, or nothing."""
    end = start - (not grammar.number_first)
    if end < 2 or not plain.endswith(grammar.leading, max(0, end - NAME), end):
        return ""
    return next(
        (
            name
            for name in grammar.leading
            if plain.endswith(name, 0, end) and begins_word(plain, end - len(name), grammar)
        ),
        "",
    )


def begins_word(plain: str, start: int, grammar: Grammar) -> bool:
    """Whether a word may begin at an offset."""
    return grammar.number_first or start == 0 or not plain[start - 1].isalnum()


def issuer_of(plain: str, grammar: Grammar, place: tuple[int, int], number: str, said: str | None) -> Issuer:
    """Whose a number is; ``place`` is where its list begins and ends, ``said`` the body named with it."""
    shape, (start, end) = shape_of(number), place
    if said:
        return meant(grammar.issuers[said], shape)
    other = grammar.stranger_after.match(plain, end)
    if other is not None and other["said"]:
        return Issuer(stranger=True)
    after = grammar.body_after.match(plain, end) or subject_after(plain, start, end, grammar)
    if after is not None:
        return meant(grammar.issuers[after["body"]], shape)
    if other is not None and other["name"] and shape in SHARED:
        return Issuer(unknown=True)
    return body_before(plain, start, shape, grammar)


def subject_after(plain: str, start: int, end: int, grammar: Grammar) -> re.Match[str] | None:
    """The body whose own resolution it says it is: "in its decision 2022/6, the Executive Board requested"."""
    own = plain.endswith(grammar.listed("possessives"), max(0, start - NAME), start)
    return grammar.subject_after.match(plain, end) if own else None


def meant(bodies: tuple[str, ...], shape: str | None) -> Issuer:
    """The body that a name means with a number of this shape; a name that means none is a stranger's.

    "Commission" alone is one of many, some of which are no bodies of the United Nations.
    """
    if bodies == UNKNOWN:
        return Issuer(unknown=shape in SHARED)
    known = load_lexicon("bodies")["bodies"]
    using = next((body for body in bodies if shape in known[body]["shapes"]), None)
    return Issuer(using or next(iter(bodies), None), stranger=not bodies)


def body_before(plain: str, start: int, shape: str | None, grammar: Grammar) -> Issuer:
    """The body named last before a number in the same clause, if it uses numbers of that shape.

    "人权理事会2022年…关于…的第49/6号决议", "the Human Rights Council, in its resolution 49/6".
    """
    known = load_lexicon("bodies")["bodies"]
    clause = CLAUSE_END.split(plain[max(0, start - CLAUSE) : start])[-1]
    named = ((found.start(), grammar.issuers[found.group()][0]) for found in grammar.issuer.finditer(clause))
    using = [(place, body) for place, body in named if shape in known[body]["shapes"]]
    if not using:
        return NOBODY
    place, body = using[-1]
    owner = name_before(clause, place, grammar)
    return Issuer(body, stranger=owner != "" and not grammar.issuers[owner])
