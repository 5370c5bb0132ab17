"""Symbols of UN documents as a validated type, and the keys under which Works are known.

A symbol is written in segments divided by "/": the first names the body or series, the others the session or year,
the number, and suffixes (Add.1, Rev.1, Corr.1). The canonical form follows the UN Editorial Manual's document
symbols, except that a resolution's year, session or letter stands without a space: ``S/RES/1325(2000)``.
Decisions of executive boards have no official symbol; their keys ("EB/2018/8") are the portal's own.
"""

from __future__ import annotations

import re
from functools import cache

from corpus.documents import WorkType
from corpus.lexicon import load_lexicon

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SPACES = dict.fromkeys((0x3000, 0x00A0, 0x2009, 0x200A, 0x202F, 0x0009, 0x000A, 0x000D, 0x000C), 0x20)
DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), 0x2D)
FOLDING = {**FULL_WIDTH, **SPACES, **DASHES, 0x2044: 0x2F, 0x2215: 0x2F}
"""Each character becomes exactly one, so an offset into folded text is an offset into the text."""

STEM = r"[A-Z0-9]{1,12}(?:[.\-][A-Z0-9]{1,8}){0,4}"  # "RES", "233", "CONF.219", "S-24", "L.5", "ADD.1-3"
QUALIFIER = r"\((?:[A-Z]{3,5}\.? ?)?[A-Z0-9]{1,8}\)"  # "(2000)", "(XXV)", "(SECT. 25)", "(VOL. II)"
SEGMENT = re.compile(
    rf"(?P<stem>PART [A-Z0-9]{{1,4}}|{STEM})(?: ?(?P<letter>[A-Z]))?(?P<qualifiers>(?: ?{QUALIFIER}){{0,3}})"
)
QUALIFIERS = re.compile(r"\((?:(?P<word>[A-Z]{3,5})\.? ?)?(?P<value>[A-Z0-9]{1,8})\)")
TITLED = re.compile(r"\b(ADD|CORR|REV|AMEND|PART|SECT|VOL|SUMMARY)\b")
ASSEMBLY = re.compile(r"WHA[0-9]{1,2}\.[0-9]{1,3}")  # a World Health Assembly resolution: "WHA58.3"
LONGEST = 80

VNR = re.compile(r"VNR/([A-Z]{3})/((?:19|20)[0-9]{2})")
FILE = re.compile(r"FILE/([0-9A-Fa-f]{16})")
COUNCIL_YEAR = re.compile(r"(S/RES/[0-9]{1,4})\([0-9]{4}\)")
OLD_LETTER = re.compile(r"(A/RES/[0-9]{1,4})A(\([IVXLC]+\))")


def fold(text: str) -> str:
    """The text with full-width letters, digits and punctuation, odd spaces and dashes made plain; same length."""
    return text.translate(FOLDING)


class Symbol(str):
    """A UN document symbol in canonical form; equal however it was written. ValueError when it is not one.

    >>> Symbol("a/res/70/1 ") == Symbol("Ａ／RES/ 70/1") == "A/RES/70/1"
    True
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Symbol:
        """Read a symbol as written: any case, full-width forms, spaces about its slashes."""
        return super().__new__(cls, canonical(text))

    @property
    def body(self) -> str:
        """The body that issued it, by its series: "General Assembly"."""
        series = load_lexicon("bodies")["series"]
        parts = self.split("/")
        prefixes = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
        return str(next((series[prefix] for prefix in prefixes if prefix in series), "World Health Assembly"))

    @property
    def type(self) -> WorkType:
        """What kind of Work the symbol names, as far as a symbol says it."""
        parts = self.split("/")
        if "RES" in parts or ASSEMBLY.fullmatch(self):
            return WorkType.RESOLUTION
        if "DEC" in parts or parts[0].split("-")[0] == "EB":
            return WorkType.DECISION
        return WorkType.REPORT if reports(parts) else WorkType.OTHER


def reports(parts: list[str]) -> bool:
    """Whether a document of these segments is a report: not a draft or record, nor of the Council's letters."""
    words = {part.split(".")[0] for part in parts[1:]}
    return parts[0] in ("A", "E", "DP", "UNW", "JIU") and words.isdisjoint(load_lexicon("bodies")["not_reports"])


@cache
def heads() -> frozenset[str]:
    """The first segments that exist."""
    return frozenset(prefix.split("/")[0] for prefix in load_lexicon("bodies")["series"])


def canonical(text: str) -> str:
    """The canonical form of a symbol as written; ValueError when it is not one."""
    plain = re.sub(r" *([/.]) *", r"\1", fold(text[: 2 * LONGEST])).strip().rstrip("*").upper()
    if ASSEMBLY.fullmatch(plain):
        return plain
    segments = [SEGMENT.fullmatch(segment.strip()) for segment in plain.split("/")]
    well_formed = len(text) <= 2 * LONGEST and len(plain) <= LONGEST and 2 <= len(segments) <= 8
    if not well_formed or plain.split("/")[0] not in heads() or not any(map(str.isdigit, plain)):
        raise ValueError(f"{text[:LONGEST]!r} is not a UN document symbol")
    return "/".join(canonical_segment(segment, text) for segment in segments)


def canonical_segment(segment: re.Match[str] | None, text: str) -> str:
    """One segment in canonical form: "243 b" is "243B", "1325 (2000)" is "1325(2000)", "6 (sect.25)" "6 (Sect. 25)"."""
    if segment is None:
        raise ValueError(f"{text[:LONGEST]!r} is not a UN document symbol")
    stem = TITLED.sub(lambda word: word.group().capitalize(), segment["stem"])
    qualifiers = (
        f" ({found['word'].capitalize()}{'' if found['word'] == 'PART' else '.'} {found['value']})"
        if found["word"]
        else f"({found['value']})"
        for found in QUALIFIERS.finditer(segment["qualifiers"])
    )
    return stem + (segment["letter"] or "") + "".join(qualifiers)


def work_key(text: str) -> str:
    """The key of a Work as a person or a manifest writes it: a symbol, VNR/KEN/2020, or FILE/<16 hex digits>.

    ValueError when it is none of them.
    """
    plain = re.sub(r"\s*/\s*", "/", fold(text)).strip()
    vnr = VNR.fullmatch(plain.upper())
    if vnr is not None:
        return vnr.group()
    file = FILE.fullmatch(plain.replace("file/", "FILE/"))
    if file is not None:
        return f"FILE/{file[1].lower()}"
    return str(Symbol(text))


def identity(key: str) -> str:
    """What all keys of one Work have in common: S/RES/1244(1999) is S/RES/1244, A/RES/217A(III) is 217(III).

    Resolutions of the Security Council are numbered through, so their year adds nothing; of the parts of an early
    resolution of the General Assembly, A is the one that is cited without its letter.
    """
    council, lettered = COUNCIL_YEAR.fullmatch(key), OLD_LETTER.fullmatch(key)
    if council is not None:
        return council[1]
    return lettered[1] + lettered[2] if lettered is not None else key
