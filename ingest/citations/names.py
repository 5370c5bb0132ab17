"""Instruments cited by name: the closed register of corpus/catalogue/instruments.yml."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.citations import Mention, MentionKind
from ingest.citations.grammar import Grammar
from ingest.citations.reading import Reading

OPENING, CLOSING = '《“"«', '》”"»'


def find_instruments(reading: Reading, grammar: Grammar) -> Iterator[Mention]:
    """The mentions of instruments by name, quotation marks included; the longest name wins."""
    plain = reading.plain
    for found in grammar.instrument.finditer(plain):
        start, end = found.span()
        quoted = (
            plain[start - 1 : start] in OPENING and plain[end : end + 1] in CLOSING and start > 0 and end < len(plain)
        )
        target = grammar.instruments[found.group()]
        yield reading.mention(start - quoted, end + quoted, MentionKind.INSTRUMENT, target)
