"""The foot of a page: its footnotes apart from its text, and what goes on there of the last note of the page before."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.structure import grammar
from ingest.structure.order import SMALL
from ingest.structure.setlines import SetLine

ALIKE = 0.3
"""Points by which the lines of one note may differ in size."""

PARTED = 1.5
"""What goes on at the foot of a page stands so many sizes below the text, or below a rule."""


@dataclass
class Foot:
    """The lines of a page: of its text, of a note that began before, and of each note that begins here."""

    text: list[SetLine] = field(default_factory=list)
    rest: list[SetLine] = field(default_factory=list)
    notes: list[list[SetLine]] = field(default_factory=list)
    starred: list[SetLine] = field(default_factory=list)


def foot_of(page: Sequence[SetLine], body: float, before: Sequence[SetLine]) -> Foot:
    """A page taken apart; ``before`` are the lines of the last note of the page before.

    Notes begin at the first small line with a marker below which nothing of body size stands in the same column.
    """
    foot = Foot()
    for whole in _columns(page):
        column = whole[: _start(whole, body, _is_starred)]
        foot.starred += without_rules(whole[len(column) :])
        start = _notes_start(column, body)
        begins = start if foot.rest or foot.notes else _rest_start(column, start, before)
        foot.text += without_rules(column[:begins])
        foot.rest += without_rules(column[begins:start])
        for line in without_rules(column[start:]):
            if line.opens_note is not None or not foot.notes:
                foot.notes.append([])
            foot.notes[-1].append(line)
    return foot


def without_rules(lines: Sequence[SetLine]) -> Iterator[SetLine]:
    """The lines without the rules of underscores between them."""
    return (line for line in lines if not grammar.RULE.match(line.text))


def _columns(page: Sequence[SetLine]) -> Iterator[Sequence[SetLine]]:
    """The lines of a page, parted where they go back up."""
    begins = [i for i, (above, below) in enumerate(itertools.pairwise(page), start=1) if _goes_up(above, below)]
    for start, end in itertools.pairwise((0, *begins, len(page))):
        yield page[start:end]


def _goes_up(above: SetLine, below: SetLine) -> bool:
    return below.baseline < above.baseline - below.size


def _notes_start(column: Sequence[SetLine], body: float) -> int:
    return _start(column, body, _is_numbered)


def _start(column: Sequence[SetLine], body: float, opens: Callable[[SetLine], bool]) -> int:
    """Where the first small line that opens such a note stands, below which nothing is of body size."""
    start = len(column)
    for index in range(len(column) - 1, -1, -1):
        line = column[index]
        if opens(line) and line.size < SMALL * body + 0.01:
            start = index
        elif line.size >= SMALL * body and not grammar.RULE.match(line.text):
            break
    return start


def _is_numbered(line: SetLine) -> bool:
    return line.opens_note is not None and line.opens_note.isdigit()


def _is_starred(line: SetLine) -> bool:
    return line.opens_note is not None and not line.opens_note.isalnum()


def _rest_start(column: Sequence[SetLine], start: int, before: Sequence[SetLine]) -> int:
    """Where the lines above the first note begin that go on a note of the page before which has no end there."""
    if not before or not column or grammar.stops(before[-1].text) or column[0].page != before[-1].page + 1:
        return start
    begins = start
    while begins > 0 and _goes_on(column[begins - 1], before[-1]):
        begins -= 1
    return begins if begins == 0 or _is_parted(column[begins - 1], column[begins : begins + 1]) else start


def _goes_on(line: SetLine, note: SetLine) -> bool:
    return abs(line.size - note.size) < ALIKE and line.opens_note is None and not line.cells


def _is_parted(above: SetLine, first: Sequence[SetLine]) -> bool:
    rule = bool(grammar.RULE.match(above.text))
    return bool(first) and (rule or first[0].baseline - above.baseline > PARTED * above.size)
