"""Word documents as they are printed: paragraphs with their automatic numbers, table rows, notes, text boxes.

What was inserted is text and what was deleted is not; running headers and footers are furniture. Elements and their
meaning are those of ECMA-376 part 1, chapter 17 (WordprocessingML).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from corpus.errors import PortalError
from ingest.formats import MAX_INFLATED, Format
from ingest.layout import CELL_JOINT, Flow, Line, PageLayout, RawDocument, Run, Style, plain_line
from ingest.text import visible

BODY, MARK = 1.0, 0.5
"""Sizes that tell text from the mark of a note."""

JOINT = Run(CELL_JOINT, size=BODY)
ID, VALUE = qn("w:id"), qn("w:val")
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
FOOTNOTE, ENDNOTE, BOX = qn("w:footnoteReference"), qn("w:endnoteReference"), qn("w:txbxContent")
CHARACTERS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
LETTERS = frozenset({qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
INLINE = frozenset({*CHARACTERS, *LETTERS, FOOTNOTE, ENDNOTE})
PICTURES = frozenset({qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata"})
DRAWINGS = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object")})
UNSHOWN = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sdtPr", "w:rt"))
)
"""Deleted or moved away; properties; the small characters above others that tell their sound."""

CUSTOM = qn("w:customMarkFollows")
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
NOTE_PARTS = {
    FOOTNOTE: (RELATIONSHIP_TYPE.FOOTNOTES, qn("w:footnote")),
    ENDNOTE: (RELATIONSHIP_TYPE.ENDNOTES, qn("w:endnote")),
}
RUNNING = ("first_page_footer", "header", "footer", "even_page_header", "even_page_footer")


def read_docx(path: Path) -> RawDocument:
    """One page, with one line per paragraph, table row or note. Raises ``PortalError``: damaged.

    The level of a note's line is its number. Footnotes are counted as Word counts them, in the order of their marks;
    endnotes are counted on after them, and those whose mark is no number come last, so that a number is one note.
    """
    try:
        document = docx.Document(str(path))
        known = _known(document)
        body = document.element.body
        lines = (*_headers(document), *_lines(body, known), *_notes(document, known.notes))
        title = visible(document.core_properties.title or "").strip() or None
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError) as error:
        raise PortalError("damaged", str(error)) from error
    pictures, drawn = len(list(_nearest(body, PICTURES))), next(_nearest(body, DRAWINGS), None) is not None
    page = PageLayout(1, 0.0, 0.0, lines, pictures, drawn)
    return RawDocument(Format.DOCX.value, "docx", Flow.BLOCKS, (page,), title, known.numbers.warnings())


def _nearest(element: Any, tags: Collection[str]) -> Iterator[Any]:
    """The nearest elements with these tags in order, whatever wraps them; what is deleted is not looked into.

    Of contents that are stored in several ways, for newer and older programs, the first is taken. The contents of a
    text box belong to none but the box.
    """
    for child in element[:1] if element.tag == ALTERNATIVES else element:
        if child.tag in tags:
            yield child
        elif child.tag not in UNSHOWN and child.tag != BOX:
            yield from _nearest(child, tags)


def _value(element: Any, *path: str) -> str | None:
    """The value of the element at this path below another, None where there is none."""
    found = element.find("/".join(map(qn, path)))
    return None if found is None else found.get(VALUE)


def _part(document: Any, kind: str) -> Any:
    """The root of the part that the document has for this, None where it has none."""
    part = next((r.target_part for r in document.part.rels.values() if r.reltype == kind), None)
    return None if part is None else parse_xml(part.blob)


def _headers(document: Any) -> Iterator[Line]:
    """The masthead, which is the header of the first page, as text; all other headers and footers as furniture."""
    running: dict[str, None] = {}
    for index, section in enumerate(document.sections):
        first = list(_texts(section.first_page_header)) if section.different_first_page_header_footer else []
        if index == 0:
            yield from map(plain_line, first)
        else:
            running.update(dict.fromkeys(first))
        running.update(dict.fromkeys(text for name in RUNNING for text in _texts(getattr(section, name))))
    yield from (plain_line(text, Style.FURNITURE) for text in running)


def _texts(part: Any) -> Iterator[str]:
    """The lines of a header or footer that stands in its section itself, those of its tables and boxes included."""
    return iter(()) if part.is_linked_to_previous else _part_texts(part._element)


def _part_texts(element: Any) -> Iterator[str]:
    for paragraph in _nearest(element, (PARAGRAPH,)):
        yield from (shown for line in _text(paragraph).splitlines() if (shown := visible(line).strip()))
        for box in _nearest(paragraph, (BOX,)):
            yield from _part_texts(box)


def _text(paragraph: Any) -> str:
    """The text of a paragraph without the marks of notes."""
    return "".join(map(_characters, _nearest(paragraph, INLINE)))


def _characters(leaf: Any) -> str:
    return leaf.text or "" if leaf.tag in LETTERS else CHARACTERS.get(leaf.tag, "")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style says of its paragraphs. ``number`` and ``level`` place them in a numbered list."""

    name: str
    based_on: str | None
    number: str | None
    level: str | None


Styles = Mapping[str, ParagraphStyle]


def _styles(document: Any) -> Styles:
    return {
        style.get(qn("w:styleId")): ParagraphStyle(
            _value(style, "w:name") or "",
            _value(style, "w:basedOn"),
            _value(style, "w:pPr", "w:numPr", "w:numId"),
            _value(style, "w:pPr", "w:numPr", "w:ilvl"),
        )
        for style in document.styles.element.iter(qn("w:style"))
    }


def _ancestry(name: str | None, styles: Styles) -> Iterator[ParagraphStyle]:
    """A style and those it is based on, the nearest first."""
    seen: set[str] = set()
    while name is not None and name in styles and name not in seen:
        yield styles[name]
        seen.add(name)
        name = styles[name].based_on


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered. ``text`` is such as "%1.%2"; ``restart`` is that of ``w:lvlRestart``."""

    start: int
    form: str
    text: str
    gap: str
    restart: int | None
    legal: bool


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list by its levels. Lists of one ``family`` count on; ``restarts`` are the levels that this one begins anew."""

    number: str
    family: str
    levels: Mapping[int, Level]
    restarts: frozenset[int]

    def starts_again(self, below: int, above: int) -> bool:
        """Whether a level counts anew after a paragraph of another."""
        restart = self.levels[below].restart if below in self.levels else 0
        return below > above and (restart is None or above < restart)


@dataclass
class Numbers:
    """The automatic numbers of a document, counted while its paragraphs are passed in order."""

    lists: Mapping[str, NumberedList]
    styles: Styles
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def label(self, paragraph: Any) -> str | None:
        """The number as printed before the paragraph, with its gap; "" for a bullet, None where nothing is printed."""
        listed, at = self._place(paragraph)
        level = listed.levels.get(at) if listed is not None else None
        if listed is None or level is None:
            return None
        counts = self._counted(listed, at)
        if level.form in UNNUMBERED:
            return UNNUMBERED[level.form]
        shown = {int(n): listed.levels.get(int(n) - 1, level) for n in PLACE.findall(level.text)}
        unread = {one.form for one in shown.values()} - FORMS.keys()
        self.unread |= unread
        if unread:
            return ""
        texts = {n: _form(one, level)(counts.get(n - 1, one.start)) for n, one in shown.items()}
        return PLACE.sub(lambda found: texts[int(found[1])], level.text) + level.gap

    def _place(self, paragraph: Any) -> tuple[NumberedList | None, int]:
        """The list that a paragraph is in by itself or by its style, and its level there."""
        number = _value(paragraph, "w:pPr", "w:numPr", "w:numId")
        level = _value(paragraph, "w:pPr", "w:numPr", "w:ilvl")
        for style in _ancestry(_value(paragraph, "w:pPr", "w:pStyle"), self.styles):
            number, level = number or style.number, level or style.level
        return self.lists.get(number or ""), int(level or 0)

    def _counted(self, listed: NumberedList, at: int) -> Mapping[int, int]:
        """The numbers that the levels have reached with a paragraph of the level ``at``."""
        again = listed.restarts if listed.number not in self.begun else frozenset()
        self.begun.add(listed.number)
        counts = {
            level: count
            for level, count in self.counts.get(listed.family, {}).items()
            if level not in again and not listed.starts_again(level, at)
        }
        counts[at] = counts[at] + 1 if at in counts else listed.levels[at].start
        self.counts[listed.family] = counts
        return counts

    def warnings(self) -> tuple[str, ...]:
        """A sentence per kind of number that is printed and could not be read."""
        return tuple(f"automatic numbers of the kind {form} are not read" for form in sorted(self.unread))


PLACE = re.compile(r"%([1-9])")  # "%2" is the number of the second level
UNNUMBERED = {"bullet": "", "none": None}
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def _roman(number: int) -> str:
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    """A letter, doubled after z as Word does: y, z, aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _chinese(number: int) -> str:
    """A number below a hundred in Chinese characters; a greater one in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return ((digits[tens] if tens > 1 else "") + "十" if tens else "") + (digits[ones] if ones else "")


FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02}".format,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
}
"""How numbers are printed, by the values of ``w:numFmt`` that are read."""

GAPS = {"nothing": ""}


def _form(one: Level, level: Level) -> Callable[[int], str]:
    """How a level's number is printed before paragraphs of another: a legal level has digits only."""
    return str if level.legal else FORMS[one.form]


def _numbers(document: Any) -> Numbers:
    root, styles = _part(document, RELATIONSHIP_TYPE.NUMBERING), _styles(document)
    if root is None:
        return Numbers({}, styles)
    definitions = {d.get(qn("w:abstractNumId")): d for d in root.iter(qn("w:abstractNum"))}
    numbers = {number.get(qn("w:numId")): number for number in root.findall(qn("w:num"))}
    families = {name: _family(number, numbers, definitions, styles) for name, number in numbers.items()}
    return Numbers(
        {
            name: _list(name, number, families[name], definitions)
            for name, number in numbers.items()
            if families[name] in definitions
        },
        styles,
    )


def _family(number: Any, numbers: Mapping[str, Any], definitions: Mapping[str, Any], styles: Styles) -> str:
    """The name of the definition that a list has, be it by way of a style of lists."""
    name = _value(number, "w:abstractNumId") or ""
    style = _value(definitions[name], "w:numStyleLink") if name in definitions else None
    linked = numbers.get(styles[style].number or "") if style is not None and style in styles else None
    return name if linked is None else _value(linked, "w:abstractNumId") or ""


def _list(name: str, number: Any, family: str, definitions: Mapping[str, Any]) -> NumberedList:
    levels = dict(map(_level, definitions[family].findall(qn("w:lvl"))))
    restarts = set()
    for override in number.findall(qn("w:lvlOverride")):
        at = int(override.get(qn("w:ilvl"), 0))
        levels.update(map(_level, override.findall(qn("w:lvl"))))
        start = _value(override, "w:startOverride")
        if start is not None and at in levels:
            levels[at] = replace(levels[at], start=int(start))
            restarts.add(at)
    return NumberedList(name, family, levels, frozenset(restarts))


def _level(element: Any) -> tuple[int, Level]:
    """(Depth, level) of a ``w:lvl``."""
    restart = _value(element, "w:lvlRestart")
    legal = element.find(qn("w:isLgl"))
    level = Level(
        start=int(_value(element, "w:start") or 0),
        form=_value(element, "w:numFmt") or "decimal",
        text=visible(_value(element, "w:lvlText") or ""),
        gap=GAPS.get(_value(element, "w:suff") or "", " "),
        restart=None if restart is None else int(restart),
        legal=legal is not None and legal.get(VALUE) not in ("0", "false"),
    )
    return int(element.get(qn("w:ilvl"), 0)), level


Note = tuple[str, str]
"""(Kind, id) of a note."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document before its paragraphs are read. ``notes`` are the notes' numbers."""

    numbers: Numbers
    styles: Styles
    notes: Mapping[Note, int]


def _known(document: Any) -> Known:
    numbers = _numbers(document)
    return Known(numbers, numbers.styles, _note_numbers(document.element.body))


def _note_numbers(body: Any) -> dict[Note, int]:
    """The notes that have a mark, by number."""
    marks = sorted(_marks(body), key=lambda mark: (CUSTOM in mark.attrib, mark.tag != FOOTNOTE))
    return {note: number for number, note in enumerate(dict.fromkeys(map(_note, marks)), start=1)}


def _marks(element: Any) -> Iterator[Any]:
    """The marks of notes in order, those in text boxes last."""
    yield from _nearest(element, NOTE_PARTS)
    for box in _nearest(element, (BOX,)):
        yield from _marks(box)


def _note(mark: Any) -> Note:
    return mark.tag, mark.get(ID)


def _lines(container: Any, known: Known) -> Iterator[Line]:
    """The paragraphs and rows of a body, and behind each the text boxes that stand by it."""
    carried: tuple[Run, ...] = ()
    for block in _nearest(container, (PARAGRAPH, TABLE)):
        if block.tag == TABLE:
            yield from _rows(block, known)
        elif _runs_on(block):
            carried += tuple(_runs(block, known))
        else:
            yield from _paragraph(block, known, carried)
            carried = ()
        for box in _nearest(block, (BOX,)):
            yield from _lines(box, known)


def _runs_on(paragraph: Any) -> bool:
    """Whether the end of a paragraph was deleted, so that the next goes on with its text."""
    return paragraph.find("/".join(map(qn, ("w:pPr", "w:rPr", "w:del")))) is not None


def _paragraph(paragraph: Any, known: Known, carried: tuple[Run, ...] = ()) -> Iterator[Line]:
    label = known.numbers.label(paragraph)
    runs = (*carried, *_runs(paragraph, known))
    if not any(run.text.strip() for run in runs):
        return
    style = known.styles.get(_value(paragraph, "w:pPr", "w:pStyle") or "")
    name = style.name if style is not None else ""
    numbered = (Run(label, size=BODY), *runs) if label else runs
    heading = re.match(r"(?:heading|title)\s*(\d*)", name, re.IGNORECASE)
    if heading:
        yield Line(numbered, Style.HEADING, int(heading[1] or 1))
    else:
        yield Line(numbered, Style.LIST_ITEM if "list" in name.lower() or label == "" else None)


def _runs(paragraph: Any, known: Known) -> Iterator[Run]:
    """The text of a paragraph, and the number of a note where it has a mark."""
    for is_mark, leaves in groupby(_nearest(paragraph, INLINE), key=lambda leaf: leaf.tag in NOTE_PARTS):
        if is_mark:
            yield from (Run(str(known.notes[_note(mark)]), size=MARK) for mark in leaves)
        else:
            yield Run(visible("".join(map(_characters, leaves))), size=BODY)


def _rows(table: Any, known: Known) -> Iterator[Line]:
    for row in _nearest(table, (ROW,)):
        cells = [tuple(_cell_runs(cell, known)) for cell in _nearest(row, (CELL,))]
        if not _is_deleted(row) and any(run.text.strip() for runs in cells for run in runs):
            yield Line(
                tuple(run for i, runs in enumerate(cells) for run in (*([JOINT] if i else []), *runs)), Style.ROW
            )


def _is_deleted(row: Any) -> bool:
    return row.find("/".join(map(qn, ("w:trPr", "w:del")))) is not None


def _cell_runs(cell: Any, known: Known) -> Iterator[Run]:
    """The text of a cell, with that of the tables in it; nothing for one that a cell above reaches down to."""
    merged = cell.find("/".join(map(qn, ("w:tcPr", "w:vMerge"))))
    if merged is not None and merged.get(VALUE, "continue") == "continue":
        return
    for block in _nearest(cell, (PARAGRAPH, TABLE)):
        for line in _rows(block, known) if block.tag == TABLE else _paragraph(block, known):
            yield from line.runs
        yield Run(" ", size=BODY)


def _notes(document: Any, numbers: Mapping[Note, int]) -> Iterator[Line]:
    """The notes that have a mark, by number."""
    found: dict[Note, Any] = {}
    for kind, (part, tag) in NOTE_PARTS.items():
        root = _part(document, part)
        found.update({(kind, note.get(ID)): note for note in (root.iter(tag) if root is not None else ())})
    for note, number in numbers.items():
        paragraphs = _nearest(found[note], (PARAGRAPH,)) if note in found else ()
        yield plain_line(visible(" ".join(map(_text, paragraphs))).strip() or "—", Style.FOOTNOTE, number)


__all__ = ["MAX_INFLATED", "read_docx"]
