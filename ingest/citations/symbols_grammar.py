"""The patterns of document symbols and of the addresses that lead to one; the same in every language."""

from __future__ import annotations

import re
from functools import cache

from corpus.lexicon import any_of, load_lexicon
from ingest.citations.pieces import (
    ASKED_ADDRESS,
    DAMAGED,
    DATED,
    HEALTH,
    HOST,
    HOSTS,
    NOT_INSIDE,
    OLD,
    SEGMENT,
    SHORT_ADDRESS,
    SUFFIX,
    VOLUME,
)

ALSO = " (?:and|et|y|и|&|و) ?|,? ?和|, "
"""What joins "Add.1" to a symbol, in any language: a symbol stands in texts of all of them."""


@cache
def symbol_pattern() -> re.Pattern[str]:
    """A document symbol, with symbols joined to it: "A/77/895-S/2023/363", "S/5448 and Add.1-3"."""
    one = rf"(?:{DATED}|{OLD}|{any_of(series())} ?/ ?{SEGMENT}{VOLUME}(?:(?: (?=/[0-9]))?/ ?{SEGMENT}{VOLUME}){{0,6}})"
    more = rf"(?: ?-{one}|(?:{ALSO}){SUFFIX}){{0,3}}"
    return re.compile(rf"{NOT_INSIDE}(?:(?P<first>{one}|{HEALTH})(?P<more>{more})(?![A-Za-z0-9/])|{DAMAGED}(?![0-9/]))")


@cache
def address_pattern() -> re.Pattern[str]:
    """The address of a document on a host of the organisation: "https://undocs.org/en/A/RES/75/233"."""
    return re.compile(rf"{HOST}(?:{ASKED_ADDRESS.replace('<symbol>', '<asked>')}|{SHORT_ADDRESS})")


def series() -> set[str]:
    """The first segments of symbols."""
    return {prefix.split("/")[0] for prefix in load_lexicon("bodies")["series"]}


def symbol_words() -> list[str]:
    """How symbols and their addresses begin."""
    heads = [form for head in series() for form in (f"{head}/", f"{head} /")]
    return [*heads, "WHA", "document s/", "document S$/", "document $/", *HOSTS]
