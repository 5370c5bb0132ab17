"""Lines as they are set: text without its footnote markers, size, weight, and the cells of rows."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.documents import Box, FootnoteMark
from ingest.layout import CELL_JOINT, Line, PageLayout, Run
from ingest.structure import grammar
from ingest.structure.furniture import Key
from ingest.structure.joining import Joined, Piece, joined
from ingest.structure.marks import MARKER, NOTE, STARRED, is_marker, marked, opening, opens_footnote, opens_note
from ingest.structure.order import SMALL, in_reading_order
from ingest.structure.rows import Row, rows_of
from ingest.text import Vocabulary, is_right_to_left, tidy

CELL_GAP = 1.6
"""A gap of this many sizes between runs parts cells."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it is set on a page, with its markers already taken out of the text.

    ``x0`` and ``x1`` are its edges measured from the side where reading begins, so that indents of Arabic are indents.

    ``size`` and ``baseline`` are those of its main run; ``bold`` says that all of its letters are, and means nothing
    for a line that is not ``lettered``. ``opens_note`` is the number of the footnote that begins here.
    ``boxes`` are those of its lines, of which a row has several, with their places in its text.
    """

    page: int
    piece: Piece
    text: str
    size: float
    baseline: float
    x0: float
    x1: float
    bold: bool
    lettered: bool
    cells: tuple[str, ...] = ()
    opens_note: str | None = None
    boxes: tuple[Box, ...] = ()

    def with_mark_in_front(self) -> SetLine:
        """The line of which the number in front is no note's own but the marker of the line before."""
        if self.opens_note is None:
            return self
        sign = "" if self.opens_note.isdigit() else self.opens_note  # only a number was taken out of the text
        text = self.piece.text.lstrip().removeprefix(sign)
        cut = len(self.piece.text) - len(text)
        moved = (FootnoteMark(mark.number, max(0, mark.offset - cut)) for mark in self.piece.marks)
        boxes = tuple(replace(box, end=len(tidy(text))) for box in self.boxes)
        piece = Piece(text, (FootnoteMark(self.opens_note, 0), *moved))
        return replace(self, piece=piece, text=tidy(text), opens_note=None, boxes=boxes)


def body_size(pages: Sequence[PageLayout]) -> float:
    """The size most characters are set in; a size that cannot be seen, as some files give, is none."""
    weights = Counter[float]()
    for page in pages:
        text = itertools.takewhile(lambda line: not opens_footnote(line), page.lines)  # notes may outweigh the text
        for run in itertools.chain.from_iterable(line.runs for line in text):
            if (size := round(run.size, 1)) > 0:
                weights[size] += len(run.text)
    return max(weights, key=lambda size: weights[size]) if weights else 10.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: the size of its body text, the usual distance of baselines by size, its words."""

    body: float
    pitches: Mapping[int, float]
    words: Vocabulary

    def pitch(self, size: float) -> float:
        """The usual distance of two baselines of text in this size."""
        return self.pitches.get(round(size), USUAL * size)


USUAL = 1.35
"""Pitch in sizes where a document shows none."""


def set_lines(page: PageLayout, still: Sequence[Line], setting: Setting) -> list[SetLine]:
    """The lines of a page that do not run as they are set, the lines of a row of a table as one."""
    return [
        _set_row(page, one.cells, setting.words)
        if isinstance(one, Row)
        else _parted_marker(page, one, setting.body) or _set(page, one, setting.body)
        for group in _between_notes(still)
        for one in (rows_of(group, setting.pitch) if len(group) > 1 or not _apart(group[0]) else group)
    ]


def _between_notes(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines between those that begin a footnote or are written from right to left, which are groups of their own.

    Neither is looked at for rows of a table.
    """
    group: list[Line] = []
    for line in lines:
        if _apart(line):
            yield from ([group] if group else [])
            yield [line]
            group = []
        else:
            group.append(line)
    yield from ([group] if group else [])


def _apart(line: Line) -> bool:
    return opens_note(line) or is_right_to_left(line.text)


def _set_row(page: PageLayout, cells: Sequence[Sequence[Line]], words: Vocabulary) -> SetLine:
    """A row of a table as one line: its cells joined, each of them its own lines."""
    lines = [line for cell in cells for line in cell]
    main = max(lines, key=lambda line: len(line.text)).main
    pieces = [joined((marked(line.runs, line.main) for line in cell), words) for cell in cells]
    whole = _beside(pieces)
    lettered = [run for line in lines for run in line.runs if grammar.LETTERS.search(run.text)]
    return SetLine(
        page=page.number,
        piece=whole.piece,
        text=whole.text,
        size=main.size,
        baseline=max(line.main.baseline for line in lines),
        x0=min(line.x0 for line in lines),
        x1=max(line.x1 for line in lines),
        bold=bool(lettered) and all(run.bold for run in lettered),
        lettered=bool(lettered),
        cells=tuple(piece.text for piece in pieces if piece.text),
        boxes=tuple(_row_boxes(page.number, cells, pieces, whole)),
    )


def _beside(cells: Sequence[Joined]) -> Joined:
    """The texts of cells as the text of their row."""
    text, marks, places = "", list[FootnoteMark](), list[tuple[int, int]]()
    for cell in cells:
        text += CELL_JOINT if text and cell.text else ""
        marks += (FootnoteMark(mark.number, len(text) + mark.offset) for mark in cell.marks)
        places.append((len(text), len(text) + len(cell.text)))
        text += cell.text
    return Joined(text, tuple(marks), tuple(places))


def _row_boxes(page: int, cells: Sequence[Sequence[Line]], pieces: Sequence[Joined], whole: Joined) -> Iterator[Box]:
    for cell, piece, (begin, _) in zip(cells, pieces, whole.places, strict=True):
        for line, (start, end) in zip(cell, piece.places, strict=True):
            yield _box(page, line, begin + start, begin + end)


def _box(page: int, line: Line, start: int, end: int) -> Box:
    """The rectangle of a line from the tops of its letters to the ends of the long ones below."""
    baseline, size = line.main.baseline, line.main.size
    top, bottom = round(baseline - 0.9 * size, 1), round(baseline + 0.25 * size, 1)
    return Box(page, round(line.x0, 1), top, round(line.x1, 1), bottom, start, end)


def still_lines(page: PageLayout, running: frozenset[Key]) -> list[Line]:
    """The lines of a page that do not run, in reading order, those on one baseline put together."""
    still = [line for index, line in enumerate(page.lines) if (page.number, index) not in running]
    return list(_merged(in_reading_order(still)))


def _merged(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of which a later one stands beside an earlier one on the same baseline are one line (a number, a row)."""
    last: Line | None = None
    for line in lines:
        if last is not None and abs(last.main.baseline - line.main.baseline) < 1 and line.x0 >= last.x1 - 1:
            last = Line(last.runs + line.runs)
            continue
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last


def _parted_marker(page: PageLayout, line: Line, body: float) -> SetLine | None:
    """A marker that the end of a line or page parted from the word it follows."""
    number = line.text.strip()
    if NOTE.fullmatch(number) and line.main.size < MARKER * body:
        return SetLine(
            page=page.number,
            piece=Piece("", (FootnoteMark(number, 0),)),
            text="",
            size=line.main.size,
            baseline=line.main.baseline,
            x0=line.x0,
            x1=line.x1,
            bold=False,
            lettered=False,
        )
    return None


def _set(page: PageLayout, line: Line, body: float) -> SetLine:
    main = line.main
    opens, runs = opening(line)
    piece = marked(runs, main)
    text = tidy(piece.text)
    if main.size < SMALL * body and (sign := STARRED.match(piece.text)):
        opens = sign[1]
    turned = is_right_to_left(piece.text)
    lettered = [run for run in runs if grammar.LETTERS.search(run.text)]
    return SetLine(
        page=page.number,
        piece=piece,
        text=text,
        size=main.size,
        baseline=main.baseline,
        x0=page.width - line.x1 if turned else line.x0,
        x1=page.width - line.x0 if turned else line.x1,
        bold=bool(lettered) and all(run.bold for run in lettered),
        lettered=bool(lettered),
        cells=_cells([run for run in runs if not is_marker(run, main)]) if turned else (),
        opens_note=opens,
        boxes=(_box(page.number, line, 0, len(text)),),
    )


def _cells(runs: Sequence[Run]) -> tuple[str, ...]:
    """The cells of a line: its runs between wide gaps. A number or sign in front, or a leader, makes no cell."""
    if len(runs) < 2:
        return ()
    cells: list[str] = []
    last: Run | None = None
    for run in runs:
        if last is None or run.x0 - last.x1 > CELL_GAP * max(run.size, last.size):
            cells.append("")
        cells[-1] += run.text
        last = run
    texts = tuple(tidy(cell) for cell in cells if cell.strip())
    if len(texts) == 2 and (grammar.is_label(texts[0]) or grammar.has_leaders(" ".join(texts))):
        return ()
    return texts
