"""The patterns of goals, targets and indicators with their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.lexicon import any_of
from ingest.citations.pieces import CODE, DASHED_CODE, INDICATOR_CODE, OTHER_CODE, one_of, plain_words

LEVELS = ("goal", "target", "indicator")
LIGHT = (",", ";")
TITLE = r"(?: ?\([^()0-9]{2,80}\))?"  # "Goals 14 (life below water) and 15"


def goal_words(words: Mapping[str, Any]) -> list[str]:
    """The words before a number that make it a goal's, target's or indicator's."""
    return [word for level in ("explicit", *LEVELS, "other_heads") for word in headed(words["sdg"], level)]


def headed(sdg: Mapping[str, Any], level: str) -> list[str]:
    """The words of a level, those of goals also in capitals, as headings have them: "GOAL 8", "OBJETIVO 8"."""
    listed, goals = plain_words(sdg, level), tuple(map(str.casefold, plain_words(sdg, "goal")))
    return [*listed, *(word.upper() for word in listed if word.casefold().endswith(goals))]


def goal_parts(words: Mapping[str, Any], number_first: bool) -> dict[str, str]:
    """A goal, target or indicator with its number, and a further number of the same list.

    "SDG 17", "Sustainable Development Goals 3", "target 17.18", 可持续发展目标指标5.a.1, "الغاية 17-18".
    """
    sdg, space = words["sdg"], "" if number_first else " "
    head, explicit = any_of(word for level in LEVELS for word in headed(sdg, level)), any_of(headed(sdg, "explicit"))
    filler, signs = one_of(sdg, "before_code"), one_of(words, "number_signs")
    counted = any_of((*plain_words(sdg, "counted"), "%"))
    no_end = rf"[0-9A-Za-z/]|[.,][0-9]|[ -]?{counted}"  # not the 5 of "Goals 5 million"
    ends = rf"(?!{no_end}|-(?!{CODE}(?!{no_end}|-))[0-9ا-ي])"  # nor that of "Goal 5-2020", but that of "Goals 5-8"
    also = f"(?:{space}(?P<also>{head}))?"
    named = f"(?:(?P<explicit>{explicit}){also}|(?P<word>{head})(?:(?<![A-ZА-Я]){space}{explicit})?)"
    other = rf"(?P<other>{one_of(sdg, 'other_heads')}){space}(?={OTHER_CODE}|{INDICATOR_CODE})"  # "IRRF E.4.1"
    sign = rf"(?P<filler>{filler}|(?<=SDG)-| ?:? ?(?:{signs} ?)?)"
    code = f"(?P<code>{DASHED_CODE}|{CODE})" if sdg.get("dashed") else f"(?P<code>{CODE})"
    return {
        "goal": f"(?:{other}|{named}{sign}){code}{ends}",
        "next_goal": f"{joint(words)}{code}{ends}"
        if number_first
        else f"{spaced_joint(words)}{code}{ends}(?! {one_of(sdg, 'counted_next')}){goes_on(words)}",
        "other_plan": other_plan(sdg),
    }


def joint(words: Mapping[str, Any]) -> str:
    """What joins the numbers of a list: the ) and 和 of 目标14(水下生物)和15."""
    return f"{TITLE}(?:{one_of(words, 'list_separators')}|{one_of(words, 'range_words')}|-)"


def spaced_joint(words: Mapping[str, Any]) -> str:
    """The same where words are divided by spaces; "light" when it is punctuation alone."""
    spoken = any_of(word for word in plain_words(words, "list_separators") if word not in LIGHT)
    return f"{TITLE}(?: ?{spoken} ?| {one_of(words, 'range_words')} |-| ?(?P<light>{any_of(LIGHT)}) ?)"


def goes_on(words: Mapping[str, Any]) -> str:
    """What follows a goal after a comma: the list or its end, not the 12 of "under Goal 5, 12 countries"."""
    spoken = one_of(words, "list_separators")
    dotted = r"(?<=[.\-][0-9a-dA-D])|(?<=[.\-][0-9]{2})"  # "target 3.8, 3.9 on health" counts nothing
    return rf"(?(light)(?:{dotted}|(?= ?[^\w ]|$| ?{spoken}(?!\w))))"


def other_plan(sdg: Mapping[str, Any]) -> str:
    """The plan of someone else after a number: " of the strategic plan", " стратегического плана"."""
    agenda, words = one_of(sdg, "agenda"), r"[\w'’-]{1,20}"
    return (
        rf"{one_of(sdg, 'of_plan')} (?:(?!{agenda}){words} ){{0,4}}?{one_of(sdg, 'plans')}(?!\w)"
        rf"(?![^.;,]{{0,40}}{agenda})"
    )
