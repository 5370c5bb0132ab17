"""What is raised in a line: the numbers and letters of notes, taken out of the text with their places kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.layout import APART, Line, Run
from ingest.structure.joining import Piece, without_marks

MARKER = 0.75
"""A number smaller than this part of the size beside it is a footnote marker."""

NOTE = re.compile(r"\d{1,3}|[a-z]")  # "12" of a footnote, "a" of a note to a table
STARRED = re.compile(r"\s*(\*{1,4}|†|‡)\s*(?=[^\s*])")  # "** A/80/150."
RAISED = re.compile(r"[¹²³⁰⁴-⁹]{1,3}")  # "¹²", where a font has raised figures of its own
FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
UNIT = re.compile(r"(?<![^\W\d_])(?:[kcmd]?m|ft|mi)$")  # "km", raised 2 or 3 behind it
FEMININE = re.compile(r"(?<!\d)\d{1,3}\.$")  # "1.", raised a behind it
MASCULINE = re.compile(r"(?<![^\W\d_])[nN]$")  # "n", raised o behind it
ORDINAL = re.compile(r"(?:\b\d{1,2}|\b[IVXLC]+|\bN\.?)$")  # "2e siècle", "XXe", "1o", "No"


def opens_note(line: Line) -> bool:
    """Whether a line begins with the raised number or letter of a note."""
    if len(line.runs) == 1 and line.runs[0].text.isascii():
        return False
    return bool(RAISED.match(line.runs[0].text.lstrip())) or (len(line.runs) > 1 and is_marker(line.runs[0], line.main))


def opens_footnote(line: Line) -> bool:
    """Whether a line begins with the raised number of a footnote."""
    number, _ = opening(line)
    return number is not None and number.isdigit()


def opens_lettered_note(line: Line) -> bool:
    """Whether a line begins with the raised letter of a note to a table."""
    number, _ = opening(line)
    return number is not None and number.isalpha()


def opening(line: Line) -> tuple[str | None, Sequence[Run]]:
    """(The number or letter of the note that a line begins, its runs without the number)."""
    if not opens_note(line):
        return None, line.runs
    first, *rest = line.runs
    if raised := RAISED.match(first.text.lstrip()):
        cut = first.text.index(raised[0]) + len(raised[0])
        return raised[0].translate(FIGURES), (replace(first, text=first.text[cut:]), *rest)
    number = first.text.strip()
    return number, (rest if number.isdigit() else line.runs)


def marked(runs: Sequence[Run], main: Run) -> Piece:
    """The text of runs without the markers among them."""
    if len(runs) == 1 and runs[0].text.isascii():
        return Piece(runs[0].text)
    text, spans = "", list[tuple[int, int, str]]()
    for i, run in enumerate(runs):
        shown = run.text
        if text.strip() and is_marker(run, main) and not _belongs(shown.strip(), text):
            number = shown.strip()
            start = len(text) + len(shown) - len(shown.lstrip())
            spans.append((start, start + len(number), number))
        elif i and not text.endswith(" ") and (_gap(runs[i - 1], run) or (i == 1 and is_marker(runs[0], main))):
            shown = f" {shown.lstrip()}"
        spans += _raised_figures(text, shown)
        text += shown
    return without_marks(text, spans) if spans else Piece(text)


def _raised_figures(text: str, shown: str) -> Iterator[tuple[int, int, str]]:
    """The markers in ``shown``, which follows ``text``, that are written in raised figures: (start, end, number)."""
    for found in () if shown.isascii() else RAISED.finditer(shown):
        number, before = found[0].translate(FIGURES), text + shown[: found.start()]
        if before.strip() and not _belongs(number, before):
            yield len(before), len(before) + len(number), number


def is_marker(run: Run, main: Run) -> bool:
    """Whether a run is the raised number or letter of a note beside the main run of its line."""
    number = run.text.strip()
    return bool(NOTE.fullmatch(number)) and run.size < MARKER * main.size and run.baseline < main.baseline + 1


def _belongs(raised: str, text: str) -> bool:
    """Whether what is raised is part of the word before it: a square metre, an ordinal."""
    if raised in ("2", "3"):
        return bool(UNIT.search(text))
    if raised in ("e", "o"):
        return bool(ORDINAL.search(text) or (raised == "o" and MASCULINE.search(text)))
    return raised == "a" and bool(FEMININE.search(text))


def _gap(left: Run, right: Run) -> bool:
    return right.x0 - left.x1 > APART * right.size
