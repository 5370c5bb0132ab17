"""Word documents as they are printed: paragraphs with their automatic numbers, table rows, notes, text boxes.

What was inserted is text and what was deleted is not; running headers and footers are furniture. Elements and their
meaning are those of ECMA-376 part 1, chapter 17 (WordprocessingML).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from corpus.errors import PortalError
from ingest.formats import Format
from ingest.layout import CELL_JOINT, Flow, Line, PageLayout, RawDocument, Run, Style, plain_line
from ingest.text import visible
from ingest.word_numbers import VALUE, Numbers, Styles, numbers_of, part_of, value_of

BODY, MARK = 1.0, 0.5
"""Sizes that tell text from the mark of a note, and from what is raised like one."""

JOINT = Run(CELL_JOINT, size=BODY)
ID = qn("w:id")
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
        body = _body_of(document)
        known = _known(document, body)
        lines = (*_headers(document), *_lines(body, known), *_notes(document, known.notes))
        title = visible(document.core_properties.title or "").strip() or None
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError, XmlchemyError) as error:
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
    if part.is_linked_to_previous:
        return
    if not hasattr(part.part, "element"):
        raise ValueError("what it names as a header or footer is none")
    yield from _part_texts(part.part.element)


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


Note = tuple[str, str]
"""(Kind, id) of a note."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document before its paragraphs are read. ``notes`` are the notes' numbers."""

    numbers: Numbers
    styles: Styles
    notes: Mapping[Note, int]


def _body_of(document: Any) -> Any:
    """The main text. Raises ``ValueError`` where the main part is another document than Word's, or holds none."""
    body = getattr(document.element, "body", None)
    if body is None:
        raise ValueError("its main part holds no text of Word's")
    return body


def _known(document: Any, body: Any) -> Known:
    numbers = numbers_of(document)
    return Known(numbers, numbers.styles, _note_numbers(body))


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
    style = known.styles.get(value_of(paragraph, "w:pPr", "w:pStyle") or "")
    name = style.name if style is not None else ""
    numbered = (Run(label, size=BODY), *runs) if label else runs
    heading = re.match(r"(?:heading|title)\s*(\d*)", name, re.IGNORECASE)
    if heading:
        yield Line(numbered, Style.HEADING, int(heading[1] or 1))
    else:
        yield Line(numbered, Style.LIST_ITEM if "list" in name.lower() or label == "" else None)


def _runs(paragraph: Any, known: Known) -> Iterator[Run]:
    """The text of a paragraph, and the number of a note where it has a mark."""
    for (is_mark, raised), leaves in groupby(_nearest(paragraph, INLINE), key=lambda leaf: (_is_mark(leaf), _up(leaf))):
        if is_mark:
            yield from (Run(str(known.notes[_note(mark)]), size=MARK) for mark in leaves)
        else:
            yield Run(visible("".join(map(_characters, leaves))), size=MARK if raised else BODY)


def _is_mark(leaf: Any) -> bool:
    return leaf.tag in NOTE_PARTS


def _up(leaf: Any) -> bool:
    """Whether a character is raised above the line."""
    return value_of(leaf.getparent(), "w:rPr", "w:vertAlign") == "superscript"


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
        root = part_of(document, part)
        found.update({(kind, note.get(ID)): note for note in (root.iter(tag) if root is not None else ())})
    for note, number in numbers.items():
        paragraphs = _nearest(found[note], (PARAGRAPH,)) if note in found else ()
        yield plain_line(visible(" ".join(map(_text, paragraphs))).strip() or "—", Style.FOOTNOTE, number)
