"""Instruments cited by name: the closed register of corpus/catalogue/instruments.yml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.citations import Mention, MentionKind
from ingest.citations.editions import edition_said, editions
from ingest.citations.grammar import Grammar
from ingest.citations.reading import Reading

NEAR = 20
OPENING, CLOSING = '《“"«', '》”"»'


def find_instruments(reading: Reading, grammar: Grammar, places: Sequence[int]) -> Iterator[Mention]:
    """The mentions of instruments by name, quotation marks included; the longest name wins."""
    at = 0
    for place in places:
        found = grammar.instrument.match(reading.plain, place) if place >= at else None
        if found is not None:
            start, at = found.span("full" if found["full"] else "charter")
            key = grammar.instruments[reading.plain[start:at]]
            if key not in editions():
                yield reading.mention(*quoted(reading.plain, start, at), MentionKind.INSTRUMENT, key)
            elif not other_framework(reading.plain, at, grammar):
                said = edition_said(reading.plain, start, at, key)
                yield reading.mention(
                    *quoted(reading.plain, start, at), MentionKind.INSTRUMENT, said or key, said is None
                )


def other_framework(plain: str, end: int, grammar: Grammar) -> bool:
    """Whether a name goes on as that of a framework: "QCPR monitoring framework", "QCPR indicator 2.4.7"."""
    return plain[end : end + NEAR].lstrip(" ").startswith(grammar.listed("not_an_instrument_before"))


def quoted(plain: str, start: int, end: int) -> tuple[int, int]:
    """Where a name with the quotation marks about it stands; French sets a space inside of them."""
    before, after = plain[max(0, start - 2) : start], plain[end : end + 2]
    if (
        before.strip(" ")[-1:]
        and before.strip(" ")[-1:] in OPENING
        and after.strip(" ")[:1]
        and after.strip(" ")[:1] in CLOSING
    ):
        return start - 1 - before.endswith(" "), end + 1 + after.startswith(" ")
    return start, end
