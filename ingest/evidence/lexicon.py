"""The words of the evidence rules, compiled: one lexicon per language, and the folding that text and words share.

The files ``corpus/lexicon/evidence.<language>.yml`` hold regular expression pieces without case and accents
(``fold`` takes both from text and from the pieces). Their keys are the fields of :class:`Lexicon`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.chinese import simplified
from corpus.lexicon import load_lexicon

LANGUAGES = ("zh", "en", "fr", "es", "ar", "ru", "pt")
TERM, REST = "\ue000", "\ue002"
"""Stand in marked text for the first and the other characters of a volunteering term: TERM in the pieces."""

BLANK = "\ue001"
OWNER_REACH = 9
NOTHING = re.compile(r"(?!)")
CJK = "\u3400-\u9fff"
GAP_IN_CHINESE = re.compile(rf"(?<=[{CJK}])[ \t\u3000\n]+(?=[{CJK}])")  # "志 愿人员", as typesetting leaves it
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212"
INVISIBLE = "\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff"


@dataclass(frozen=True, slots=True)
class Folded:
    """Text as the rules read it; ``offsets[i]`` is where its code point ``i`` stands in the original.

    ``offsets`` is None where both have the same length, and has one more entry than the text otherwise.
    """

    text: str
    offsets: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text as a span of the original."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language by what they do. Every field but the first four is a compiled alternation.

    ``terms`` name volunteering; ``traps`` and ``organisations`` are cut out before terms are looked for.
    ``instruments`` maps a type (law, policy, plan, strategy, programme, institution) to its words; ``generic`` are
    uses of these words that name no instrument. ``schemes`` of service are those of volunteers wherever these stand by
    them, ``corps`` are terms that name a body of the State themselves. ``of_term`` joins an instrument to the term
    behind it, ``by_term`` a term to the instrument behind it, and nothing else may stand between the two.

    ``relation`` says that one holds the other, ``into`` stands before what holds, ``basis`` before a law by which
    volunteers are what they are, ``befell`` in what was done to an instrument; ``verb_first``: what an instrument
    says may stand before it. ``named`` marks an instrument as a particular one, ``indefinite`` as none. ``existence``
    says it was adopted; ``intention``, ``negation`` before it and ``pending`` behind it say it was not, ``draft`` in
    its name that it is one, ``expired`` that it no longer holds. ``owner_before`` and ``owner_after`` an instrument
    name an owner that is not the State; ``frameworks`` for cooperation with the UN and ``global_instruments`` are cut
    out as traps are; a programme or body needs a word of ``national``; ``subnational`` is a part of the State, at
    most ``owner_reach`` characters behind the instrument, and ``local_bodies`` act for one.

    ``appeal`` and ``conditional`` make the whole sentence a wish. ``acts``, ``means`` and ``value`` are contributions
    unless ``planned``, or no more than ``attended`` or asked in a survey; ``measured`` is a number of volunteers or
    hours. Of the terms, ``persons`` can act and ``acted`` is an act itself.
    """

    language: str
    reach: int
    verb_first: bool
    owner_reach: int
    stems: tuple[str, ...]
    terms: re.Pattern[str]
    traps: re.Pattern[str]
    organisations: re.Pattern[str]
    instruments: Mapping[str, re.Pattern[str]]
    generic: re.Pattern[str]
    schemes: re.Pattern[str]
    corps: re.Pattern[str]
    of_term: re.Pattern[str]
    by_term: re.Pattern[str]
    relation: re.Pattern[str]
    basis: re.Pattern[str]
    befell: re.Pattern[str]
    into: re.Pattern[str]
    named: re.Pattern[str]
    indefinite: re.Pattern[str]
    existence: re.Pattern[str]
    intention: re.Pattern[str]
    negation: re.Pattern[str]
    pending: re.Pattern[str]
    expired: re.Pattern[str]
    draft: re.Pattern[str]
    bill: re.Pattern[str]
    owner_before: re.Pattern[str]
    owner_after: re.Pattern[str]
    frameworks: re.Pattern[str]
    global_instruments: re.Pattern[str]
    national: re.Pattern[str]
    subnational: re.Pattern[str]
    local_bodies: re.Pattern[str]
    appeal: re.Pattern[str]
    conditional: re.Pattern[str]
    acts: re.Pattern[str]
    means: re.Pattern[str]
    value: re.Pattern[str]
    planned: re.Pattern[str]
    attended: re.Pattern[str]
    measured: re.Pattern[str]
    persons: re.Pattern[str]
    acted: re.Pattern[str]

    @property
    def blanked(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """What is cut out before terms are looked for, in this order, by the rule that says so."""
        return (
            ("org_name", self.organisations),
            ("trap", self.traps),
            ("framework", self.frameworks),
            ("global_instrument", self.global_instruments),
        )


def fold(text: str, language: str | None = None) -> Folded:
    """Text without accents, marks and invisible characters, hyphens made one, gaps inside Chinese closed.

    Case is kept. Traditional characters become simplified ones where there are any.
    """
    if text.isascii():
        return Folded(text)
    kept = [(i, c) for i, c in enumerate(text) if not _vanishes(c)] if _has_vanishing(text) else None
    folded = (
        Folded("".join(c for _, c in kept), [i for i, _ in kept] + [len(text)]) if kept is not None else Folded(text)
    )
    folded = Folded(folded.text.translate(_characters()), folded.offsets)
    if language not in (None, "zh"):
        return folded
    closed = _closed(folded)
    return Folded(simplified(closed.text), closed.offsets)


def fold_words(pattern: str) -> str:
    """A piece of the lexicon folded as text is; ASCII, and so the syntax, stays."""
    return "".join(c for c in pattern if not _vanishes(c)).translate(_characters())


@cache
def lexicon(language: str) -> Lexicon:
    """The compiled lexicon of one of ``LANGUAGES``."""
    words: dict[str, Any] = load_lexicon(f"evidence.{language}")
    before, after = words["edges"]
    compiled = {
        field: _alternation(words.get(field, ()), *_edges(field, before, after))
        for field in Lexicon.__slots__
        if field not in ("language", "reach", "verb_first", "owner_reach", "stems", "instruments", "of_term", "by_term")
    }
    return Lexicon(
        language=language,
        reach=words["reach"],
        verb_first=words.get("verb_first", False),
        owner_reach=words.get("owner_reach", OWNER_REACH),
        stems=tuple(words["stems"]),
        instruments={kind: _alternation(pieces, before, after) for kind, pieces in words["instruments"].items()},
        of_term=_alternation(words["of_term"], "", ""),
        by_term=_alternation(words["by_term"], "", ""),
        **compiled,
    )


def _edges(field: str, before: str, after: str) -> tuple[str, str]:
    """Fields that are compared with a whole term have no edges of their own."""
    return ("", "") if field in ("persons", "acted", "corps") else (before, after)


def _alternation(pieces: Sequence[str], before: str, after: str) -> re.Pattern[str]:
    """One expression for many pieces; a piece that begins with ``=`` keeps its own edges and its case."""
    if not pieces:
        return NOTHING
    bare = [piece[1:] for piece in pieces if piece.startswith("=")]
    edged = [piece for piece in pieces if not piece.startswith("=")]
    parts = [f"(?i:{before}(?:{'|'.join(edged)}){after})"] if edged else []
    return re.compile(fold_words("|".join([*parts, *bare])).replace("TERM", f"{TERM}{REST}*"))


@cache
def _characters() -> dict[int, str]:
    """Accented letters → their base, typographic signs → plain ones; one character for one."""
    ranges = [(0xC0, 0x24F), (0x400, 0x45F), (0x620, 0x64A), (0x1E00, 0x1EFF)]
    table = {
        code: base
        for first, last in ranges
        for code in range(first, last + 1)
        if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
    }
    table |= {ord(hyphen): "-" for hyphen in HYPHENS} | {0xA0: " ", 0x202F: " ", 0x2009: " "}
    table |= {ord("’"): "'", ord("‘"): "'", ord("ى"): "ي", ord("ٱ"): "ا"}
    return table | {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}


def _has_vanishing(text: str) -> bool:
    return any(map(_vanishes, set(text)))


def _vanishes(character: str) -> bool:
    return character in INVISIBLE or unicodedata.category(character) == "Mn"


def _closed(folded: Folded) -> Folded:
    gaps = [match.span() for match in GAP_IN_CHINESE.finditer(folded.text)]
    if not gaps:
        return folded
    offsets = folded.offsets or range(len(folded.text) + 1)
    pieces: list[str] = []
    kept: list[int] = []
    place = 0
    for start, end in [*gaps, (len(folded.text), len(folded.text))]:
        pieces.append(folded.text[place:start])
        kept.extend(offsets[place:start])
        place = end
    return Folded("".join(pieces), [*kept, offsets[len(folded.text)]])
