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
from corpus.folding import INVISIBLE, fold, plain_name
from corpus.lexicon import load_lexicon
from corpus.phrases import key_in_words

__all__ = ["FILE", "VNR", "Symbol", "canonical", "fold", "heads", "identity", "work_key"]

STEM = r"[A-Z0-9]{1,12}(?:[.\-][A-Z0-9]{1,8}){0,4}"  # "RES", "233", "CONF.219", "S-24", "L.5", "ADD.1-3"
TITLES = "INCOME SECT|SECT|VOL|PART|SUPP|PROG|TOME"  # the words of volumes and sections
VOLUME = rf"\((?:{TITLES})\.? ?[A-Z0-9]{{1,8}}\)"  # "(SECT. 25)", "(VOL. II)", "(PART II)"
NAMED = r"\((?:INTRODUCTION|PLAN OUTLINE|SUMMARY)\)"  # of a proposed budget: "(INTRODUCTION)"
QUALIFIER = rf"(?:{VOLUME}|{NAMED}|\((?:E?S-)?[A-Z0-9]{{1,8}}\))"  # and "(2000)", "(XXV)", "(S-VI)"
SEGMENT = re.compile(
    rf"(?P<stem>PART [A-Z0-9]{{1,4}}|{STEM})(?: ?(?P<letter>[A-Z]))?(?P<qualifiers>(?: ?{QUALIFIER}){{0,3}})"
    r"(?: ?(?P<late>[A-Z]|\[[A-Z]\]))?"  # "217 (III) A", "217(III)[A]"
)
QUALIFIERS = re.compile(rf"\((?:(?P<title>{TITLES})\.? ?(?P<number>[A-Z0-9]{{1,8}})|(?P<value>[A-Z0-9 -]{{1,12}}))\)")
TITLED = re.compile(r"\b(ADD|CORR|REV|AMEND|PART|SUB|SUMMARY)\b")
ASSEMBLY = re.compile(r"WHA[0-9]{1,2}(?:\.[0-9]{1,3}|\([0-9]{1,2}\))")  # of the World Health Assembly: "WHA58.3"
DOTTED = re.compile(r"/(RES|DEC)\.(?=[0-9])")  # "UNEP/EA.5/Res.14"
NEEDLESS_YEAR = re.compile(r"((?:A|A/HRC)/(?:RES|DEC)/(?:E?S-)?[0-9]{1,3}/[0-9]{1,4}[A-Z]?) ?\((?:19|20)[0-9]{2}\)")
LONGEST = 80
LONGEST_NAME = 400
"""Characters of a Work's name in words: the longest titles of declarations and their dates."""

SUFFIX = re.compile(r"/(?:Add|Corr|Rev|Amend)\.[0-9]{1,3}(?:-[0-9]{1,3})?$|/Part [A-Z0-9]{1,4}$")
YEAR = re.compile(r"/((?:19|20)[0-9]{2})(?=/[0-9])|\(((?:19|20)[0-9]{2})\)")
RANGE = re.compile(
    r"(?P<before>.*/(?:(?:Add|Corr|Rev|Amend|L)\.|(?:RES|DEC|PRST)/(?:.*/)?))(?P<ends>[0-9]{1,4}-[0-9]{1,4})"
)
MOST_MEMBERS = 100

VNR = re.compile(r"VNR/([A-Z]{3})/((?:19|20)[0-9]{2})")
FILE = re.compile(r"FILE/([0-9A-Fa-f]{16})")
COUNCIL_YEAR = re.compile(r"(S/RES/[0-9]{1,4})\([0-9]{4}\)")
OLD_LETTER = re.compile(r"(A/RES/[0-9]{1,4})A(\([IVXLC]+\))")


class Symbol(str):
    """A UN document symbol in canonical form; equal however it was written. ValueError when it is not one.

    >>> Symbol("a/res/70/1 ") == Symbol("Ａ／RES/ 70/1") == "A/RES/70/1"
    True
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Symbol:
        """Read a symbol as written: any case, full-width and invisible characters, spaces about its slashes."""
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
        assembly = ASSEMBLY.fullmatch(self) is not None
        if "RES" in parts or (assembly and "." in self):
            return WorkType.RESOLUTION
        if "DEC" in parts or parts[0].split("-")[0] == "EB" or assembly:
            return WorkType.DECISION
        return WorkType.REPORT if reports(parts) else WorkType.OTHER

    @property
    def year(self) -> int | None:
        """The year that the symbol says: of S/RES/1325(2000), E/RES/2018/12, DP/2022/11; None of A/RES/75/233.

        A session of the General Assembly runs over two years, so its number tells none.
        """
        found = YEAR.search(self)
        return None if found is None else int(found[1] or found[2])

    @property
    def base(self) -> Symbol:
        """The document that an addendum, corrigendum, revision or part belongs to; itself when it is none of them.

        >>> Symbol("A/C.3/75/L.5/Rev.1/Add.2").base
        'A/C.3/75/L.5'
        """
        without = SUFFIX.sub("", self)
        return self if without == self else Symbol(without).base

    def members(self) -> tuple[Symbol, ...]:
        """The symbols of a range in order, "A/70/118/Add.1-3"; itself alone when it is none.

        Only addenda, corrigenda, revisions, drafts and numbered resolutions stand in ranges: "CEDAW/C/CHN/7-8" is one
        report. ValueError for a range that runs backwards or holds more than ``MOST_MEMBERS``.
        """
        found = RANGE.fullmatch(self)
        if found is None:
            return (self,)
        first, last = map(int, found["ends"].split("-"))
        if not 0 <= last - first < MOST_MEMBERS:
            raise ValueError(f"{str(self)!r} is no range of 1 to {MOST_MEMBERS} documents")
        return tuple(Symbol(f"{found['before']}{number}") for number in range(first, last + 1))


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
    visible = fold(INVISIBLE.sub("", text[: 2 * LONGEST]))
    plain = re.sub(r" *([/.]) *", r"\1", visible).strip().rstrip("*").upper()
    if ASSEMBLY.fullmatch(plain):
        return plain
    plain = DOTTED.sub(r"/\1/", NEEDLESS_YEAR.sub(r"\1", plain))
    segments = [SEGMENT.fullmatch(segment.strip()) for segment in plain.split("/")]
    well_formed = len(text) <= 2 * LONGEST and len(plain) <= LONGEST and 2 <= len(segments) <= 8
    if not well_formed or plain.split("/")[0] not in heads() or not re.search("[0-9]", plain):
        raise ValueError(f"{text[:LONGEST]!r} is not a UN document symbol")
    return "/".join(canonical_segment(segment, text) for segment in segments)


def canonical_segment(segment: re.Match[str] | None, text: str) -> str:
    """One segment in canonical form: "243 b" is "243B", "217 (III) A" "217A(III)", "6 (sect.25)" "6 (Sect. 25)"."""
    if segment is None or (segment["letter"] and segment["late"]):
        raise ValueError(f"{text[:LONGEST]!r} is not a UN document symbol")
    stem = TITLED.sub(lambda word: word.group().capitalize(), segment["stem"])
    letter = segment["letter"] or (segment["late"] or "").strip("[]")
    return stem + letter + "".join(map(canonical_qualifier, QUALIFIERS.finditer(segment["qualifiers"])))


def canonical_qualifier(found: re.Match[str]) -> str:
    """What stands in brackets in canonical form: "(2000)", " (Sect. 25)", " (Part II)", " (Introduction)"."""
    title, value = found["title"], found["value"]
    if title is not None:
        return f" ({title.capitalize()}{'' if title == 'PART' else '.'} {found['number']})"
    return f" ({value.capitalize()})" if re.fullmatch(NAMED, f"({value})") else f"({value})"


def work_key(text: str) -> str:
    """The key of a Work as a person or a manifest writes it, in any of the six languages.

    A symbol, its address (undocs.org/A/RES/70/1), VNR/KEN/2020, FILE/<16 hex digits>, a numbered resolution or decision
    in words ("General Assembly resolution 75/233 of 21 December 2020", 第75/233号决议), or an instrument by its key or
    name ("2030 Agenda"). ValueError, of one line, when it is none of them or could be several.
    """
    plain = re.sub(r" *([/]) *", r"\1", plain_name(text[:LONGEST_NAME]))
    vnr, file = VNR.fullmatch(plain.upper()), FILE.fullmatch(plain.replace("file/", "FILE/"))
    if vnr is not None:
        return vnr.group()
    if file is not None:
        return f"FILE/{file[1].lower()}"
    try:
        return str(Symbol(text))
    except ValueError:
        named = key_in_words(plain, Symbol) if len(text) <= LONGEST_NAME else None
        if named is None:
            raise
        return str(named)


def identity(key: str) -> str:
    """What all keys of one Work have in common: S/RES/1244(1999) is S/RES/1244, A/RES/217A(III) is 217(III).

    Resolutions of the Security Council are numbered through, so their year adds nothing; of the parts of an early
    resolution of the General Assembly, A is the one that is cited without its letter.
    """
    council, lettered = COUNCIL_YEAR.fullmatch(key), OLD_LETTER.fullmatch(key)
    if council is not None:
        return council[1]
    return lettered[1] + lettered[2] if lettered is not None else key
