"""The pieces of Chinese, or of any language that writes 大会第75/233号决议执行部分第29段.

The number stands before its noun, the Work before its part; words are not divided by spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase, digits
from typing import Any

from corpus.numbering import NUMBER
from ingest.citations.pieces import (
    ARABIC,
    HAN,
    HAN_DIGITS,
    LETTERED,
    NOT_INSIDE,
    NOTHING,
    NUMBER_ENDS_BEFORE_WORDS,
    one_of,
    plain_words,
)

SPECIAL_NUMBERS = ("S-", "ES-", "WHA", *(f"{letter}{gap}(" for letter in ascii_uppercase for gap in ("", " ")))
"""How numbers begin that begin with a letter: "ES-10/15", "J (70)"."""


def parts(words: Mapping[str, Any]) -> dict[str, str]:
    """The patterns of the fields of Grammar that depend on word order."""
    return {**number_parts(words), **pinpoint_parts(words)}


def opening_words(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """The characters with which numbered decisions and parts of Works begin."""
    before = words["number_before"]
    lettered = [letter + unit for letter in ascii_uppercase for unit in plain_words(words, "lettered_units")]
    firsts = [before + first for first in (*digits, *HAN_DIGITS)]
    parts = [*firsts, *plain_words(words, "operative"), *plain_words(words, "annexes"), *lettered]
    return {
        "number": [*(before + first for first in (*digits, *ascii_uppercase)), *digits, *SPECIAL_NUMBERS],
        "part": parts,
    }


def number_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A first number, and a further one: "第70/1", "、2019年12月18日第74/175号"."""
    before, after, body = words["number_before"], words["number_after"], one_of(words, "bodies")
    date = r"(?:[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)?"  # "2019年12月18日"
    separator = f"(?:{one_of(words, 'list_separators')}|{one_of(words, 'range_words')}|-)"
    title = f"(?:{one_of(words, 'titling')}[^。;{before}]{{1,100}}的)?"  # "关于水的"
    bare = rf"(?<={before})[0-9]{{1,4}}(?![0-9/])"  # the 1244 of "第1244号"
    part = r"[A-Z](?![A-Za-z])"  # the B of "第53/243 A和B号"
    lead = f"(?:{before}|{NOT_INSIDE}(?<!{before}))"
    return {
        "head": f"{lead}(?P<number>{NUMBER}|{bare}){NUMBER_ENDS_BEFORE_WORDS}{after}?",
        "member": f"{separator}{date}(?P<body>{body})?{date}{title}(?P<start>{before}?)"
        f"(?P<number>{NUMBER}|{bare}|{part}){NUMBER_ENDS_BEFORE_WORDS}{after}?",
        "titled_member": NOTHING,
        "body_after": NOTHING,
        "stranger_after": NOTHING,
        "subject_after": NOTHING,
    }


def pinpoint_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A part of a Work, and what may stand between it and the Work: "执行部分第29段和第30段", "附件二"."""
    items = one_of(words, "items")  # the 项 of "第1款(b)项"
    item = rf"\((?:[a-z]{{1,3}}\)(?:{items})?|[0-9]{{1,3}}\){items})"  # "(b)" and "(b)项", "(1)项" and not "(1)"
    letter = f"[A-Z](?={one_of(words, 'lettered_units')})"  # the A of "A节"
    before, value = words["number_before"], f"(?:{ARABIC}|{HAN}|{letter})"
    joint = f"(?:{one_of(words, 'list_separators')}|{one_of(words, 'range_words')}|-)"
    upto = f"(?:{one_of(words, 'range_words')}|-){before}?(?:{value}|{LETTERED})"  # the 至(c) of 第11(a)至(c)段
    more = f"(?:{upto}|{joint}(?:{before}?{value}|{LETTERED})){{0,20}}"  # "、12", "和(b)"
    units = one_of({"units": [*plain_words(words, "units"), *plain_words(words, "subdivisions")]}, "units")
    annex, operative = one_of(words, "annexes"), one_of(words, "operative")
    again = f"(?:{joint}{before}?{value}(?P=unit)){{0,20}}"
    counted = (
        rf"(?:{before}{value}{more}|{letter})(?P<unit>{units}){again}(?P<item>{item}(?:{joint}{item}){{0,20}})?{items}?"
    )
    alone = f"{before}?{value}(?![0-9({HAN_DIGITS}]|{units})"  # not the 10 of "附件一，第10段"
    annexed = f"(?P<annex>{annex})(?:{alone}(?:{joint}{alone}){{0,20}})?"
    gaps = one_of(words, "before_pinpoint")
    begins = "".join({word[0] for word in (before, *plain_words(words, "annexes"), *plain_words(words, "operative"))})
    return {
        "pinpoint": f"(?P<operative>{operative})?(?:{counted}|{annexed})",
        "pinpoint_value": f"(?:{value}|{LETTERED})(?:{upto})?",
        "range_sign": f"(?:{one_of(words, 'range_words')}|-){before}?",
        "gap_to_pinpoint": rf"[》”\")]{{0,2}}[,(]? ?(?:{gaps}){{0,3}}[,(]?(?=[{begins}]|{letter})",
        "gap_from_pinpoint": NOTHING,
        "gap_over_report": NOTHING,
    }
