"""Positioned lines to blocks: footnotes by size and place, paragraphs by gaps and indents, rows by cells."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from corpus.documents import Box
from ingest.layout import Line, RawDocument
from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind, Blocks
from ingest.structure.foot import foot_of
from ingest.structure.furniture import furniture_of, running_lines
from ingest.structure.joining import joined
from ingest.structure.order import SMALL
from ingest.structure.rows import LOOSE
from ingest.structure.setlines import USUAL, SetLine, Setting, body_size, set_lines, still_lines
from ingest.text import CJK_CHARACTER, Vocabulary, vocabulary_of


def blocks_of(document: RawDocument) -> Blocks:
    """The blocks of a positioned document, page by page; paragraphs that go on over a page are one block."""
    running = running_lines(document.pages)
    body = body_size(document.pages)
    still = [still_lines(page, running) for page in document.pages]
    words = vocabulary_of([line.text for page in document.pages for line in page.lines])
    setting = Setting(body, _pitches(still, body), words)
    blocks: list[Block] = []
    text: list[SetLine] = []
    note: list[SetLine] = []
    starred: list[Block] = []
    for page, lines in zip(document.pages, still, strict=True):
        foot = foot_of(set_lines(page, lines, setting), body, note)
        text, done = _text_blocks(foot.text, setting, text)
        rest, ended_notes = _text_blocks(foot.starred, setting, [])
        starred += ended_notes + ([_block(rest, setting)] if rest else [])
        *notes, note = [[*note, *foot.rest], *foot.notes]
        blocks += done + [_note(ended, words) for ended in notes if ended]
    blocks += [_block(text, setting)] if text else []
    blocks += [_note(note, words)] if note else []
    ordered = _in_order(blocks, starred)
    return Blocks(ordered, furniture_of(document.pages, running), tuple(page.number for page in document.pages))


def _in_order(blocks: Sequence[Block], starred: Sequence[Block]) -> list[Block]:
    """Body before notes, the starred ones last, page by page; ``sorted`` keeps the order within."""
    ranked = [*((b.kind is BlockKind.FOOTNOTE, b) for b in blocks), *((True, b) for b in starred)]
    return [block for _, block in sorted(ranked, key=lambda pair: (pair[1].page_first, pair[0]))]


def _text_blocks(
    text: Sequence[SetLine], setting: Setting, open_lines: list[SetLine]
) -> tuple[list[SetLine], list[Block]]:
    """(The lines of the block that may go on on the next page, the finished blocks)."""
    blocks: list[Block] = []
    group = open_lines
    for line in text:
        parts = bool(group) and _parts(group, line, setting)
        opens = line.opens_note is not None and line.size < SMALL * setting.body
        note = opens and (parts or not group or _ends(group))
        if parts or (note and group):
            blocks.append(_block(group, setting))
            group = []
        group = [*group, line if note else line.with_mark_in_front()]
    return group, blocks


def _note(lines: Sequence[SetLine], words: Vocabulary) -> Block:
    whole = joined((line.piece for line in lines), words)
    return Block(
        whole.text,
        BlockKind.FOOTNOTE,
        lines[0].page,
        lines[-1].page,
        boxes=_boxes(lines, whole.places),
        number=lines[0].opens_note,
        size=lines[0].size,
    )


def _pitches(pages: Sequence[Sequence[Line]], body: float) -> dict[int, float]:
    """The usual distance between two baselines of one paragraph, by the size of the text in whole points.

    No size is set wider than the body: lines that never wrap show only the gaps between paragraphs.
    """
    gaps: dict[int, list[float]] = {}
    for page in pages:
        for above, below in itertools.pairwise(line.main for line in page):
            gap = below.baseline - above.baseline
            if 0.9 * below.size < gap < 3 * below.size and abs(below.size - above.size) < 0.5:
                gaps.setdefault(round(below.size), []).append(gap)
    usual = {size: _usual(found) for size, found in gaps.items()}
    ratio = usual.get(round(body), USUAL * body) / body
    return {size: min(pitch, ratio * size) for size, pitch in usual.items()}


def _usual(gaps: Sequence[float]) -> float:
    """The median of the gaps near the smaller ones: wider gaps part paragraphs."""
    low = sorted(gaps)[len(gaps) // 6]
    return statistics.median(gap for gap in gaps if abs(gap - low) < 0.08 * low)


MASTHEAD = 60
"""Characters that a line naming a session or an agenda item has at most."""

WIDER = 1.08
"""A gap of this many pitches parts paragraphs where the words say so too."""


def _parts(group: Sequence[SetLine], line: SetLine, setting: Setting) -> bool:
    """Whether ``line`` begins a new block after the lines of ``group``."""
    last = group[-1]
    if not line.text:
        return False
    if _changes_size(last, line) or _changes_weight(group, line) or _is_apart(last) or _is_apart(line):
        return True
    if line.page != last.page:
        return _parts_over_page(group, line)
    gap = line.baseline - last.baseline
    if gap <= 0 or gap > LOOSE * setting.pitch(line.size):
        return not _next_column(last, line) or _ends(group) or _labelled(line)
    if gap > WIDER * setting.pitch(line.size) and _begins_anew(group, line):
        return True
    return _parts_within(group, line)


def _is_apart(line: SetLine) -> bool:
    """Whether a line is a block of its own: a row, or the session or agenda item that a masthead sets close."""
    named = line.page == 1 and len(line.text) < MASTHEAD
    return _is_row(line) or (named and (grammar.is_session(line.text) or grammar.is_agenda_item(line.text)))


def _begins_anew(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a gap that is only a little wider parts paragraphs: behind a sentence, or before a preambular one."""
    last = group[-1].text
    return grammar.stops(last) or (grammar.ends(last) and bool(grammar.words("preambular").match(line.text)))


def _parts_within(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a line at the usual distance begins a block."""
    above = group[-1].text
    if grammar.has_leaders(above) or grammar.is_organ(above) or _is_number_alone(group):
        return True
    if _says_number(group, line):
        return False
    if _labelled(line):
        return _hangs(group, line) or (_ends(group) and _is_sibling(group[0], line))
    return _indented(group, line)


def _says_number(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a full line goes on with a number that numbers nothing: "… 1 243" and "381. The …"."""
    return bool(grammar.PARAGRAPH.match(line.text)) and not _ends(group) and not _short(group, line)


def _is_number_alone(group: Sequence[SetLine]) -> bool:
    """Whether a block is only the number of a table, figure or division, which stands above its title."""
    return len(group) == 1 and (
        grammar.is_caption_number(group[0].text) or (group[0].bold and grammar.is_division_number(group[0].text))
    )


def _is_sibling(first: SetLine, line: SetLine) -> bool:
    """Whether a label flush with its block begins the next one: a paragraph number does, an item after an item."""
    if grammar.PARAGRAPH.match(line.text) or grammar.CHINESE_ITEM.match(line.text):
        return True
    same = any(label.match(first.text) and label.match(line.text) for label in LABELS)
    return same and abs(line.x0 - first.x0) < 0.5 * line.size


def _parts_over_page(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether the first line of a page begins a block: a full last line goes on, be it at the end of a sentence."""
    if _says_number(group, line):
        return False
    if _labelled(line) or _indented(group, line):
        return True
    hangs = len(group) == 1 and _labelled(group[0]) and line.x0 > group[0].x0  # from a label alone on its page
    aside = abs(line.x0 - group[-1].x0) > 0.5 * line.size and not hangs
    return _ends(group) and (_short(group, line) or aside)


def _changes_size(last: SetLine, line: SetLine) -> bool:
    return abs(line.size - last.size) > 0.12 * last.size


def _changes_weight(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a heading begins or ends here; bold words inside a paragraph part nothing."""
    last = group[-1]
    if line.bold == last.bold or not line.lettered or not last.lettered:
        return False
    if line.bold:
        return _ends(group)
    # A numbered paragraph may begin with a full line of bold words; a numbered heading leaves its last line open.
    heading = not grammar.PARAGRAPH.match(group[0].text) or _short(group, line)
    return all(other.bold for other in group if other.lettered) and heading


def _next_column(last: SetLine, line: SetLine) -> bool:
    return line.baseline < last.baseline and line.x0 > last.x1 - last.size


def _ends(group: Sequence[SetLine]) -> bool:
    """Whether the text of a block is complete where it stands."""
    return grammar.ends(group[-1].text) and not group[-1].text.endswith((",", "，", "、"))


LABELS = (
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
"""What the first line of a block may begin with."""


def _labelled(line: SetLine) -> bool:
    return any(label.match(line.text) for label in LABELS)


def _hangs(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a labelled line stands where blocks begin: left of the text, or indented from it."""
    edge = min(other.x0 for other in group[-3:])
    return abs(line.x0 - edge) > 0.5 * line.size or _short(group, line)


def _short(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether the last line ends well before the widest line of its block or the line after it."""
    right = max([other.x1 for other in group] + [line.x1])
    return group[-1].x1 < right - max(2.5 * line.size, _first_word(line))


def _first_word(line: SetLine) -> float:
    """About how much room the first word of a line would have needed at the end of the line before."""
    word = CJK_CHARACTER.split(line.text.split(maxsplit=1)[0])[0] if line.text else ""
    return 0.0 if _labelled(line) else (len(word) + 1) * (line.x1 - line.x0) / max(1, len(line.text))


FAR = 8
"""A line indented by this many sizes is centred or set right: it may be the end of a wrapped heading."""


def _indented(group: Sequence[SetLine], line: SetLine) -> bool:
    """Whether a first-line indent begins a paragraph."""
    last, size = group[-1], line.size
    indent = line.x0 - last.x0
    if len(group) == 1:  # what a label hangs from is further right than the label
        return indent > 1.2 * size and not _labelled(last) and _ends(group)
    return indent > 1.2 * size and (indent < FAR * size or _ends(group))


def _is_row(line: SetLine) -> bool:
    return len(line.cells) > 1


def _block(lines: Sequence[SetLine], setting: Setting) -> Block:
    note = lines[0].opens_note
    if note is not None and note.isdigit():
        return _note(lines, setting.words)
    whole = joined((line.piece for line in lines), setting.words)
    cells = lines[0].cells if len(lines) == 1 else ()
    size = max(line.size for line in lines)
    bold = all(line.bold for line in lines if line.lettered) and any(line.lettered for line in lines)
    return Block(
        text=whole.text,
        kind=BlockKind.ROW if len(cells) > 1 else BlockKind.BODY,
        page_first=lines[0].page,
        page_last=lines[-1].page,
        marks=whole.marks,
        boxes=_boxes(lines, whole.places),
        size=size,
        bold=bold,
        small=size < SMALL * setting.body,
        alone=_alone(lines, whole.text, size, bold, setting.body),
        cells=cells if len(cells) > 1 else (),
        role=None if note is None else "note",
    )


def _alone(lines: Sequence[SetLine], text: str, size: float, bold: bool, body: float) -> bool:
    """Whether the block looks like a heading: larger or bold, short, no full stop at its end."""
    if len(text) > 250 or len(lines) > 5 or not grammar.LETTERS.search(text):
        return False
    larger = size > 1.08 * body
    return (larger or bold) and not (grammar.ends(text) and not larger)


def _boxes(lines: Sequence[SetLine], places: Sequence[tuple[int, int]]) -> tuple[Box, ...]:
    """The boxes of the lines, with their places in the text of the whole block."""
    return tuple(
        Box(box.page, box.x0, box.y0, box.x1, box.y1, min(start + box.start, end), min(start + box.end, end))
        for line, (start, end) in zip(lines, places, strict=True)
        for box in line.boxes
    )
