r"""Pieces of the grammar that belong to no language, each with an example.

Pieces are read on plain text (reading.py). Every repetition is bounded, and what follows one cannot begin it, so each
pattern looks at a place a bounded number of times: time is linear in the text. Word boundaries are written out: a
Chinese character is a word character to ``\b``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.lexicon import any_of
from ingest.citations.reading import plain_word

NOTHING = r"(?!)"  # for a language that lacks the piece
NOT_INSIDE = r"(?<![A-Za-z0-9/=_.\-])"  # the "70/1" of a URL or of a longer number is no mention
NUMBER_ENDS = r"(?![0-9A-Za-z/]|\.[0-9])"  # "75/23" is not found in "75/233"
NUMBER_ENDS_BEFORE_WORDS = r"(?![0-9/]|\.[0-9])"  # the same where words follow without a space

# Symbols in running text: case matters here, "a/c" is no symbol.
SUFFIX = r"(?:Add|Corr|Rev|Amend)\. ?(?:[0-9]{1,3}|I)(?:-[0-9]{1,2})?"  # "Add.1", "Add.1-3"
ADOPTED = r"(?:Res|Dec)\.[0-9]{1,3}"  # the "Res.14" of "UNEP/EA.5/Res.14"
PART = r"Part [A-Z]{1,3}"  # "Part A"
SPECIAL = r"E?S-[0-9]{1,2}"  # "S-24", "ES-10"
COUNT = r"[0-9]{1,6}[A-Z]?(?:-[0-9]{1,3}(?![0-9]))?"  # "75", "243B", "7-8"
WORD = r"[A-Z]{1,10}(?:\.[A-Z0-9]{1,6}){0,3}"  # "RES", "CONF.219", "C.2", "PV.4701"
SEGMENT = f"(?:{SUFFIX}|{ADOPTED}|{PART}|{SPECIAL}|{COUNT}|{WORD})"
TITLED = r"(?:Sect|Vol|Part)\.? ?[0-9IVX]{1,5}|Introduction|Plan outline"  # "Sect. 25", "Vol. II", "Introduction"
VOLUME = rf"(?: ?\((?:{TITLED})\))?"
DATED = r"S/RES/[0-9]{1,4} ?\([0-9]{4}\)"  # "S/RES/1244 (1999)"
OLD = r"[AE]/RES/[0-9]{1,4}(?: ?[A-Z])? ?\([IVXL]{1,7}\)"  # "A/RES/2200 A (XXI)"
HEALTH = r"WHA[0-9]{1,2}\.[0-9]{1,3}"  # "WHA58.3"
DAMAGED = r"document (?P<damaged>(?:s|S?\$)/(?P<digits>[0-9]{3,6}))"  # "document s/3140", as read from a scan

# Addresses of the organisation's own document hosts.
HOST = r"(?:(?<=//)|(?<=//www\.)|(?<![\w/.@:\-]))"
SYMBOL_IN_ADDRESS = r"(?P<symbol>[A-Za-z0-9.\-_%()]{1,20}(?:/[A-Za-z0-9.\-_%()]{1,20}){0,8})"
SHORT_ADDRESS = rf"(?:www\.)?(?:undocs|docs\.un)\.org/(?:[a-z]{{1,2}}/)?{SYMBOL_IN_ADDRESS}"
ASKED = r"\?(?:[A-Za-z]{1,10}=[A-Za-z]{0,10}&){0,3}(?:symbol|s|FinalSymbol)="
ASKED_ADDRESS = rf"(?:www\.|documents\.|docs\.)?(?:un|undocs)\.org/[A-Za-z0-9/._\-]{{1,60}}{ASKED}{SYMBOL_IN_ADDRESS}"
HOSTS = ("www.undocs.org/", "undocs.org/", "docs.un.org/", "www.docs.un.org/", "www.un.org/", "documents.un.org/")

# Numbers of paragraphs and other parts.
LETTER = "[a-zа-яء-ي]"
BARE_ITEM = rf" ?(?:{LETTER}|[ivx]{{2,4}})\)"  # "e)", as French, Spanish and Russian write "(e)"
ITEM = rf"(?: ?\((?:{LETTER}|[0-9]){{1,4}}\)|{BARE_ITEM}){{0,3}}[㈠-㈩]?"  # "(b)", "(c) (ii)", "㈠"
ARABIC = rf"[0-9]{{1,4}}(?:\.[0-9]{{1,3}}){{0,2}}{ITEM}"  # "29", "5 (b)", "22.45"
LATIN = r"(?:[IVXLC]{1,7}|[A-Z])(?:\.[A-Z0-9]{1,3})?(?![A-Za-z/])"  # "II", "I.C", "A"
LETTERED = r"\([a-z]{1,4}\)(?: ?\([ivx]{1,4}\))?"  # "(b)", "(c) (ii)"
HAN_DIGITS = "一二三四五六七八九十百零〇"
HAN = f"[{HAN_DIGITS}]{{1,6}}"  # "三十三"

# Goals, targets and indicators.
OTHER_CODE = r"[A-Z]\.[0-9]\.[0-9]{1,2}"  # "E.3.5", an indicator of another framework
INDICATOR_CODE = r"[0-9]{1,2}\.(?:[0-9]{1,2}|[a-dA-D])\.[0-9]{1,2}[a-d]?"  # "17.18.1", "5.a.1", "5.C.1", "5.5.1b"
TARGET_CODE = r"[0-9]{1,2}(?:\.(?:[0-9]{1,2}|[a-dA-D](?![a-z]))|[a-d](?![a-z]))"  # "17.18", "3.b", "3b"
GOAL_CODE = r"[0-9]{1,2}"  # "17"
DASHED_CODE = r"[0-9]{1,2}-(?:[0-9]{1,2}|[a-dابجد])(?:-[0-9]{1,2})?"  # "17-18", "3-ب", "17-18-1", as Arabic prints
CODE = f"(?:{OTHER_CODE}|{INDICATOR_CODE}|{TARGET_CODE}|{GOAL_CODE})"


def plain_words(words: Mapping[str, Any], *path: str) -> list[str]:
    """The words at a place of a lexicon, as they stand in plain text; none where the language has none."""
    value: Any = words
    for name in path:
        value = value.get(name, {})
    listed = value if isinstance(value, list) else [word for group in value.values() for word in group]
    return [plain_word(word) for word in listed]


def one_of(words: Mapping[str, Any], *path: str) -> str:
    """A pattern for any of the words at a place of a lexicon."""
    return any_of(plain_words(words, *path))


def either_case(words: Iterable[str]) -> list[str]:
    """Words as the lexicon has them, at the beginning of a sentence, and in small and capital letters."""
    cases = ((word, word[:1].upper() + word[1:], word.lower(), word.upper()) for word in words)
    return [form for forms in cases for form in dict.fromkeys(forms)]
