"""Footnotes of a text extraction: their definitions below the rule, and their markers in the lines above it.

Sizes are lost in an extraction, so a marker is a number that is defined at the foot of its page, stands where a marker
may stand, and comes in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.structure import grammar
from ingest.structure.extracted_pages import ExtractedPage, TextLine
from ingest.structure.joining import Piece, joined, without_marks
from ingest.text import CJK, Vocabulary, tidy

NUMBER_LINE = re.compile(r"^(\d{1,3})$")  # "12", parted from its text
NOTE_START = re.compile(r"^(\d{1,3})\s+(\S.*)$")  # "12 Resolution 70/1."


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number, its text and the page it stands on."""

    number: int
    text: str
    page: int


def footnotes_of(pages: Sequence[ExtractedPage], words: Vocabulary) -> tuple[list[Note], list[ExtractedPage]]:
    """The footnotes of all pages in order of page and number; the pages, on which what is no note is body.

    A rule stands in a text for other reasons as well: what is below it and belongs to no number is not lost.
    """
    notes, left = list[Note](), list[ExtractedPage]()
    for page in pages:
        last = notes[-1].number if notes else 0
        found, others = _definitions(page.notes, last)
        notes += [Note(n, joined(map(Piece, lines), words).text, page.number) for n, lines in sorted(found.items())]
        left.append(replace(page, body=(*page.body, *others)))
    return notes, left


def _definitions(lines: Sequence[TextLine], last: int) -> tuple[dict[int, list[str]], list[TextLine]]:
    """(Lines by footnote number, lines of none). Numbers parted from their texts are matched with them in order."""
    numbers, loose = _groups(lines, last)
    found: dict[int, list[str]] = {}
    for number, texts in numbers:
        found.setdefault(number, []).extend(texts)
    parted = sorted(number for number, texts in found.items() if not texts)
    sentences = _sentences([line.stripped for line in loose], len(parted)) if parted else []
    found.update(zip(parted, sentences, strict=False))
    return {n: texts for n, texts in found.items() if texts}, [] if parted else loose


def _groups(lines: Sequence[TextLine], last: int) -> tuple[list[tuple[int, list[str]]], list[TextLine]]:
    """(Numbers with the lines after them, lines that no single number precedes)."""
    numbers: list[tuple[int, list[str]]] = []
    loose: list[TextLine] = []
    waiting = 0
    for line in lines:
        alone, start = NUMBER_LINE.match(line.stripped), NOTE_START.match(line.stripped)
        if alone:
            waiting = waiting + 1 if numbers and not numbers[-1][1] and waiting else 1
            numbers.append((int(alone[1]), []))
        elif start and int(start[1]) == last + 1 + len(numbers):
            waiting = 1
            numbers.append((int(start[1]), [start[2]]))
        elif waiting == 1:
            numbers[-1][1].append(line.stripped)
        else:
            loose.append(line)
    return numbers, loose


def _sentences(lines: Sequence[str], count: int) -> list[list[str]]:
    """Lines split into at most ``count`` notes, each of which ends with a full stop."""
    found: list[list[str]] = []
    for line in lines:
        if found and (len(found) == count or not grammar.stops(found[-1][-1])):
            if len(found) < count and not grammar.stops(found[-1][-1]):
                found[-1].append(line)
                continue
            if len(found) == count:
                found[-1].append(line)
                continue
        found.append([line])
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A body line with its page and its text without markers."""

    line: TextLine
    page: int
    piece: Piece

    @property
    def text(self) -> str:
        """The line without markers and outer spaces."""
        return tidy(self.piece.text)


def pieces_of(page: ExtractedPage, notes: Sequence[Note]) -> list[Piece]:
    """The body lines of a page as pieces, with the markers of its footnotes taken out."""
    spans: dict[int, list[tuple[int, int, str]]] = {}
    place = (0, 0)
    for note in (n for n in notes if n.page == page.number):
        found = _marker(page.body, note.number, place)
        if found is not None:
            line, start, end = found
            spans.setdefault(line, []).append((start, end, str(note.number)))
            place = (line, end)
    for note in (n for n in notes if n.page < page.number):
        found = _repeated(page.body, note.number)
        if found is not None and not _taken(found, spans):
            spans.setdefault(found[0], []).append((found[1], found[2], str(note.number)))
    return [without_marks(line.text, sorted(spans.get(i, []))) for i, line in enumerate(page.body)]


def _taken(found: tuple[int, int, int], spans: dict[int, list[tuple[int, int, str]]]) -> bool:
    return any(start < found[2] and found[1] < end for start, end, _ in spans.get(found[0], []))


def _marker(lines: Sequence[TextLine], number: int, place: tuple[int, int]) -> tuple[int, int, int] | None:
    """(Line, start, end) of the marker after ``place``: the first after punctuation, else the first after a word."""
    candidates = [c for c in _candidates(lines, number) if c[0][:2] >= place]
    best = max(candidates, key=lambda c: c[1], default=None)
    return best[0] if best is not None and best[1] > 0 else None


def _candidates(lines: Sequence[TextLine], number: int) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Places where the number may be a marker, each with how well it looks like one (0: not at all)."""
    glued = re.compile(rf"(?<=[{CJK}%）)\]”’]){number}(?![\d.,/%-])(?=\s|$|[{CJK}])")
    spaced = re.compile(rf"(?:(?<=[,;:.”’)\]])\s?|(?<=[^\W_])\s){number}(?=\s+[a-z(–]|\s*$|[,;.](?:\s|$))")
    for index, line in enumerate(lines):
        for found in glued.finditer(line.text):
            yield (index, found.start(), found.end()), 3
        for found in spaced.finditer(line.text):
            start = found.end() - len(str(number))
            yield (index, start, found.end()), _likeness(line.text[: found.start()], line.text[found.end() :])


COUNTED = re.compile(
    r"\b(?:paragraphs?|paras?\.?|chapters?|annex|articles?|sections?|targets?|goals?|tables?|figures?|pages?|parts?"
    r"|items?|no\.|and|or|of|in|to|the|by|from|at|least|than|until|since|on|a)$",
    re.IGNORECASE,
)
"""Words before a number that counts something and marks nothing."""

CJK_END = re.compile(f"[{CJK}]$")


def _likeness(before: str, after: str) -> int:
    if COUNTED.search(before) or CJK_END.search(before.rstrip()):
        return 0
    return 2 if before and before[-1] in ",;:.”’)]" else 1


def _repeated(lines: Sequence[TextLine], number: int) -> tuple[int, int, int] | None:
    """A second reference to an earlier footnote: only where punctuation stands before and a small letter after."""
    pattern = re.compile(rf"[^\W\d_][,;]\s({number})\s(?=[a-z])")
    for index, line in enumerate(lines):
        found = pattern.search(line.text)
        if found:
            return index, found.start(1), found.end(1)
    return None
