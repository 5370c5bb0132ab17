"""A document as the reader shows it: passages cut into pieces at mentions and footnote marks, rows into tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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

PART_BYTES = 50_000
"""Estimated HTML of one part of a long document: the frame of a page, its contents, style and script need the rest."""

PASSAGE_BYTES, MENTION_BYTES, MARK_BYTES = 330, 270, 110
"""HTML around a passage, a mention and a footnote mark."""

UNREAD = frozenset({PageState.NEEDS_OCR.value, PageState.FAILED.value})


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A link as the reader shows it: ``href`` is what it leads to, or where it can be seen and corrected."""

    start: int
    end: int
    status: str
    target: str
    href: str
    link: str = ""


Hit = tuple[int, int, int]
"""A place that was looked for: start, end, and its number in the document."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that is part of the hit with a number, or of none; a hit ``begins`` in the first of its stretches."""

    text: str
    hit: int | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, a mention, or an empty one that holds a footnote mark."""

    text: str
    mention: Mentioned | None = None
    footnote: str | None = None
    footnote_href: str | None = None
    stretches: Sequence[Stretch] = ()


@dataclass(frozen=True, slots=True)
class CitedBy:
    """Who cites a passage: how many mentions, and the Works they stand in."""

    mentions: int
    works: Sequence[str]


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
    cited_by: CitedBy | None = None
    back: str | None = None


def mentioned(stored: StoredLink, span: tuple[int, int], href: str) -> Mentioned:
    """A link for the reader, underlined over ``span``."""
    mention = stored.link.mention
    target = stored.link.work or mention.target or ""
    pinpoint = f" {mention.pinpoint.type} {', '.join(mention.pinpoint.numbers)}" if mention.pinpoint else ""
    return Mentioned(*span, stored.link.status.value, target + pinpoint, href, stored.name)


def pieces(
    text: str,
    mentions: Sequence[Mentioned],
    marks: Sequence[Mapping[str, object]],
    footnotes: Mapping[str, str],
    span: tuple[int, int] | None = None,
    hits: Sequence[Hit] = (),
) -> list[Piece]:
    """The text, or a span of it, cut at mentions and marks; joined again the pieces are that text.

    ``footnotes`` holds the address of each footnote by its number. Of mentions that overlap the first is shown.
    """
    first, end = span or (0, len(text))
    inside = [m for m in _apart(mentions) if first <= m.start and m.end <= end]
    placed = [(min(max(int(str(mark["offset"])), first), end), str(mark["number"])) for mark in marks]
    cuts = {first, end} | {at for m in inside for at in (m.start, m.end)} | {at for at, _ in placed}
    return [
        replace(piece, stretches=_stretches(text, at, at + len(piece.text), hits))
        for at, piece in _cut(text, sorted(cuts), inside, placed, footnotes)
    ]


def _stretches(text: str, first: int, last: int, hits: Sequence[Hit]) -> list[Stretch]:
    """A span of a text, cut where hits begin and end."""
    cut, at = list[Stretch](), first
    for start, end, number in hits:
        begin, stop = max(start, at), min(end, last)
        if begin < stop:
            cut += [Stretch(text[at:begin]), Stretch(text[begin:stop], number, begin == start)]
            at = stop
    return [stretch for stretch in (*cut, Stretch(text[at:last])) if stretch.text]


def _cut(
    text: str,
    cuts: Sequence[int],
    mentions: Sequence[Mentioned],
    marks: Sequence[tuple[int, str]],
    footnotes: Mapping[str, str],
) -> Iterator[tuple[int, Piece]]:
    """The pieces, each with where it begins."""
    for start, end in zip(cuts, [*cuts[1:], None]):  # noqa: B905 - one shorter by intent
        for number in (number for at, number in marks if at == start):
            yield start, Piece("", footnote=number, footnote_href=footnotes.get(number))
        if end is not None and end > start:
            mention = next((m for m in mentions if m.start <= start and end <= m.end), None)
            yield start, Piece(text[start:end], mention)


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
    """What the reader knows of a document besides its passages, each by passage id, footnote or page number.

    ``footnotes`` holds where each footnote stands, ``backs`` where its mark does.
    """

    mentions: Mapping[str, Sequence[Mentioned]]
    footnotes: Mapping[str, str]
    cited_by: Mapping[str, CitedBy]
    unread_pages: Sequence[int]
    backs: Mapping[str, str] = field(default_factory=dict)
    hits: Mapping[str, Sequence[Hit]] = field(default_factory=dict)

    def cut(self, passage: StoredPassage, marks: Sequence[Mapping[str, object]], span: tuple[int, int]) -> list[Piece]:
        """A span of a passage as pieces."""
        mentions, hits = self.mentions.get(passage.id, ()), self.hits.get(passage.id, ())
        return pieces(passage.text, mentions, marks, self.footnotes, span, hits)


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
    back = around.backs.get(passage.number or "") if passage.kind == PassageKind.FOOTNOTE.value else None
    beside = Block(passage, (), (), None, page, unread, around.cited_by.get(passage.id), back)
    if passage.kind == PassageKind.TABLE_ROW.value:
        return replace(beside, cells=_row(passage, around))
    end, leads_to = entry(passage.text) if passage.kind == PassageKind.CONTENTS.value else (len(passage.text), None)
    return replace(beside, pieces=around.cut(passage, passage.footnotes, (0, end)), leads_to=leads_to)


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


def _row(passage: StoredPassage, around: Surroundings) -> list[list[Piece]]:
    """The cells of a row. A mark belongs to the cell it follows, also where it stands in the gap behind it."""
    spans = cells(passage.text)
    row = []
    for place, (first, last) in enumerate(spans):
        upto = spans[place + 1][0] if place + 1 < len(spans) else len(passage.text)
        marks = [m for m in passage.footnotes if first < m["offset"] <= upto or m["offset"] == first == 0]
        row.append(around.cut(passage, marks, (first, last)))
    return row


def grouped(shown: Sequence[Block]) -> list[tuple[bool, list[Block]]]:
    """Neighbouring blocks together: (True, rows of one table) or (False, running text)."""
    return [(row, list(group)) for row, group in groupby(shown, key=lambda block: bool(block.cells))]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page, to be shown beside its picture; ``unread``: the page could not be read."""

    page: int
    groups: Sequence[tuple[bool, list[Block]]]
    unread: bool = False


def sheets(shown: Sequence[Block], trailing_unread: Sequence[int] = ()) -> list[Sheet]:
    """The blocks page by page, unread pages where they stand; what runs on to another page stays with its beginning."""
    pages: list[tuple[int, list[Block]]] = []
    unread: set[int] = set()
    for block in shown:
        for number in block.unread_before:
            unread.add(number)
            pages.append((number, []))
        begins = block.page if block.page is not None or pages else block.passage.page_first
        if begins is not None and (not pages or pages[-1][0] != begins):
            pages.append((begins, []))
        pages[-1][1].append(replace(block, unread_before=()))
    whole = [Sheet(page, grouped(held), page in unread) for page, held in pages]
    return whole + [Sheet(page, (), True) for page in trailing_unread]
