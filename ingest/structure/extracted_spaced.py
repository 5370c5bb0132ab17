"""Body lines of a spaced text extraction in groups, one group per block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.structure import grammar
from ingest.structure.extracted_notes import Place
from ingest.text import CJK_CHARACTER


def spaced_groups(places: Sequence[Place]) -> Iterator[list[Place]]:
    """Groups of lines: a trailing space ends a block."""
    group: list[Place] = []
    for place in places:
        if group and group[-1].line.ends_block and not _goes_on(group, place):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


WRAPPED = 54
"""Columns (a CJK character has two) from which on an indicator's line is taken for a wrapped one."""


def _goes_on(group: Sequence[Place], place: Place) -> bool:
    """Whether a line goes on a block that seems to have ended: the wrapped text of an indicator."""
    last = group[-1].line.stripped
    if not grammar.INDICATOR.match(group[0].text) or _columns(last) < WRAPPED or grammar.ends(last):
        return False
    starts = place.line.text.startswith(" ") or grammar.words("breakdown").match(place.text)
    return not starts and bool(CJK_CHARACTER.match(place.text)) and not grammar.CHINESE_ITEM.match(place.text)


def _columns(text: str) -> int:
    return len(text) + len(CJK_CHARACTER.findall(text))
