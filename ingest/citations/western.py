"""The pieces of languages that write "resolution 75/233, para. 29" or "paragraph 29 of resolution 75/233".

The noun stands before its numbers, the part on either side of the Work; words are divided by spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.numbering import COUNCIL, NUMBER
from ingest.citations.openings import CLITICS
from ingest.citations.pieces import (
    ARABIC,
    LATIN,
    LETTER,
    LETTERED,
    NOTHING,
    NUMBER_ENDS,
    either_case,
    one_of,
    plain_words,
)
from ingest.citations.sessions import own_number


def parts(words: Mapping[str, Any]) -> dict[str, str]:
    """The patterns of the fields of Grammar that depend on word order."""
    return {**number_parts(words), **pinpoint_parts(words), **gap_parts(words)}


def opening_words(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words with which numbered decisions and parts of Works begin."""
    parts = [*plain_words(words, "units"), *plain_words(words, "annexes")]
    operative = plain_words(words, "operative")
    return {"number": either_case(plain_words(words, "nouns")), "part": either_case([*parts, *operative])}


def spaced(pattern: str, number_first: bool) -> str:
    """The pattern as whole words, where words are divided by spaces."""
    return pattern if number_first else rf"(?<!\w)(?:{pattern})(?!\w)"


def ending(pattern: str, number_first: bool) -> str:
    """The pattern up to the end of a word, where words are divided by spaces."""
    return pattern if number_first else rf"(?:{pattern})(?!\w)"


def date(words: Mapping[str, Any]) -> str:
    """A date after a number: " of 12 December 2022", " du 25 septembre 2015", " от 25 сентября 2015 г.", " in 1999"."""
    day, link, year = (
        f"[0-9]{{1,2}}{one_of(words, 'day_marks')}?",
        one_of(words, "date_links"),
        one_of(words, "year_marks"),
    )
    whole = rf"{one_of(words, 'dates')} {day} (?:{link} )?{one_of(words, 'months')}(?: {link})? [0-9]{{4}}"
    return rf",? (?:{whole}|{one_of(words, 'years_in')} (?:19|20)[0-9]{{2}})(?: {year})?"


def after_links(words: Mapping[str, Any]) -> str:
    """What joins a number to the body named after it, with its spaces: " of the ", " de l'", " "."""
    links = one_of(words, "body_links")
    return f" (?:{links} ?)?" if words.get("body_links") else " "


def number_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A noun with its first number, a further one, and a body after them.

    "resolutions 70/1", " of 12 December 2022 and 77/187", " de la Asamblea General"; the body may also stand between
    noun and number: "قرار الجمعية العامة 70/1", "резолюция Генеральной Ассамблеи 70/1".
    """
    noun, goes_on, number = one_of(words, "nouns"), one_of(words, "name_goes_on"), f"(?:{own_number(words)}|{NUMBER})"
    dated, links = date(words), after_links(words)
    maybe = f"(?:{dated})?"
    body = rf"(?:{one_of(words, 'bodies')}|{one_of(words, 'short_bodies_after')}(?! ?{goes_on}))(?!\w)"
    signs = rf"(?P<open>\((?=[3-9][0-9]/[0-9]))?(?:\(?{one_of(words, 'number_signs')} ?)?"
    # "resolutions on Iraq, in particular 1500 (2003)"
    among = rf"(?P<among>[^.;:()0-9]{{0,100}}\b{one_of(words, 'among')})?"
    titling = rf",? {one_of(words, 'titling')} "
    titled = rf"{titling}(?:(?!{noun})[^;.]){{1,200}}?(?:,|,? {one_of(words, 'and')}) "
    bare = r"(?<= )[0-9]{3,4}(?![0-9/(]| \(| ?[x×] ?[0-9])"  # the 1244 of "resolution 1244", not that of "1244 x 700"
    part = r"(?<= )[A-Z](?![A-Za-z]|\.[A-Z0-9])"  # the B of "53/243 A and B"
    joint = rf"(?: ?{one_of(words, 'list_separators')} ?| {one_of(words, 'range_words')} |-| (?={COUNCIL}))"
    stranger = rf"{maybe}{links}(?!{one_of(words, 'no_strangers')})"
    named = rf"(?P<noun>(?i:{noun}))(?:{links}(?P<body>{body}))?"
    inflected = rf"[A-ZА-Я][a-zа-я]{{1,30}}{one_of(words, 'name_endings')}(?!\w)"
    name = inflected if words.get("name_endings") else "[A-Z][a-z]"
    other = rf"(?P<said>{one_of(words, 'strangers_after')})?(?P<name>{name})?"
    article = f"(?:{one_of(words, 'subject_articles')} ?)?"
    return {
        "head": rf"{named}{among} ?{signs}(?P<number>{number}|{bare}){NUMBER_ENDS}(?(open)\))",
        "member": rf"{maybe}{joint}(?P<start>)(?P<body>{NOTHING})?(?P<number>{number}|{part}){NUMBER_ENDS}",
        "titled_member": rf"{maybe}{titled}(?P<start>)(?P<body>{NOTHING})?(?P<number>{number}){NUMBER_ENDS}"
        rf"(?={dated}|{titling})",
        "body_after": rf"{maybe},?{links}(?P<body>{body})",
        "stranger_after": f"{stranger}{other}",
        "subject_after": rf"{maybe},? {article}(?P<body>{body})",
    }


def pinpoint_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A part of a Work with its numbers: "paras. 22 to 28", "annex", "sub-paragraphs (a), (b) and (c)"."""
    bare_item = f"(?: [a-h](?= {one_of(words, 'pinpoint_links')}|$))?"  # "Article 73 e of the Charter"
    value = rf"(?:{ARABIC}{bare_item}|{LATIN}|{LETTERED}|{one_of(words, 'ordinals')}(?!\w))"
    ranges = f"(?: ?- ?| {one_of(words, 'range_words')} )"
    upto = rf"{ranges}(?:{value}|[a-z]\))"  # the "à c)" of "par. 5 a) à c)"
    separators = one_of(words, "list_separators")
    item = rf"(?<=\)) ?{separators} ?{LETTER}\)"  # the "et b)" of "par. 5 a) et b)"; not the "; b)" of "par. 5; b) …"
    more = rf"(?:{upto}| ?{separators} ?(?:{value}|\({LETTER}\))|{item}){{0,20}}"
    units = either_case([*plain_words(words, "units"), *plain_words(words, "annexes")])
    annexes = either_case(plain_words(words, "annexes"))
    counted = f"(?P<item>{NOTHING})?(?P<unit>{one_of({'units': units}, 'units')}) ?{value}{more}"
    operative = f"(?:(?P<operative>{one_of(words, 'operative')}) )?"
    return {
        "pinpoint": rf"{operative}(?:{counted}|(?P<annex>{one_of({'annexes': annexes}, 'annexes')})(?!\w))",
        "pinpoint_value": rf"(?:{value}|\(?(?<!\w){LETTER}\))(?:{upto})?",
        "range_sign": ranges,
    }


def gap_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """What may stand between a part and its Work: ", ", " of the ", " of the report of the Secretary-General "."""
    gaps, links, report = one_of(words, "before_pinpoint"), one_of(words, "pinpoint_links"), one_of(words, "reports")
    dated, body = f"(?:{date(words)})?", one_of(words, "bodies")
    joined = CLITICS if words.get("article") else ""
    over_body = rf"(?:,?{after_links(words)}{body})?"
    linked = rf",? (?:\([^()]{{1,20}}\) )?(?:{links} ?){{1,3}}"
    return {
        "gap_to_pinpoint": rf"{dated}{over_body}(?:\),? ?|, ?| ?\(|,? )(?:(?:{gaps}) ){{0,2}}(?=[\w(])",
        "gap_from_pinpoint": rf"(?:{linked}| ){joined}(?:[“\"«]|<<)? ?",
        "gap_over_report": rf",? (?:{links} )(?:{report})\b[^.;()]{{0,200}}\(",
    }
