"""Pieces of lines with their footnote markers, joined to the text of one block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.documents import FootnoteMark
from ingest.text import CJK_CHARACTER, Vocabulary, joint, tidy


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one line, markers taken out; ``marks`` say where they stood in it."""

    text: str
    marks: tuple[FootnoteMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """Several pieces as one text; ``places`` are where each of them begins and ends in it."""

    text: str
    marks: tuple[FootnoteMark, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def piece(self) -> Piece:
        """The text with its marks."""
        return Piece(self.text, self.marks)


def joined(pieces: Iterable[Piece], words: Vocabulary) -> Joined:
    """One text of several lines, with one space where there was any, and the marks moved along."""
    each = map(trimmed, pieces)
    first = next(each, Piece(""))
    text, marks, places = first.text, list(first.marks), [(0, len(first.text))]
    for piece in each:
        if not piece.text:
            places.append((len(text), len(text)))
            marks += [FootnoteMark(mark.number, len(text)) for mark in piece.marks]
            continue
        left, between = joint(text, piece.text, words) if text else ("", "")
        start = len(left) + len(between)
        if len(left) < len(text):  # a space or a hyphen at the end went
            marks = [FootnoteMark(mark.number, min(mark.offset, len(left))) for mark in marks]
            places = [(min(begin, len(left)), min(end, len(left))) for begin, end in places]
        # A marker in front of a line stands behind the word that the line before ended with.
        marks += [FootnoteMark(m.number, start + m.offset if m.offset else len(left)) for m in piece.marks]
        text = left + between + piece.text
        places.append((start, len(text)))
    return Joined(text, tuple(marks), tuple(places))


def trimmed(piece: Piece) -> Piece:
    """The piece with single spaces; each mark keeps the characters before it."""
    text = tidy(piece.text)
    if not piece.marks:
        return Piece(text)
    marks = tuple(FootnoteMark(m.number, min(len(text), len(_before(piece.text, m.offset)))) for m in piece.marks)
    return Piece(text, marks)


def _before(text: str, offset: int) -> str:
    return tidy(text[:offset])


def without_marks(text: str, spans: Iterable[tuple[int, int, str]]) -> Piece:
    """``text`` without the markers at ``spans`` (start, end, number), and with the space a marker had swallowed.

    Around a marker between two words of a spaced script one space stays; between CJK characters none does.
    """
    kept, marks, last = "", list[FootnoteMark](), 0
    for start, end, number in spans:
        kept += text[last:start].rstrip(" ") if text[end : end + 1] in (" ", "") else text[last:start]
        marks.append(FootnoteMark(number, len(kept)))
        last = _after(text, end, kept)
    return Piece(kept + text[last:], tuple(marks))


def _after(text: str, end: int, kept: str) -> int:
    """Where the text goes on after a marker: spaces between CJK characters belonged to the marker."""
    rest = text[end:].lstrip(" ")
    if kept and rest and CJK_CHARACTER.match(kept[-1]) and CJK_CHARACTER.match(rest):
        return len(text) - len(rest)
    return end
