"""The patterns of goals, targets and indicators with their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.lexicon import any_of
from ingest.citations.pieces import CODE, DASHED_CODE, INDICATOR_CODE, OTHER_CODE, one_of, plain_words

LEVELS = ("goal", "target", "indicator")


def goal_words(words: Mapping[str, Any]) -> list[str]:
    """The words before a number that make it a goal's, target's or indicator's."""
    return [word for level in ("explicit", *LEVELS, "other_heads") for word in plain_words(words["sdg"], level)]


def goal_parts(words: Mapping[str, Any], number_first: bool) -> dict[str, str]:
    """A goal, target or indicator with its number, and a further number of the same list.

    "SDG 17", "Sustainable Development Goals 3", "target 17.18", 可持续发展目标指标5.a.1, "الغاية 17-18".
    """
    sdg, space = words["sdg"], "" if number_first else " "
    head = any_of(word for level in LEVELS for word in plain_words(sdg, level))
    explicit, filler, signs = one_of(sdg, "explicit"), one_of(sdg, "before_code"), one_of(words, "number_signs")
    counted = any_of((*plain_words(sdg, "counted"), "%"))
    ends = rf"(?![0-9A-Za-z/]|[.,][0-9]|[ -]?{counted}|-[0-9])"  # not the 5 of "Goals 5 million"
    named = f"(?:(?P<explicit>{explicit})(?:{space}(?P<also>{head}))?|(?P<word>{head})(?:{space}{explicit})?)"
    other = rf"(?P<other>{one_of(sdg, 'other_heads')}){space}(?={OTHER_CODE}|{INDICATOR_CODE})"  # "IRRF E.4.1"
    sign = rf"(?P<filler>{filler}|(?<=SDG)-| ?:? ?(?:{signs} ?)?)"
    code = f"(?P<code>{DASHED_CODE}|{CODE})" if sdg.get("dashed") else f"(?P<code>{CODE})"
    separator, ranges = one_of(words, "list_separators"), one_of(words, "range_words")
    joint = f"(?:{separator}|{ranges}|-)" if number_first else f"(?: ?{separator} ?| {ranges} |-)"
    return {"goal": f"(?:{other}|{named}{sign}){code}{ends}", "next_goal": f"{joint}{code}{ends}"}
