"""The front of a document: masthead, session, agenda item, title, contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind
from ingest.structure.headings import is_heading, labelled_level
from ingest.structure.masthead import Masthead, masthead_of

RESOLUTION_NUMBER = re.compile(r"^(\d{1,3}/\d{1,4}[A-Z]?)\.\s*")  # "75/233. Quadrennial comprehensive policy review"
ADOPTED = re.compile(r"^\[")  # "[on the report of the Third Committee (A/70/481)]"
DATE = re.compile(
    r"\b\d{1,2} [A-Z][a-zé]+ \d{4}\b"  # "30 December 2020"
    r"|\b\d{1,2} [a-zéû]+ \d{4}\b"  # "8 février 2016"
    r"|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"  # "2022 年 1 月 31 日"
    r"|\b\d{1,2} de [a-z]+ de \d{4}\b"  # "10 de mayo de 2018"
    r"|\b\d{1,2} [а-я]+ \d{4}\b"  # "8 февраля 2016"
)

RANGE = re.compile(r"\s*(?:至|[-–—]|to\b|au\b|al?\b|по\b)")  # behind the first day of a session

ITEM_AND_TITLE = re.compile(r"^(\D{2,40}\d{1,3}(?:\s?\([a-z]\))?)\s+([A-ZÀ-Ý][^\d]{8,})$")
"""An agenda item with its title behind it, as an extraction may join them: "Agenda item 25 (a) Operational …"."""


@dataclass(frozen=True, slots=True)
class Front:
    """What the front says. ``blocks`` are the indices of its blocks, ``contents`` those of the table of contents."""

    blocks: frozenset[int]
    contents: frozenset[int]
    title: str | None = None
    date: str | None = None
    session: str | None = None
    agenda_item: str | None = None
    agenda_item_title: str | None = None
    masthead: Masthead = field(default_factory=Masthead)


STARS = "*†‡ "
"""Markers of notes that a title may end with."""

LONGEST_TITLE = 300
"""Characters from which on a block is no title."""


def front_of(blocks: Sequence[Block], symbol: str | None, first_number: int | None, stated: str | None) -> Front:
    """The front of a document; one without a symbol has a title and contents only."""
    contents = contents_of(blocks)
    start = _start(blocks, first_number, contents) if symbol is not None else 0
    front = [
        i for i in range(start) if i not in contents and blocks[i].kind not in (BlockKind.FOOTNOTE, BlockKind.OTHER)
    ]
    texts = [blocks[i].text for i in front]
    item, item_title = _agenda_item(texts)
    return Front(
        blocks=frozenset(front),
        contents=contents,
        title=_title([blocks[i] for i in front], blocks, stated),
        date=next((m[0] for text in texts if (m := DATE.search(text)) and not RANGE.match(text, m.end())), None),
        session=next((text for text in texts if grammar.is_session(text)), None),
        agenda_item=item,
        agenda_item_title=item_title,
        masthead=masthead_of(texts),
    )


def _agenda_item(texts: Sequence[str]) -> tuple[str | None, str | None]:
    """(The line that numbers the agenda item, the item's title)."""
    at = next((at for at, text in enumerate(texts) if grammar.is_agenda_item(text)), None)
    if at is None:
        return None, None
    if both := ITEM_AND_TITLE.match(texts[at]):
        return both[1], both[2]
    return texts[at], next(iter(texts[at + 1 :]), None)


def contents_of(blocks: Sequence[Block]) -> frozenset[int]:
    """The lines of the table of contents: those with leaders, and what stands between them and their heading."""
    leaders = [i for i, block in enumerate(blocks) if grammar.has_leaders(block.text)]
    if not leaders:
        return frozenset()
    heads = [i for i, b in enumerate(blocks[: leaders[-1]]) if grammar.whole("contents").match(b.text)]
    first = heads[0] + 1 if heads else leaders[0]
    run = [i for i in range(first, leaders[-1]) if _may_be_listed(blocks[i])]
    return frozenset(leaders) | (frozenset(run) if len(leaders) > 2 else frozenset())


def _may_be_listed(block: Block) -> bool:
    """Whether a block between lines with leaders can be one of the contents."""
    return block.kind is not BlockKind.FOOTNOTE and block.role is None and len(block.text) < 250


def _start(blocks: Sequence[Block], first_number: int | None, contents: frozenset[int]) -> int:
    """Index of the first block that is not front matter."""
    organ = next((i for i, block in enumerate(blocks) if grammar.is_organ(block.text)), None)
    if organ is not None and (first_number is None or organ < first_number):
        return organ
    for index, block in enumerate(blocks):
        if index in contents:
            continue
        if index == first_number or grammar.whole("front_headings").match(block.text):
            return index
        if labelled_level(block.text) is not None and is_heading(block) and index > 2:
            return index
        if len(block.text) > 250:
            return index
    return 0


def _title(front: Sequence[Block], blocks: Sequence[Block], stated: str | None) -> str | None:
    for finder in (_resolution_title, _stated_heading, _agenda_title, _largest):
        found = finder(front)
        if found:
            return found[:LONGEST_TITLE].rstrip(STARS)
    return (_largest(blocks[:40]) or stated or "").rstrip(STARS) or None


def _resolution_title(front: Sequence[Block]) -> str | None:
    for index, block in enumerate(front):
        number = RESOLUTION_NUMBER.match(block.text)
        if number:
            rest = [block.text[number.end() :], *(b.text for b in front[index + 1 :])]
            return " ".join(text for text in rest if text.strip()) or None
    return None


def _stated_heading(front: Sequence[Block]) -> str | None:
    """Where the format says what a heading is: the first one."""
    return next((block.text for block in front if block.kind is BlockKind.HEADING), None)


def _agenda_title(front: Sequence[Block]) -> str | None:
    """In a front of one size: what follows the agenda item and its title."""
    largest = max((b.size for b in front), default=0.0)
    for index, block in enumerate(front):
        if grammar.is_agenda_item(block.text) and block.size == largest:
            return " ".join(b.text for b in front[index + 2 :]) or None
    return None


def _largest(blocks: Sequence[Block]) -> str | None:
    """In print: the largest text that is not the masthead."""
    printed = [b for b in blocks if b.size and grammar.LETTERS.search(b.text) and not _is_masthead(b.text)]
    printed = [b for b in printed if not grammar.PARAGRAPH.match(b.text) and len(b.text) < LONGEST_TITLE]
    if not printed:
        return next((b.text for b in blocks if is_heading(b)), None)
    size = max(b.size for b in printed)
    first = next(i for i, b in enumerate(printed) if b.size == size)
    run = [b.text for b in printed[first : first + 4] if abs(b.size - size) < 0.3]
    return " ".join(run) or None


def _is_masthead(text: str) -> bool:
    return (
        bool(DATE.fullmatch(text))
        or bool(grammar.found("distribution").search(text))
        or bool(re.match(rf"^{grammar.SYMBOL}", text))
    )
