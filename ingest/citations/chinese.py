"""The pieces of Chinese, or of any language that writes 大会第75/233号决议执行部分第29段.

The number stands before its noun, the Work before its part; words are not divided by spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.numbering import NUMBER
from ingest.citations.pieces import (
    ARABIC,
    HAN,
    NOT_INSIDE,
    NOTHING,
    NUMBER_ENDS_BEFORE_WORDS,
    one_of,
    plain_words,
)


def parts(words: Mapping[str, Any]) -> dict[str, str]:
    """The patterns of the fields of Grammar that depend on word order."""
    return {**number_parts(words), **pinpoint_parts(words)}


def number_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A first number with the body before it, and a further one: "大会第70/1", "、2019年12月18日第74/175号"."""
    before, after, body = words["number_before"], words["number_after"], one_of(words, "bodies")
    date = r"(?:[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)?"  # "2019年12月18日"
    separator = f"(?:{one_of(words, 'list_separators')}|{one_of(words, 'range_words')})"
    bare = rf"(?<={before})[0-9]{{1,4}}(?![0-9/])"  # the 1244 of "第1244号"
    part = r"[A-Z](?![A-Za-z])"  # the B of "第53/243 A和B号"
    lead = f"(?:(?P<body>{body}){before}?|{before}|{NOT_INSIDE})"
    return {
        "head": f"{lead}(?P<number>{NUMBER}|{bare}){NUMBER_ENDS_BEFORE_WORDS}{after}?",
        "member": f"{separator}{date}(?P<body>{body})?{date}{before}?(?P<number>{NUMBER}|{bare}|{part})"
        f"{NUMBER_ENDS_BEFORE_WORDS}{after}?",
        "body_after": NOTHING,
    }


def pinpoint_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A part of a Work, and what may stand between it and the Work: "执行部分第29段和第30段", "附件二"."""
    before, value = words["number_before"], f"(?:{ARABIC}|{HAN})"
    joint = f"(?:{one_of(words, 'list_separators')}|{one_of(words, 'range_words')}|-)"
    more = f"(?:{joint}{before}?{value}){{0,20}}"
    unit, annex, operative = one_of(words, "units"), one_of(words, "annexes"), one_of(words, "operative")
    again = f"(?:{joint}{before}?{value}(?P=unit)){{0,20}}"
    counted = f"{before}{value}{more}(?P<unit>{unit}){again}"
    gaps = one_of(words, "before_pinpoint")
    begins = "".join({word[0] for word in (before, *plain_words(words, "annexes"), *plain_words(words, "operative"))})
    return {
        "pinpoint": f"(?P<operative>{operative})?(?:{counted}|(?P<annex>{annex})(?:{before}?{value}{more})?)",
        "pinpoint_value": f"{value}(?:(?:{one_of(words, 'range_words')}|-){before}?{value})?",
        "gap_to_pinpoint": rf"[》”\")]{{0,2}}[,(]? ?(?:{gaps}){{0,3}}[,(]?(?=[{begins}])",
        "gap_from_pinpoint": NOTHING,
    }
