"""The printed signs of a UN document's structure, as named pieces with an example each."""

from __future__ import annotations

import re
from functools import cache

from corpus.lexicon import load_lexicon

SUFFIX = r"(?:Add|Amend|Corr|Rev)\.\s?\d{1,3}"
SYMBOL = (  # "DP/2022/11", "A/80/604/Add.1", "A/81/6 (Sect. 8)/Part A"
    rf"[A-Z]{{1,6}}(?:/(?:{SUFFIX}|[A-Z0-9](?:[A-Z0-9.\-]*[A-Z0-9])?)(?:\s?\([^)]{{1,24}}\))?)+(?:/Part [A-Z])?"
)
JOB = r"\d{2}-\d{5}(?:\s*\([A-Z]\))?"  # "21-17453", "15-16883 (E)"
PAGE_OF = r"\d{1,4}\s?/\s?\d{1,4}"  # "3/12"
BARCODE = r"\*?\d{7}\*?"  # "*1516883*"
PRINT_DATE = r"\d{6}"  # "070121"

SYMBOL_LINE = re.compile(rf"^{SYMBOL}\*{{0,3}}$")
JOB_NUMBER = re.compile(r"(?<!\d)(\d{2}-\d{5})(?!\d)")
PAGE_LABEL = re.compile(r"(?<![\d/])(\d{1,4})\s?/\s?(\d{1,4})(?![\d/])")
FURNITURE_LINE = re.compile(rf"^(?:(?:{JOB}|{PAGE_OF}|\*\d{{7}}\*|{PRINT_DATE})(?:\s+|$))+$")

PARAGRAPH = re.compile(
    r"^(\d{1,3})[.．、](?:\s+(?=\S)|(?=[^\s\d.]))"
)  # "12. The Secretary-General", "12．秘书长", "2. 2020 年"
NUMBER_ALONE = re.compile(r"^(\d{1,3})\.$")  # "29."
SECTION_PARAGRAPH = re.compile(r"^(\d{1,2}[A-Z]?\.(?:[IVX]{1,4}\.)?\d{1,3})\s+(?=[A-Z“])")  # "8.I.21 The list"
INDICATOR = re.compile(
    r"^(\d{1,2}\.\d{1,2}(?:\.\d{1,2}[a-z]?|\.[a-z])?)(?:[.\s]\s*)(?=\D)"
)  # "1.1.2 每年", "2.1.1a 月数"

LETTER_ITEM = re.compile(r"^[(（]([a-z]{1,3}|[ivxl]{4,7})[)）]\s*(?=\S)")  # "(a)", "(iv)"
CHINESE_ITEM = re.compile(r"^([\u3220-\u3229])\s*(?=\S)")  # "㈠"
CHINESE_BRACKET_ITEM = re.compile(r"^([(（][一二三四五六七八九十]{1,3}[)）])\s*(?=\S)")  # "(一)"
BULLET = re.compile(r"^([•●▪■◦‣·–—*-])\s+(?=\S)")  # "• text", "– text"
ROMAN_LOWER = re.compile(r"^[ivxl]+$")  # "iv"

CHINESE_CHAPTER = re.compile(r"^[一二三四五六七八九十]{1,3}[.．、]\s*(?=\S)")  # "三. 战略优先事项"
ROMAN_CHAPTER = re.compile(r"^(?:Section\s+)?[IVXL]{1,6}[.．]\s+(?=\S)")  # "IV. Conclusions"
ROMAN_ALONE = re.compile(r"^[IVXL]{1,6}$")  # "VI", the section of a resolution
LETTER_SECTION = re.compile(r"^[A-Z][.．、]\s*(?=\S)")  # "B. Output"

LABEL = re.compile(r"[(（]?\w{1,4}[.．、)）]")  # "(iv)", "B.", "XII.", "a)"

LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\.\s){4,}|·{4,}|_{4,})[.…·\s]*\d{0,4}\s*$")  # "..... 12"
LEADING = frozenset("0123456789.…·_")
"""What a line with leaders ends with."""

LED = 60
"""Characters at the end of a line in which its leaders are looked for."""

RULE = re.compile(r"^\s*[_＿]{5,}\s*$")
LINK = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$")
END = re.compile(r"[.;:,!?。；：，！？、…]['\"”’）)]?\s*$")
FULL_STOP = re.compile(r"[.;:!?。；：！？][)\"'”’）】」』]*$")
LETTERS = re.compile(r"[^\W\d_]")


CLOSE = 8
"""Characters at the end of a text that can hold a stop and the brackets and quotes after it."""


def ends(text: str) -> bool:
    """Whether a text ends with punctuation, be it only a comma."""
    return bool(END.search(text[-CLOSE:]))


def stops(text: str) -> bool:
    """Whether a text ends like a sentence or a clause of a list."""
    return bool(FULL_STOP.search(text[-CLOSE:]))


def is_label(text: str) -> bool:
    """Whether a text is only a number or a sign in front of another: "12.", "(a)", "㈠", "•", "8.I.21"."""
    short = len(text) < 9 and "/" not in text and (not LETTERS.search(text) or bool(LABEL.fullmatch(text)))
    return (
        short or bool(CHINESE_ITEM.match(text + "x") and len(text) == 1) or bool(SECTION_PARAGRAPH.match(text + " A"))
    )


@cache
def _caption() -> re.Pattern[str]:
    parts = r"(?:\d{1,3}[A-Za-z]?|[IVX]{1,6}|[A-Z])(?:\.(?:\d{1,3}|[IVX]{1,6}|[A-Za-z]))*"  # "14.2", "3.IV", "A.1"
    return re.compile(rf"(?i:{words('captions').pattern})\s*{parts}\.?$")


def is_caption_number(text: str) -> bool:
    """Whether a line only numbers a table or picture: "Table 14.2", "Figure 3.IV", "表 2"."""
    return len(text) < 30 and bool(_caption().match(text))


@cache
def _division() -> re.Pattern[str]:
    number = r"(?:\d{1,3}[A-Z]?|[IVXL]{1,6}|[A-Z])(?:\s?\([a-z]\))?"  # "20", "VI", "1 (a)"
    return re.compile(rf"(?i:{words('divisions').pattern})\s*{number}[.:]?$")


def is_division_number(text: str) -> bool:
    """Whether a line only numbers a division, whose title is below: "Part VI", "Subprogramme 1 (a)"."""
    return len(text) < 30 and bool(_division().match(text))


LONGEST_CAPTION = 250
"""Characters a caption has at most."""


@cache
def _captioned() -> re.Pattern[str]:
    number = r"\s*[\dIVX]{1,5}(?:[.\-]\d{1,3}|[A-Za-z])?"  # "3", "IV", "2.1", "3a"
    return re.compile(words("captions").pattern + number + r"\s*[.:：–—|]\s*\S", re.IGNORECASE)


def is_caption(text: str) -> bool:
    """Whether a block is the caption of a table, figure or box, or its number: "Table 3. Volunteers by year"."""
    return is_caption_number(text) or (len(text) < LONGEST_CAPTION and bool(_captioned().match(text)))


def has_leaders(text: str) -> bool:
    """Whether a line of a table of contents leads to its page number."""
    return text[-1:] in LEADING and bool(LEADERS.search(text[-LED:]))


@cache
def words(role: str) -> re.Pattern[str]:
    """Matches a text that starts with one of the words the lexicon lists for ``role``."""
    listed = load_lexicon("structure")[role]
    alternatives = "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))
    return re.compile(rf"^(?:{alternatives})(?![a-zà-ÿ])", re.IGNORECASE)


@cache
def whole(role: str) -> re.Pattern[str]:
    """Matches a text that is one of the words listed for ``role`` and nothing more."""
    listed = load_lexicon("structure")[role]
    alternatives = "|".join(re.escape(word) for word in listed)
    return re.compile(rf"^(?:{alternatives})\s*[:：.,，]?$", re.IGNORECASE)


@cache
def patterns(role: str) -> re.Pattern[str]:
    """Matches a text that starts with one of the expressions listed for ``role``."""
    return re.compile(rf"^(?:{'|'.join(load_lexicon('structure')[role])})", re.IGNORECASE)


@cache
def found(role: str) -> re.Pattern[str]:
    """Finds one of the expressions listed for ``role`` anywhere in a text."""
    return re.compile("|".join(load_lexicon("structure")[role]), re.IGNORECASE)


def is_annex(text: str) -> bool:
    """Whether a heading begins an annex ("附件", "Annex II", "附件. 2022-2025 年…")."""
    found = words("annex").match(text)
    return bool(found) and len(text) < 160 and not stops(text)


def is_organ(text: str) -> bool:
    """Whether a block opens a resolution ("The General Assembly,")."""
    return len(text) < 80 and bool(whole("organs").match(text))


def is_session(text: str) -> bool:
    """Whether a line of a masthead names the session ("Seventy-fifth session", "2022 年第一届常会")."""
    words = load_lexicon("structure")["session"]
    return len(text) < 90 and any(text.casefold().rstrip().endswith(word.casefold()) for word in words)


def is_agenda_item(text: str) -> bool:
    """Whether a line of a masthead gives the number of the agenda item ("Agenda item 25 (a)")."""
    return bool(words("agenda_item").match(text)) and len(text) < 300 and any(c.isdigit() for c in text)
