"""A document as the reader shows it: passages cut into pieces at mentions and footnote marks, rows into tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import escape

from corpus.documents import PageState, PassageKind
from corpus.store.links import StoredLink
from corpus.store.works import StoredPassage

LEADERS = " .…·․‥・_\u00a0\u3000\t\n"
"""What a line of a contents list is filled with up to its page number."""

PAGE_AT_END = re.compile(r"(?<=[ .…·․‥・_\s])(?:\d{1,4}|[ivxlc]{1,6})\s*$|^\d{1,4}$")
"""The page number that ends a line of a contents list, or is all of it."""

WIDE = 3
"""Spaces that part a page number from the words before it, where there are no dots."""

CELL_BREAK = re.compile(r" \| |\t")
"""Between two cells of a table row: a tab, or " | "."""

PART_BYTES = 84_000
"""Estimated HTML of one part of a long document; the frame of the page and the contents stand beside it."""

PASSAGE_BYTES, MENTION_BYTES, MARK_BYTES = 150, 190, 110
"""HTML around a passage, a mention and a footnote mark."""

UNREAD = frozenset({PageState.NEEDS_OCR.value, PageState.FAILED.value})


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A link as the reader shows it; ``href`` None where there is nothing to go to."""

    start: int
    end: int
    status: str
    target: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, a mention, or an empty one that holds a footnote mark."""

    text: str
    mention: Mentioned | None = None
    footnote: str | None = None
    footnote_href: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A passage to show; a table row has ``cells``, all others ``pieces``. ``page`` is set where a page begins.

    ``leads_to`` is the page number that a line of a contents list ends with; its ``pieces`` are what stands before.
    """

    passage: StoredPassage
    pieces: Sequence[Piece]
    cells: Sequence[Sequence[Piece]] = ()
    leads_to: str | None = None
    page: int | None = None
    unread_before: Sequence[int] = ()
    cited_by: int = 0


def mentioned(stored: StoredLink, span: tuple[int, int], href: str | None) -> Mentioned:
    """A link for the reader, underlined over ``span``."""
    mention = stored.link.mention
    target = stored.link.work or mention.target or ""
    pinpoint = f" {mention.pinpoint.type} {', '.join(mention.pinpoint.numbers)}" if mention.pinpoint else ""
    return Mentioned(*span, stored.link.status.value, target + pinpoint, href)


def pieces(
    text: str,
    mentions: Sequence[Mentioned],
    marks: Sequence[Mapping[str, object]],
    footnotes: Mapping[str, str],
    span: tuple[int, int] | None = None,
) -> list[Piece]:
    """The text, or a span of it, cut at mentions and marks; joined again the pieces are that text.

    ``footnotes`` holds the address of each footnote by its number. Of mentions that overlap the first is shown.
    """
    first, end = span or (0, len(text))
    inside = [m for m in _apart(mentions) if first <= m.start and m.end <= end]
    placed = [(min(max(int(str(mark["offset"])), first), end), str(mark["number"])) for mark in marks]
    cuts = {first, end} | {at for m in inside for at in (m.start, m.end)} | {at for at, _ in placed}
    return list(_cut(text, sorted(cuts), inside, placed, footnotes))


def _cut(
    text: str,
    cuts: Sequence[int],
    mentions: Sequence[Mentioned],
    marks: Sequence[tuple[int, str]],
    footnotes: Mapping[str, str],
) -> Iterator[Piece]:
    for start, end in zip(cuts, [*cuts[1:], None]):  # noqa: B905 - one shorter by intent
        yield from (
            Piece("", footnote=number, footnote_href=footnotes.get(number)) for at, number in marks if at == start
        )
        if end is not None and end > start:
            yield Piece(text[start:end], next((m for m in mentions if m.start <= start and end <= m.end), None))


def _apart(mentions: Sequence[Mentioned]) -> Iterator[Mentioned]:
    reached = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start >= reached:
            reached = mention.end
            yield mention


def cells(text: str) -> list[tuple[int, int]]:
    """Where the cells of a table row stand in its text."""
    starts, ends = [0], []
    for gap in CELL_BREAK.finditer(text):
        ends.append(gap.start())
        starts.append(gap.end())
    return list(zip(starts, [*ends, len(text)], strict=True))


def size_of(passage: StoredPassage, mentions: int) -> int:
    """About how many bytes of HTML a passage takes."""
    marks = len(passage.footnotes)
    return len(escape(passage.text).encode()) + PASSAGE_BYTES + MENTION_BYTES * mentions + MARK_BYTES * marks


@dataclass(frozen=True)
class Surroundings:
    """What the reader knows of a document besides its passages, each by passage id or page number."""

    mentions: Mapping[str, Sequence[Mentioned]]
    footnotes: Mapping[str, str]
    cited_by: Mapping[str, int]
    unread_pages: Sequence[int]


def blocks(passages: Sequence[StoredPassage], around: Surroundings, page_before: int = 0) -> list[Block]:
    """The passages of a part; ``page_before`` is the page the part before it ended on."""
    shown = []
    page = page_before
    for passage in passages:
        begins = passage.page_first > page
        unread = [n for n in around.unread_pages if page < n <= passage.page_first] if begins else []
        shown.append(_block(passage, around, passage.page_first if begins else None, unread))
        page = max(page, passage.page_first)
    return _numbered(shown)


def _block(passage: StoredPassage, around: Surroundings, page: int | None, unread: Sequence[int]) -> Block:
    mentions = around.mentions.get(passage.id, ())
    cited = around.cited_by.get(passage.id, 0)
    if passage.kind == PassageKind.TABLE_ROW.value:
        return Block(passage, (), _row(passage, mentions, around.footnotes), None, page, unread, cited)
    end, leads_to = entry(passage.text) if passage.kind == PassageKind.CONTENTS.value else (len(passage.text), None)
    shown = pieces(passage.text, mentions, passage.footnotes, around.footnotes, (0, end))
    return Block(passage, shown, (), leads_to, page, unread, cited)


def entry(text: str) -> tuple[int, str | None]:
    """Where the words of a contents line end, and the page number after the dots.

    The number is "" where the line ends with its dots, and None where it is no such line.

    >>> entry("一. 导言 . . . . . 3")
    (5, '3')
    """
    found = PAGE_AT_END.search(text)
    before = text if found is None else text[: found.start()]
    end = len(before.rstrip(LEADERS))
    filled = before[end:]
    if end and len(filled) < WIDE and not set(filled) & set("\t\n…"):
        return len(text), None
    return end, "" if found is None else found.group().strip()


def _numbered(shown: Sequence[Block]) -> list[Block]:
    """The blocks, where a page number on a line of its own joins the contents line before it, which ends with dots."""
    joined: list[Block] = []
    for block in shown:
        alone = block.leads_to and not block.pieces and block.page is None
        if alone and joined and joined[-1].leads_to == "":
            joined[-1] = replace(joined[-1], leads_to=block.leads_to)
            block = replace(block, leads_to=None)  # noqa: PLW2901 - its anchor stays
        joined.append(block)
    return joined


def _row(passage: StoredPassage, mentions: Sequence[Mentioned], footnotes: Mapping[str, str]) -> list[list[Piece]]:
    """The cells of a row. A mark belongs to the cell it follows, also where it stands in the gap behind it."""
    spans = cells(passage.text)
    row = []
    for place, (first, last) in enumerate(spans):
        upto = spans[place + 1][0] if place + 1 < len(spans) else len(passage.text)
        marks = [m for m in passage.footnotes if first < m["offset"] <= upto or m["offset"] == first == 0]
        row.append(pieces(passage.text, mentions, marks, footnotes, (first, last)))
    return row


def grouped(shown: Sequence[Block]) -> list[tuple[bool, list[Block]]]:
    """Neighbouring blocks together: (True, rows of one table) or (False, running text)."""
    return [(row, list(group)) for row, group in groupby(shown, key=lambda block: bool(block.cells))]
