"""Blocks to passages: kinds, numbers, paths, parents, heading paths and roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.documents import Passage, PassageKind
from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind
from ingest.structure.front import Front
from ingest.structure.headings import LONGEST, Path, descend, is_heading, texts
from ingest.structure.numbering import Numbering


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of the blocks before they are named. ``organ`` is the block that opens a resolution.

    ``romans`` are the blocks that begin with an "(i)" after which "(ii)" comes: it is a number, not a letter.
    """

    front: Front
    numbering: Numbering
    organ: int | None
    romans: frozenset[int] = frozenset()


@dataclass
class Where:
    """Where in the document the naming stands."""

    path: Path = ()
    annex: int = 0
    paragraph: str | None = None
    letter: str | None = None
    roman: bool = False
    headings: int = 0
    others: int = 0
    operative: bool = False
    closed: bool = False
    used: set[str] = field(default_factory=set)

    @property
    def prefix(self) -> str:
        """What paths inside an annex begin with."""
        return f"annex{self.annex}/" if self.annex else ""

    def unique(self, path: str) -> str:
        """The path, with "~2", "~3" … when it is taken."""
        found, count = path, 1
        while found in self.used:
            count += 1
            found = f"{path}~{count}"
        self.used.add(found)
        return found

    def other(self) -> str:
        """The path of the next block without a number."""
        self.others += 1
        return self.unique(f"{self.prefix}b{self.others}")


def passages_of(blocks: Sequence[Block], plan: Plan) -> list[Passage]:
    """The passages in reading order, one per block that holds text."""
    where = Where()
    return [_passage(index, block, plan, where) for index, block in enumerate(blocks) if block.text.strip()]


def _passage(index: int, block: Block, plan: Plan, where: Where) -> Passage:
    if block.kind is BlockKind.FOOTNOTE:
        return _footnote(block, where)
    kind = _aside(index, block, plan, where)
    if kind is not None:
        return _plain(block, kind, where.other(), where)
    if block.role is not None:
        return _plain(block, PassageKind.PARAGRAPH, where.other(), where)
    if index in plan.numbering.paragraphs:
        return _numbered(block, plan.numbering.paragraphs[index], plan, where)
    if is_heading(block):
        return _heading(block, where)
    return _text(index, block, plan, where)


def _aside(index: int, block: Block, plan: Plan, where: Where) -> PassageKind | None:
    """The kind of a block that is not part of the text, or None."""
    if index in plan.front.blocks:
        return PassageKind.FRONT_MATTER
    if index in plan.front.contents:
        return PassageKind.CONTENTS
    return PassageKind.OTHER if block.kind is BlockKind.OTHER or where.closed else None


def _text(index: int, block: Block, plan: Plan, where: Where) -> Passage:
    """A block that is neither front matter, heading nor numbered paragraph."""
    if block.kind is BlockKind.ROW:
        return _plain(block.as_row(block.cells), PassageKind.TABLE_ROW, where.other(), where)
    section = grammar.SECTION_PARAGRAPH.match(block.text)
    if section and _is_subheading(block, section[1], where):
        return _heading(block, where)
    if section:
        return _numbered(block, section[1], plan, where)
    if index in plan.numbering.items:
        return _numbered_item(block, plan.numbering.items[index], where)
    item = _item_label(block.text)
    if item is not None:
        return _item(block, *item, _item_path(item[0], index in plan.romans, where), where)
    return _unnumbered(index, block, plan, where)


def _is_subheading(block: Block, number: str, where: Where) -> bool:
    """Whether "3.1 Health" is a heading below "3. Goals", not a paragraph "3.1" that is a sentence."""
    chapter = number.partition(".")[0]
    below = any(re.match(rf"{chapter}[.\s]", heading.text) for heading in where.path)
    return below and len(block.text) < LONGEST and not grammar.ends(block.text)


def _plain(block: Block, kind: PassageKind, path: str, where: Where, role: str | None = None) -> Passage:
    return Passage(
        path=path,
        kind=kind,
        text=block.text,
        page_first=block.page_first,
        page_last=block.page_last,
        heading_path=texts(where.path),
        role=role or block.role,
        footnotes=block.marks,
        boxes=block.boxes,
    )


def _footnote(block: Block, where: Where) -> Passage:
    number = block.number or "*"
    path = where.unique(f"fn{number}" if number.isdigit() else f"fn{where.others}{number}")
    passage = _plain(block, PassageKind.FOOTNOTE, path, where)
    return replace(passage, number=block.number, heading_path=())


def _heading(block: Block, where: Where) -> Passage:
    where.path = descend(where.path, block)
    where.paragraph = where.letter = None
    if grammar.is_annex(block.text):
        where.annex += 1
        where.path = where.path[-1:]
    where.headings += 1
    passage = _plain(block, PassageKind.HEADING, where.unique(f"{where.prefix}h{where.headings}"), where)
    return replace(passage, level=where.path[-1].level, heading_path=texts(where.path[:-1]))


def _numbered(block: Block, number: str, plan: Plan, where: Where) -> Passage:
    label = grammar.PARAGRAPH.match(block.text) or grammar.SECTION_PARAGRAPH.match(block.text)
    rest = block.without_label(label.end() if label else 0)
    where.paragraph = where.unique(f"{where.prefix}p{number}")
    where.letter = None
    where.operative = plan.organ is not None
    role = "operative" if where.operative else None
    return replace(_plain(rest, PassageKind.PARAGRAPH, where.paragraph, where, role), number=number)


def _numbered_item(block: Block, number: str, where: Where) -> Passage:
    """A number in a list: "1." in a summary, or in a list inside a paragraph."""
    label = grammar.PARAGRAPH.match(block.text)
    rest = block.without_label(label.end() if label else 0)
    path = where.unique(f"{where.paragraph}/{number}") if where.paragraph else where.other()
    passage = _plain(rest, PassageKind.LIST_ITEM, path, where, _role(where))
    return replace(passage, number=number, parent=where.paragraph)


def _item_label(text: str) -> tuple[str | None, int] | None:
    """(Number as printed, length of the label) of a list item; bullets have no number."""
    for sign in (grammar.LETTER_ITEM, grammar.CHINESE_ITEM, grammar.CHINESE_BRACKET_ITEM):
        found = sign.match(text)
        if found:
            return found[0].strip(), found.end()
    bullet = grammar.BULLET.match(text)
    return (None, bullet.end()) if bullet else None


def _item(block: Block, number: str | None, length: int, path: str, where: Where) -> Passage:
    rest = block.without_label(length)
    passage = _plain(rest, PassageKind.LIST_ITEM, path, where, _role(where))
    return replace(passage, number=number, parent=where.paragraph)


def _item_path(number: str | None, roman: bool, where: Where) -> str:
    """``roman``: it is "(i)", and "(ii)" comes next."""
    if where.paragraph is None or number is None:
        return where.other()
    if _is_nested(number, roman, where):
        return where.unique(f"{where.paragraph}/{where.letter}/{number}")
    where.roman = roman if number == "(i)" else where.roman and where.letter is not None
    where.letter = number
    return where.unique(f"{where.paragraph}/{number}")


def _is_nested(number: str, roman: bool, where: Where) -> bool:
    """Whether an item stands below the last lettered one: ㈠ always, (i) unless it is the letter after (h)."""
    if where.letter is None:
        return False
    if grammar.CHINESE_ITEM.match(f"{number}x"):
        return not grammar.CHINESE_ITEM.match(f"{where.letter}x")
    figure = number.strip("()（）")
    if where.roman or not grammar.ROMAN_LOWER.match(figure):
        return False
    return roman or not _follows(figure, where.letter.strip("()（）"))


def _follows(letter: str, last: str) -> bool:
    """Whether a letter is the next one in the alphabet."""
    return len(letter) == len(last) == 1 and ord(letter) == ord(last) + 1


def _role(where: Where) -> str | None:
    return "operative" if where.operative else None


def _unnumbered(index: int, block: Block, plan: Plan, where: Where) -> Passage:
    if plan.organ is None or index < plan.organ:
        return _plain(block, _kind(block), where.other(), where)
    if index == plan.organ:
        return _plain(block, PassageKind.OTHER, where.other(), where)
    if grammar.patterns("closing").match(block.text):
        where.closed = True
        return _plain(block, PassageKind.OTHER, where.other(), where)
    role = "preambular" if not where.operative and _is_preambular(index, block, plan) else "operative"
    where.operative = where.operative or role == "operative"
    return _plain(block, PassageKind.PARAGRAPH, where.other(), where, role)


def _kind(block: Block) -> PassageKind:
    if block.kind is BlockKind.ITEM:
        return PassageKind.LIST_ITEM
    return PassageKind.PARAGRAPH if grammar.LETTERS.search(block.text) else PassageKind.OTHER


def _is_preambular(index: int, block: Block, plan: Plan) -> bool:
    """Before the first number everything is; without numbers the comma at the end or the first word says it."""
    if plan.numbering.first is not None:
        return index < plan.numbering.first
    return block.text.endswith((",", "，")) or bool(grammar.words("preambular").match(block.text))
