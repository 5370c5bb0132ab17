"""Body lines of a dense text extraction in groups, one group per block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.structure import grammar
from ingest.structure.extracted_notes import Place


def dense_groups(places: Sequence[Place]) -> Iterator[list[Place]]:
    """Groups of lines: a number in its turn, a first word or a label begins a block."""
    group: list[Place] = []
    expected, resolution = 1, False
    for place in places:
        number = _number(place.text)
        numbered = number == expected
        if group and (numbered or _begins(group, place, resolution)):
            yield group
            group = []
        expected += numbered
        resolution = resolution or grammar.is_organ(place.text)
        group.append(place)
    if group:
        yield group


def _number(text: str) -> int | None:
    found = grammar.NUMBER_ALONE.match(text) or grammar.PARAGRAPH.match(text)
    return int(found[1]) if found else None


def _begins(group: Sequence[Place], place: Place, resolution: bool) -> bool:
    """Whether an unnumbered line begins a block."""
    last, text = group[-1].text, place.text
    if grammar.is_organ(text) or grammar.is_organ(last) or grammar.patterns("closing").match(text):
        return True
    if grammar.LETTER_ITEM.match(text) or grammar.BULLET.match(text):
        return bool(re.search(r"[:;.,]\s*(?:and|or)?\s*$", last))
    if grammar.ROMAN_ALONE.match(text):
        return True
    if not resolution:
        return place.line.above > 0 or _new_sentence(last, text)
    return not text[:1].islower() and bool(grammar.words("preambular").match(text) and re.search(r"[,;]$", last))


SHORT = 50
"""A line below this many characters that ends with a full stop ends its paragraph."""


def _new_sentence(last: str, text: str) -> bool:
    return len(last) < SHORT and (grammar.stops(last) or len(text) < SHORT) and not text[:1].islower()
