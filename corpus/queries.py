"""What a person typed that names a document or a part of one: "75/233 执行部分第29段", "DP/2022/11 paras. 7-9".

The words are those of all languages together: nobody says in which language a symbol is typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.citations import Pinpoint
from corpus.lexicon import any_of, load_lexicon
from corpus.numbering import NUMBER, numbered_key
from corpus.phrases import folded, listed, words
from corpus.symbols import Symbol, fold, work_key

LONGEST_QUERY = 1000
"""Characters of a query."""

LONGEST = 160
"""Characters of the name of a document or of a part of one."""

MODERN_SESSION = re.compile(r"(?:3[1-9]|[4-9][0-9]) ?/ ?[0-9]{1,3}(?: ?[A-Z])?")  # a number that stands alone: "75/233"

SYMBOL = r"[A-Z]{1,10}(?:-[A-Z]{1,7})? ?/[A-Z0-9/ .()\-]{1,60}?|WHA[0-9]{1,2}\.[0-9]{1,3}"  # "DP/2022/11", "WHA58.3"
ITEMS = r"(?: ?(?:\([a-z0-9]{1,4}\)|[㈠-㈩])){0,3}"  # "(b)", "(a)(ii)", "㈠"
PARAGRAPH = rf"[0-9]{{1,4}}{ITEMS}"  # "29", "5(b)"
ANNEX = r"[0-9]{1,2}|[IVX]{1,4}|[一二三四五六七八九十]"  # "2", "II", "二"


@dataclass(frozen=True, slots=True)
class QuerySymbol:
    """The Work a query asks for, and the part of it if it names one."""

    key: str
    pinpoint: Pinpoint | None = None


def query_symbol(query: str) -> QuerySymbol | None:
    """What a query means that is nothing but the name of a document, or of a part of one; else None.

    >>> query_symbol("75/233 执行部分第29段")
    QuerySymbol(key='A/RES/75/233', pinpoint=Pinpoint(type='paragraph', numbers=('29',)))
    """
    found = _whole(query_pattern(), query)
    key = None if found is None else _key(found)
    return None if found is None or key is None else QuerySymbol(key, _pinpoint(found))


def named_part(question: str) -> str | None:
    """The words of a question that name a part of a document: "paragraph 29 of resolution 75/233"; None without any."""
    plain = re.sub(r"\s+", " ", fold(question[:LONGEST]))
    for found in query_pattern().finditer(plain):
        if _key(found) is not None and _pinpoint(found) is not None:
            return found.group().strip()
    return None


def named_work(text: str) -> str:
    """The key of the Work that a person names, however written: "75/233", "dp/2022/11", "VNR/KEN/2020".

    Raises ``ValueError`` for what names no Work, or only a part of one.
    """
    named = query_symbol(text)
    if named is None:
        return work_key(text)
    if named.pinpoint is not None:
        raise ValueError(f"{text!r} names a part of {named.key}")
    return named.key


@lru_cache(maxsize=10_000)
def symbol_of(work: str) -> Symbol | None:
    """The symbol of the Work with this key; None for a review or a file that has none."""
    try:
        return Symbol(work)
    except ValueError:
        return None


def read_pinpoint(text: str) -> Pinpoint | None:
    """The part of a Work that a person names: "29", "29(b)", "29-31", "第29段", "annex II"; None for anything else."""
    found = _whole(pinpoint_pattern(), text)
    return None if found is None else _pinpoint(found)


def _whole(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The text as a whole, in plain characters; what is longer than any name is none."""
    plain = re.sub(r"\s+", " ", fold(text[:LONGEST])).strip(" ,.;?。")
    return pattern.fullmatch(plain) if len(text) <= LONGEST else None


def _key(found: re.Match[str]) -> str | None:
    """The key a query names: by symbol, or by a number with the words about it."""
    try:
        return work_key(found["name"])
    except ValueError:
        noun, body = found["noun"] or found["noun_after"], found["body"] or found["body_after"]
    number = found["name"].upper()
    if noun is None and body is None and not (MODERN_SESSION.fullmatch(number) or "(" in number):
        return None
    kind = words("nouns").get((noun or "").casefold(), "resolution")
    body_key = words("bodies").get((body or "").casefold())
    if body_key is None and number.isdigit():
        body_key = "SC" if len(number) > 3 else None
    return numbered_key(kind, number, body_key)


def _pinpoint(found: re.Match[str]) -> Pinpoint | None:
    """The part of a Work in a match of either pattern."""
    groups = found.groupdict()
    if groups["annex"] is not None:
        number = groups["annex_number"]
        return Pinpoint("annex", () if number is None else (number.upper(),))
    written = next((groups[name] for name in ("before", "after", "counted", "bare") if groups.get(name)), None)
    if written is None:
        return None
    numbers = [_plain(number.group()) for number in _one_number().finditer(written)]
    return Pinpoint("paragraph", (*numbers[:-1], numbers[-1] + _plain(groups["items"] or "")))


def _plain(number: str) -> str:
    """A number as a pinpoint keeps it: "7 to 9" is "7-9", "5 (b)" is "5(b)"."""
    return _between_ends().sub("-", number, count=1).replace(" ", "").lower()


@cache
def _ranges() -> str:
    """What stands between the ends of a range: "7-9", "7 to 9", "第7至第9段"."""
    return rf" ?(?:-|{any_of(folded(listed('range_words')))}) ?{load_lexicon('citations.zh')['number_before']}?"


@cache
def _one_number() -> re.Pattern[str]:
    """A number or a range in a list of them."""
    return re.compile(rf"{PARAGRAPH}(?:{_ranges()}{PARAGRAPH})?", re.IGNORECASE)


@cache
def _between_ends() -> re.Pattern[str]:
    return re.compile(rf"(?<=[0-9) ]){_ranges()}(?=[0-9])", re.IGNORECASE)


@cache
def _part() -> str:
    """A part after the name of its Work: "para. 7(a)", "paras. 7-9 and 12", "执行部分第29段", "annex II", "附件二"."""
    before, operative = load_lexicon("citations.zh")["number_before"], any_of(folded(listed("operative")))
    numbers, paragraph = _numbers(), _paragraph()
    annex = any_of(word for word, kind in words("annexes").items() if kind == "annex")
    return (
        rf"(?:(?:operative )?{paragraph} ?(?P<after>{numbers})"
        rf"|(?:{operative}|的)?{before}? ?(?P<counted>{numbers}) ?{paragraph} ?(?P<items>{ITEMS})项?"
        rf"|(?P<annex>{annex})(?: ?(?P<annex_number>{ANNEX}))?)"
    )


@cache
def _paragraph() -> str:
    return any_of(word for word, unit in words("units").items() if unit == "paragraph")


@cache
def _numbers() -> str:
    separator = rf" ?{any_of(folded(listed('list_separators')))} ?{load_lexicon('citations.zh')['number_before']}?"
    return rf"{PARAGRAPH}(?:(?:{_ranges()}|{separator}){PARAGRAPH}){{0,20}}"


@cache
def pinpoint_pattern() -> re.Pattern[str]:
    """A whole text that names a part of a Work, its number alone included."""
    return re.compile(rf"(?P<bare>{_numbers()})|{_part()}", re.IGNORECASE)


@cache
def query_pattern() -> re.Pattern[str]:
    """A whole query that names a document, put together with the words of all languages."""
    noun, body = any_of(words("nouns")), any_of(words("bodies"))
    chinese = load_lexicon("citations.zh")
    first, last = chinese["number_before"], chinese["number_after"]
    return re.compile(
        rf"(?:(?:operative )?{_paragraph()} ?(?P<before>{_numbers()}) (?:of|de|du|del)(?: the| la)? ?)?"
        rf"(?:(?P<body>{body}) ?)?(?:(?P<noun>{noun}) ?)?(?:{first}|no\. ?)? ?"
        rf"(?P<name>{NUMBER}|[0-9]{{3,4}}|{SYMBOL}) ?{last}? ?(?P<noun_after>{noun})?"
        rf"(?: (?:of|de|du|del)(?: the| la)? ?(?P<body_after>{body}))?"
        rf"(?:[ ,(]{{0,3}}{_part()}\)?)?",
        re.IGNORECASE,
    )
