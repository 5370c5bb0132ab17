"""The pieces of languages that write "resolution 75/233, para. 29" or "paragraph 29 of resolution 75/233".

The noun stands before its numbers, the part on either side of the Work; words are divided by spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.numbering import NUMBER
from ingest.citations.pieces import ARABIC, LATIN, NOTHING, NUMBER_ENDS, one_of

ORDINAL_SIGN = r"(?:\(?(?:Nos?\.|n°|№) ?)?"  # "No. ", "n°"


def parts(words: Mapping[str, Any]) -> dict[str, str]:
    """The patterns of the fields of Grammar that depend on word order."""
    return {**number_parts(words), **pinpoint_parts(words)}


def date_part(words: Mapping[str, Any]) -> str:
    """An optional date after a number: " of 12 December 2022", " du 25 septembre 2015"."""
    day, link = "[0-9]{1,2}(?:er|º)?", "(?:de )?"
    dated = rf" {one_of(words, 'dates')} {day} {link}{one_of(words, 'months')}(?: de)? [0-9]{{4}}"
    return f"(?:{dated})?" if words["months"] else ""


def number_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A noun with its first number, a further one, and a body after them.

    "General Assembly resolutions 70/1", " of 12 December 2022 and 77/187", " de la Asamblea General".
    """
    date, body, noun = date_part(words), one_of(words, "bodies"), one_of(words, "nouns")
    bare = r"(?<= )[0-9]{3,4}(?![0-9/(]| \()"  # the 1244 of "resolution 1244"
    part = r"[A-Z](?![A-Za-z]|\.[A-Z0-9])"  # the B of "53/243 A and B"
    return {
        "head": rf"(?<!\w)(?:(?P<body>{body}) )?(?P<noun>(?i:{noun})) ?{ORDINAL_SIGN}(?P<number>{NUMBER}|{bare})"
        f"{NUMBER_ENDS}",
        "member": f"{date} ?{one_of(words, 'list_separators')} (?P<body>{NOTHING})?(?P<number>{NUMBER}|{part})"
        f"{NUMBER_ENDS}",
        "body_after": rf"{date},? (?:of the |of |de la |de l['’]|du |del )?(?P<body>{body})",
    }


def pinpoint_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A part of a Work, and what may stand between it and the Work: "paras. 22 to 28", ", annex", " of the "."""
    value, ranges = f"(?:{ARABIC}|{LATIN})", f"(?: ?- ?| {one_of(words, 'range_words')} )"
    joint = f"(?:{ranges}| ?{one_of(words, 'list_separators')} )"
    unit, annex = f"(?:{one_of(words, 'units')}|{one_of(words, 'annexes')})", one_of(words, "annexes")
    gaps, links = one_of(words, "before_pinpoint"), one_of(words, "pinpoint_links")
    counted = f"(?P<unit>{unit}) ?{value}(?:{joint}{value}){{0,20}}"
    return {
        "pinpoint": rf"(?<!\w)(?P<operative>{NOTHING})?(?:{counted}|(?P<annex>{annex})(?!\w))",
        "pinpoint_value": f"{value}(?:{ranges}{value})?",
        "gap_to_pinpoint": rf"{date_part(words)}(?:\),? ?|, ?| ?\(|,? )(?:(?:{gaps}) )?(?=\w)",
        "gap_from_pinpoint": rf" (?:\([^()]{{1,20}}\) )?(?:{links} ){{1,3}}[“\"«]? ?",
    }
