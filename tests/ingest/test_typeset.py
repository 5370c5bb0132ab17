"""What is typeset is read back, whatever is said, however it is set and wherever the pages break.

Hypothesis draws documents as the United Nations set them; the same ones for every property, so each is set and read
once. A failure shows the document: ``typeset.typeset(document)`` is its PDF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, seed, settings

from corpus.documents import ParsedDocument, Passage, PassageKind
from ingest.pdf import ENGINES, engine
from ingest.structure import structure_of
from tests.ingest.drawn import LANGUAGES, Document, Heading, Item, Look, Paragraph, Table, documents, spoken
from tests.ingest.typeset import can_set_chinese, pages_of, typeset

SCRIPTS = {"spaced": LANGUAGES, "Chinese": ("zh",)}
EXAMPLES = {"spaced": 12, "Chinese": 6}
RUNNING = re.compile(r"\d\d-?17453|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")

Check = Callable[[Document, ParsedDocument], None]


@lru_cache(maxsize=256)
def both_read(document: Document) -> tuple[ParsedDocument, ...]:
    """The document as it is read with each engine."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(typeset(document))
        return tuple(structure_of(engine(name)(path, 5000)) for name in ENGINES)


def hold(check: Check, script: str, tables: bool = False) -> None:
    """Checks the documents of a script, each as both engines read it."""
    if script == "Chinese" and not can_set_chinese():
        pytest.skip("no Chinese font is installed")

    @seed(20)
    @settings(max_examples=EXAMPLES[script], deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(documents(SCRIPTS[script], notes=not tables, with_tables=tables))
    def checked(document: Document) -> None:
        for read in both_read(document):
            check(document, read)

    checked()


each_script = pytest.mark.parametrize("script", SCRIPTS)


def plain(text: str | None, document: Document) -> str:
    """A text to be compared: without white space where words may be divided or are not parted, and without hyphens.

    Whether a word that ends a line with its own hyphen has one, only a dictionary knows.
    """
    spaces = "" if document.language == "zh" or document.look.hyphenate else " "
    return spaces.join(re.sub("[-\u00ad]", "", text or "").split())


def numbered(read: ParsedDocument) -> list[Passage]:
    return [passage for passage in read.passages if re.fullmatch(r"p\d+", passage.path)]


@each_script
def test_numbered_paragraphs_are_read_back_in_order(script: str) -> None:
    hold(paragraphs_are_read, script)


def paragraphs_are_read(document: Document, read: ParsedDocument) -> None:
    said = [(str(one.number), plain(one.text, document)) for one in document.paragraphs()]
    assert [(one.number, plain(one.text, document)) for one in numbered(read)] == said


@each_script
def test_nothing_else_is_read_than_was_set(script: str) -> None:
    def check(document: Document, read: ParsedDocument) -> None:
        assert [one.text for one in read.passages if re.match(r"b\d", one.path) and one.kind in STRAY] == []

    hold(check, script)


STRAY = (PassageKind.PARAGRAPH, PassageKind.TABLE_ROW, PassageKind.LIST_ITEM)


@each_script
def test_headings_are_headings_and_paragraphs_stand_below_them(script: str) -> None:
    hold(headings_are_read, script)


def headings_are_read(document: Document, read: ParsedDocument) -> None:
    headings = [plain(part.text, document) for part in document.parts if isinstance(part, Heading)]
    assert [plain(one.text, document) for one in read.passages if one.kind is PassageKind.HEADING] == headings
    paths = [tuple(plain(heading, document) for heading in one.heading_path) for one in numbered(read)]
    assert paths == list(heading_paths(document))


def heading_paths(document: Document) -> Iterator[tuple[str, ...]]:
    """The headings above each numbered paragraph, outermost first."""
    path: dict[int, str] = {}
    for part in document.parts:
        if isinstance(part, Heading):
            path = {level: text for level, text in path.items() if level < part.level}
            path[part.level] = plain(part.text, document)
        elif isinstance(part, Paragraph):
            yield tuple(path.values())


@each_script
def test_footnotes_are_read_and_marked_where_they_were_called(script: str) -> None:
    hold(notes_are_read, script)


def notes_are_read(document: Document, read: ParsedDocument) -> None:
    notes = [plain(note, document) for paragraph in document.paragraphs() for note in paragraph.notes]
    found = [(one.number, plain(one.text, document)) for one in read.passages if one.kind is PassageKind.FOOTNOTE]
    assert found == [(str(number), note) for number, note in enumerate(notes, start=1)]
    marks = [plain(one.text[: mark.offset], document) for one in read.passages for mark in one.footnotes]
    assert marks == [plain(text, document) for text in texts_before_notes(document)]


def texts_before_notes(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs():
        for count, _ in enumerate(paragraph.notes, start=1):
            yield "".join(paragraph.parts[:count])


@each_script
def test_items_belong_to_their_paragraphs(script: str) -> None:
    hold(items_are_read, script)


def items_are_read(document: Document, read: ParsedDocument) -> None:
    said = [item for one in document.paragraphs() for item in items_below(f"p{one.number}", one.items, document)]
    items = [one for one in read.passages if one.kind is PassageKind.LIST_ITEM]
    assert [(one.path, plain(one.text, document)) for one in items] == said
    assert [one.parent for one in items] == [path.split("/")[0] for path, _ in said]


def items_below(path: str, items: tuple[Item, ...], document: Document) -> Iterator[tuple[str, str]]:
    for item in items:
        own = f"{path}/{item.label}"
        yield own, plain(item.text, document)
        yield from items_below(own, item.below, document)


@each_script
def test_headers_and_footers_are_in_no_passage_and_number_the_pages(script: str) -> None:
    hold(furniture_is_apart, script)


def furniture_is_apart(document: Document, read: ParsedDocument) -> None:
    shown = [one.text for one in read.passages if one.kind is not PassageKind.FRONT_MATTER]
    assert [text for text in shown if RUNNING.search(text) or text.strip() == document.symbol] == []
    assert [page.label for page in read.pages] == [str(number) for number in range(1, len(read.pages) + 1)]


@each_script
def test_the_front_says_what_the_document_is(script: str) -> None:
    hold(front_is_read, script)


def front_is_read(document: Document, read: ParsedDocument) -> None:
    assert (read.symbol, read.job_number, read.session) == (document.symbol, document.job, document.session)
    assert plain(read.title, document) == plain(document.title, document)


@each_script
def test_paragraphs_are_on_the_pages_they_were_set_on(script: str) -> None:
    hold(pages_are_right, script)


def pages_are_right(document: Document, read: ParsedDocument) -> None:
    pages = _pages_of(document)
    assert [(one.path, one.page_first, one.page_last) for one in numbered(read)] == [
        (path, *pages[path]) for path in (f"p{one.number}" for one in document.paragraphs())
    ]


_pages_of = lru_cache(maxsize=256)(pages_of)


@each_script
def test_rows_of_tables_have_their_cells(script: str) -> None:
    hold(rows_are_read, script, tables=True)


def rows_are_read(document: Document, read: ParsedDocument) -> None:
    said = [row for part in document.parts if isinstance(part, Table) for row in part.rows]
    rows = [one.text.split(" | ") for one in read.passages if one.kind is PassageKind.TABLE_ROW]
    assert [[plain(cell, document) for cell in row] for row in rows] == [
        [plain(cell, document) for cell in row] for row in said
    ]


@each_script
def test_text_around_tables_is_read_as_without_them(script: str) -> None:
    hold(paragraphs_are_read, script, tables=True)


def english(*parts: Paragraph | Heading | Table, look: Look | None = None) -> Document:
    """A short document in English."""
    return Document("en", look or Look(), "A/75/233", "21-17453", "Seventy-fifth session", "Rapport: peace", parts)


LONG = "Member States shall report on volunteer action for peace and development in rural areas"


def test_roman_items_below_h_are_below_it() -> None:
    roman = (Item("(i)", "Women."), Item("(ii)", "Youth."))
    letters = tuple(Item(f"({letter})", "Peace.", roman if letter == "h" else ()) for letter in "abcdefgh")
    document = english(Paragraph(1, (f"{LONG}:",), (), letters))
    for read in both_read(document):
        items_are_read(document, read)


def test_a_page_with_more_notes_than_text_has_its_paragraph() -> None:
    document = english(Paragraph(1, ("Peace and development.", ""), (f"{LONG}. " * 6,)))
    for read in both_read(document):
        paragraphs_are_read(document, read)
        notes_are_read(document, read)


def test_two_columns_are_read_one_after_the_other() -> None:
    document = english(*(said_in_turn(number) for number in range(1, 25)), look=Look(columns=2))
    for read in both_read(document):
        paragraphs_are_read(document, read)
        pages_are_right(document, read)


def said_in_turn(number: int) -> Paragraph:
    """A paragraph that begins with another word than the one before."""
    return Paragraph(number, (" ".join((*spoken("en")[number:], *spoken("en")[: 3 * number])) + ".",))


def test_a_note_that_goes_on_on_the_next_page_is_one_note() -> None:
    above = [said_in_turn(number) for number in range(1, 5)]
    called = Paragraph(5, (f"{LONG},", f" {LONG}."), (" ".join(3 * spoken("en")) + ".",))
    document = english(*above, called, look=Look(notes_part=True))
    for read in both_read(document):
        notes_are_read(document, read)
