"""Positioned lines to blocks: footnotes by size and place, paragraphs by gaps and indents, rows by cells."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from corpus.documents import Box, FootnoteMark
from ingest.layout import APART, Line, PageLayout, RawDocument, Run
from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind, Blocks
from ingest.structure.furniture import Key, furniture_of, running_lines
from ingest.structure.joining import Piece, joined, without_marks
from ingest.text import tidy, words_of

MARKER = 0.75
"""A number smaller than this part of the size beside it is a footnote marker."""

SMALL = 0.93
"""Text smaller than this part of the body size may be a footnote."""

CELL_GAP = 1.6
"""A gap of this many sizes between runs parts cells."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it is set on a page, with its markers already taken out of the text.

    ``size`` and ``baseline`` are those of its main run; ``bold`` says that all of its letters are, and means nothing
    for a line that is not ``lettered``. ``opens_note`` is the number of the footnote that begins here.
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


def blocks_of(document: RawDocument) -> Blocks:
    """The blocks of a positioned document, page by page; paragraphs that go on over a page are one block."""
    running = running_lines(document.pages)
    vocabulary = words_of([line.text for page in document.pages for line in page.lines])
    body = _body_size(document.pages)
    pages = [_set_lines(page, running, body) for page in document.pages]
    pitches = _pitches(pages)
    blocks: list[Block] = []
    previous: list[SetLine] = []
    for page in pages:
        previous, done = _page_blocks(page, body, previous, vocabulary, pitches)
        blocks += done
    if previous:
        blocks.append(_block(previous, body, vocabulary))
    ordered = _in_order(blocks)
    return Blocks(ordered, furniture_of(document.pages, running), tuple(page.number for page in document.pages))


def _in_order(blocks: Sequence[Block]) -> list[Block]:
    """Body before notes, page by page; ``sorted`` keeps the order within."""
    return sorted(blocks, key=lambda b: (b.page_first, b.kind is BlockKind.FOOTNOTE))


def _body_size(pages: Sequence[PageLayout]) -> float:
    """The size most characters are set in."""
    weights: dict[float, int] = {}
    for page in pages:
        for line in page.lines:
            for run in line.runs:
                size = round(run.size, 1)
                weights[size] = weights.get(size, 0) + len(run.text)
    return max(weights, key=lambda size: weights[size]) if weights else 10.0


# markers


def _set_lines(page: PageLayout, running: frozenset[Key], body: float) -> list[SetLine]:
    lines = [line for index, line in enumerate(page.lines) if (page.number, index) not in running]
    return [_parted_marker(page.number, line, body) or _set(page.number, line) for line in _merged(lines)]


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


def _parted_marker(page: int, line: Line, body: float) -> SetLine | None:
    """A marker that the end of a line or page parted from the word it follows."""
    number = line.text.strip()
    if number.isdigit() and len(number) < 4 and line.main.size < MARKER * body:
        piece = Piece("", (FootnoteMark(number, 0),))
        return SetLine(page, piece, "", line.main.size, line.main.baseline, line.x0, line.x1, False, False)
    return None


def _set(page: int, line: Line) -> SetLine:
    main = line.main
    opens = len(line.runs) > 1 and _is_marker(line.runs[0], main)
    runs = line.runs[1:] if opens else line.runs
    piece = _piece(runs, main)
    lettered = [run for run in runs if grammar.LETTERS.search(run.text)]
    return SetLine(
        page=page,
        piece=piece,
        text=tidy(piece.text),
        size=main.size,
        baseline=main.baseline,
        x0=line.x0,
        x1=line.x1,
        bold=bool(lettered) and all(run.bold for run in lettered),
        lettered=bool(lettered),
        cells=_cells([run for run in runs if not _is_marker(run, main)]),
        opens_note=line.runs[0].text.strip() if opens else None,
    )


def _piece(runs: Sequence[Run], main: Run) -> Piece:
    """The text of runs without the markers among them."""
    text, spans = "", list[tuple[int, int, str]]()
    for i, run in enumerate(runs):
        shown = run.text
        if text.strip() and _is_marker(run, main):
            number = shown.strip()
            start = len(text) + len(shown) - len(shown.lstrip())
            spans.append((start, start + len(number), number))
        elif i and _gap(runs[i - 1], run) and not text.endswith(" "):
            shown = " " + shown
        text += shown
    return without_marks(text, spans) if spans else Piece(text)


def _is_marker(run: Run, main: Run) -> bool:
    number = run.text.strip()
    return number.isdigit() and len(number) < 4 and run.size < MARKER * main.size and run.baseline < main.baseline + 1


def _gap(left: Run, right: Run) -> bool:
    return right.x0 - left.x1 > APART * right.size


# blocks of a page


def _page_blocks(
    page: Sequence[SetLine], body: float, open_lines: list[SetLine], words: AbstractSet[str], pitches: Mapping[int, float]
) -> tuple[list[SetLine], list[Block]]:
    """(The lines of the block that may go on on the next page, the finished blocks)."""
    main, notes = _notes_apart(page, body)
    blocks: list[Block] = []
    group = open_lines
    for line in main:
        if group and _parts(group, line, pitches):
            blocks.append(_block(group, body, words))
            group = []
        group = [*group, line]
    blocks += [_note(lines, words) for lines in notes]
    return group, blocks


def _notes_apart(page: Sequence[SetLine], body: float) -> tuple[list[SetLine], list[list[SetLine]]]:
    """The lines of the text and the lines of each footnote. Notes begin at the first small line with a marker below
    which nothing of body size stands.
    """
    start = _notes_start(page, body)
    main = [line for line in page[:start] if not grammar.RULE.match(line.text)]
    notes: list[list[SetLine]] = []
    for line in page[start:]:
        if grammar.RULE.match(line.text):
            continue
        if line.opens_note is not None or not notes:
            notes.append([])
        notes[-1].append(line)
    return main, notes


def _notes_start(page: Sequence[SetLine], body: float) -> int:
    start = len(page)
    for index in range(len(page) - 1, -1, -1):
        line = page[index]
        if line.opens_note is not None and line.size < SMALL * body + 0.01:
            start = index
        elif line.size >= SMALL * body and not grammar.RULE.match(line.text):
            break
    return start


def _note(lines: Sequence[SetLine], words: AbstractSet[str]) -> Block:
    whole = joined((line.piece for line in lines), words)
    page = lines[0].page
    return Block(
        whole.text, BlockKind.FOOTNOTE, page, page, boxes=_boxes(lines), number=lines[0].opens_note, size=lines[0].size
    )


def _pitches(pages: Sequence[Sequence[SetLine]]) -> dict[int, float]:
    """The usual distance between two baselines of one paragraph, by the size of the text in whole points."""
    gaps: dict[int, list[float]] = {}
    for page in pages:
        for above, below in itertools.pairwise(page):
            gap = below.baseline - above.baseline
            if 0.9 * below.size < gap < 3 * below.size and abs(below.size - above.size) < 0.5:
                gaps.setdefault(round(below.size), []).append(gap)
    return {size: _usual(found) for size, found in gaps.items()}


def _usual(gaps: Sequence[float]) -> float:
    """The median of the gaps near the smaller ones: wider gaps part paragraphs."""
    low = sorted(gaps)[len(gaps) // 6]
    return statistics.median(gap for gap in gaps if abs(gap - low) < 0.15 * low)


USUAL = 1.35
"""Pitch in sizes where a document shows none."""

LOOSE = 1.22
"""A gap of this many pitches parts paragraphs."""


def _parts(group: Sequence[SetLine], line: SetLine, pitches: Mapping[int, float]) -> bool:
    """Whether ``line`` begins a new block after the lines of ``group``."""
    last = group[-1]
    if not line.text:
        return False
    if abs(line.size - last.size) > 0.12 * last.size or _changes_weight(group, line):
        return True
    if _is_row(line) or _is_row(last):
        return True
    if line.page != last.page:
        return _ends(group) or _labelled(line)
    gap = line.baseline - last.baseline
    if gap <= 0 or gap > LOOSE * pitches.get(round(line.size), USUAL * line.size):
        return not _next_column(last, line) or _ends(group) or _labelled(line)
    if grammar.has_leaders(last.text) or grammar.is_organ(last.text):
        return True
    if _labelled(line):
        return _hangs(group, line) or _ends(group)
    return _indented(group, line)


def _changes_weight(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a heading begins or ends here; bold words inside a paragraph part nothing."""
    last = group[-1]
    if line.bold == last.bold or not line.lettered or not last.lettered:
        return False
    if line.bold:
        return _ends(group)
    return all(other.bold for other in group if other.lettered) and not grammar.PARAGRAPH.match(group[0].text)


def _next_column(last: SetLine, line: SetLine) -> bool:
    return line.baseline < last.baseline and line.x0 > last.x1 - last.size


def _ends(group: Sequence[SetLine]) -> bool:
    """Whether the text of a block is complete where it stands."""
    return grammar.ends(group[-1].text) and not group[-1].text.endswith((",", "，", "、"))


def _labelled(line: SetLine) -> bool:
    text = line.text
    labels = (
        grammar.PARAGRAPH,
        grammar.SECTION_PARAGRAPH,
        grammar.LETTER_ITEM,
        grammar.CHINESE_ITEM,
        grammar.CHINESE_BRACKET_ITEM,
        grammar.BULLET,
        grammar.INDICATOR,
        grammar.CHINESE_CHAPTER,
        grammar.ROMAN_CHAPTER,
    )
    return any(label.match(text) for label in labels)


def _hangs(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a labelled line stands where blocks begin: left of the text, or indented from it."""
    edge = min(other.x0 for other in group[-3:])
    return abs(line.x0 - edge) > 0.5 * line.size or _short(group, line)


def _short(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether the last line ends well before the widest line of its block or the line after it."""
    right = max([other.x1 for other in group] + [line.x1])
    return group[-1].x1 < right - 2.5 * line.size


def _indented(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a first-line indent begins a paragraph."""
    last, size = group[-1], line.size
    indent = line.x0 - last.x0
    first = len(group) == 1 and bool(
        grammar.PARAGRAPH.match(group[0].text) or grammar.SECTION_PARAGRAPH.match(group[0].text)
    )
    if first or len(group) == 1:
        return indent > 1.2 * size and not first and _ends(group)
    return 1.2 * size < indent < 8 * size


def _is_row(line: SetLine) -> bool:
    return len(line.cells) > 1


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
    if len(texts) == 2 and (_is_label(texts[0]) or grammar.has_leaders(" ".join(texts))):
        return ()
    return texts


def _is_label(text: str) -> bool:
    """Whether a first cell is only a number or a sign in front of its text."""
    return (
        len(text) < 9
        and (
            not grammar.LETTERS.search(text)
            or text.endswith((".", ")", "）"))
            or bool(grammar.CHINESE_ITEM.match(text + "x"))
        )
    ) or bool(grammar.SECTION_PARAGRAPH.match(text + " A"))


def _block(lines: Sequence[SetLine], body: float, words: AbstractSet[str]) -> Block:
    whole = joined((line.piece for line in lines), words)
    cells = lines[0].cells if len(lines) == 1 else ()
    size = max(line.size for line in lines)
    bold = all(line.bold for line in lines if line.lettered) and any(line.lettered for line in lines)
    return Block(
        text=whole.text,
        kind=BlockKind.ROW if len(cells) > 1 else BlockKind.BODY,
        page_first=lines[0].page,
        page_last=lines[-1].page,
        marks=whole.marks,
        boxes=_boxes(lines),
        size=size,
        bold=bold,
        alone=_alone(lines, whole.text, size, bold, body),
        cells=cells if len(cells) > 1 else (),
    )


def _alone(lines: Sequence[SetLine], text: str, size: float, bold: bool, body: float) -> bool:
    """Whether the block looks like a heading: larger or bold, short, no full stop at its end."""
    if len(text) > 250 or len(lines) > 5 or not grammar.LETTERS.search(text):
        return False
    larger = size > 1.08 * body
    return (larger or bold) and not (grammar.ends(text) and not larger)


def _boxes(lines: Sequence[SetLine]) -> tuple[Box, ...]:
    """One rectangle per page."""
    boxes = []
    for page in dict.fromkeys(line.page for line in lines):
        here = [line for line in lines if line.page == page]
        boxes.append(
            Box(
                page,
                round(min(line.x0 for line in here), 1),
                round(min(line.baseline - 0.9 * line.size for line in here), 1),
                round(max(line.x1 for line in here), 1),
                round(max(line.baseline + 0.25 * line.size for line in here), 1),
            )
        )
    return tuple(boxes)
