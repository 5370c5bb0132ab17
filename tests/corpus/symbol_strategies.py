"""Symbols built from parts, with the canonical form that the parts make: no reader has a part in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st


class Written(NamedTuple):
    """A symbol as somebody writes it, and its canonical form."""

    text: str
    canonical: str


number = st.integers(1, 9999).map(str)
session = st.integers(1, 99).map(str)
year = st.integers(1946, 2030).map(str)
roman = st.sampled_from(["I", "IV", "IX", "XV", "XVII", "XXI", "XXV", "XXX", "LV", "S-VI"])
letter = st.sampled_from(["", "", "A", "B", "C"])


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """The parts one after the other."""
    return st.tuples(*(part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts)).map("".join)


FAMILIES = [
    joined("A/RES/", session, "/", number, letter),
    joined("A/RES/", st.sampled_from(["S-", "ES-"]), session, "/", number),
    joined("A/RES/", number, letter, "(", roman.filter(lambda value: "-" not in value), ")"),
    joined("A/DEC/", session, "/", number),
    joined("S/RES/", number, "(", year, ")"),
    joined("S/RES/", number),
    joined("S/PRST/", year, "/", number),
    joined(
        st.sampled_from(["S/", "DP/", "DP/FPA/", "DP/OPS/", "E/ICEF/", "UNW/", "EB/", "EB-UNICEF/"]), year, "/", number
    ),
    joined("E/", st.sampled_from(["RES/", "DEC/", ""]), year, "/", number),
    joined("E/RES/", number, "(LV)"),
    joined("A/HRC/", st.sampled_from(["RES/", "DEC/", "", "RES/S-"]), session, "/", number),
    joined(
        "E/CN.", st.sampled_from(["3", "4", "5", "6"]), "/", st.sampled_from(["RES/", "DEC/", ""]), session, "/", number
    ),
    joined("A/C.", st.sampled_from("123456"), "/", session, "/L.", number),
    joined("ST/", st.sampled_from(["SGB", "AI", "ESA", "LEG"]), "/", year, "/", number),
    joined("A/", session, "/6 (Sect. ", session, ")"),
    joined("A/", session, "/", number, st.sampled_from([" (Part I)", " (Part II)", " (Vol. IV)", ""])),
    joined("A/CONF.", number, "/", number),
    joined("FCCC/DEC/", session, "/CP.", session),
    joined("CEDAW/C/GC/", session),
    joined("JIU/REP/", year, "/", number),
]

SUFFIXES = st.lists(joined(st.sampled_from(["/Add.", "/Corr.", "/Rev."]), session), max_size=2).map("".join)
GAPS = st.sampled_from(["/", " / ", "/ ", " /", "／", "\u00a0/\u200a", "\u2044", "/\u200b", "\u00ad/"])
CASES = st.sampled_from([str, str.lower, str.upper, str.title])


def symbols_of_every_family() -> st.SearchStrategy[Written]:
    """Symbols in any of the ways people and programs write them."""
    return st.builds(disguised, joined(st.one_of(FAMILIES), SUFFIXES), GAPS, CASES, st.booleans())


def disguised(symbol: str, gap: str, case: Callable[[str], str], wide: bool) -> Written:
    """A canonical symbol with these things about its slashes, in this case, perhaps in full width."""
    text = f" {case(symbol).replace('/', gap)} "
    return Written("".join(map(full_width, text)) if wide else text, symbol)


def full_width(character: str) -> str:
    """The full-width form of a letter, digit or sign."""
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
