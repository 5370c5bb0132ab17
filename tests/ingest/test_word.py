"""A Word document gives what it prints: inserted and not deleted text, its automatic numbers, notes and boxes."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.documents import PageState, ParsedDocument, PassageKind
from corpus.errors import PortalError
from ingest.layout import RawDocument, Style
from ingest.structure import structure_of
from ingest.word import read_docx

SAMPLE = Path(__file__).parents[2] / "corpus/samples/sample-note-accommodation.zh.docx"
NAMESPACES = (
    nsdecls("w", "r", "wp", "a")
    + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def document(body: str, **parts: str) -> Any:
    """A document with this body and these parts (footnotes, endnotes, numbering)."""
    made = docx.Document()
    for block in list(parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")):
        made.element.body.insert(len(made.element.body) - 1, block)
    for name, content in parts.items():
        _put_part(made.part, name, f"<w:{name} {NAMESPACES}>{content}</w:{name}>".encode())
    return made


def _put_part(main: Any, name: str, content: bytes) -> None:
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    for key in [key for key, relation in main.rels.items() if relation.reltype == kind]:
        del main.rels[key]
    media = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    main.relate_to(Part(PackURI(f"/word/{name}.xml"), media, content, main.package), kind)


def read(tmp_path: Path, made: Any) -> RawDocument:
    path = tmp_path / "document.docx"
    made.save(str(path))
    return read_docx(path)


def shown(tmp_path: Path, body: str, **parts: str) -> list[str]:
    return [line.text.strip() for line in read(tmp_path, document(body, **parts)).pages[0].lines]


def parsed(tmp_path: Path, made: Any) -> ParsedDocument:
    return structure_of(read(tmp_path, made))


@pytest.mark.parametrize(
    "wrapped",
    [
        f'<w:ins w:id="1" w:author="A">{run("help")}</w:ins>',
        f'<w:moveTo w:id="1" w:author="A">{run("help")}</w:moveTo>',
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('help')}</w:sdtContent></w:sdt>",
        f'<w:smartTag w:element="place">{run("help")}</w:smartTag>',
        f'<w:hyperlink w:anchor="a">{run("help")}</w:hyperlink>',
        f'<w:hyperlink w:anchor="a"><w:ins w:id="1" w:author="A">{run("help")}</w:ins></w:hyperlink>',
        f'<w:fldSimple w:instr="REF a">{run("help")}</w:fldSimple>',
        f'<w:r><w:instrText>PAGE</w:instrText></w:r><w:del w:id="1" w:author="A">{run("go")}</w:del>{run("help")}',
        f'<w:moveFrom w:id="1" w:author="A">{run("go")}</w:moveFrom>{run("help")}',
        f"<w:ins w:id='1' w:author='A'><w:del w:id='2' w:author='B'>{run('go')}</w:del></w:ins>{run('help')}",
        "<m:oMath><m:r><m:t>help</m:t></m:r></m:oMath>",
        f"<w:r><w:ruby><w:rt>{run('sound')}</w:rt><w:rubyBase>{run('help')}</w:rubyBase></w:ruby></w:r>",
    ],
)
def test_text_is_read_in_whatever_it_is_wrapped_and_deleted_text_is_not(tmp_path: Path, wrapped: str) -> None:
    assert shown(tmp_path, paragraph(f"{run('Volunteers ')}{wrapped}{run('.')}")) == ["Volunteers help."]


@pytest.mark.parametrize("content", ["<w:br/>", "<w:tab/>", "<w:cr/>"])
def test_what_parts_words_in_print_parts_them_in_text(tmp_path: Path, content: str) -> None:
    body = paragraph(f"{run('volunteer')}<w:r>{content}</w:r>{run('work')}")
    assert [" ".join(text.split()) for text in shown(tmp_path, body)] == ["volunteer work"]


def test_content_controls_around_paragraphs_rows_and_cells_are_read(tmp_path: Path) -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    cell = f"<w:tc>{paragraph(run('b'))}</w:tc>"
    row = f"<w:tr><w:tc>{paragraph(run('a'))}</w:tc>{control(cell)}</w:tr>"
    body = control(paragraph(run("One")) + control(paragraph(run("Two"))))
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{control(row)}</w:tbl>"
    assert [" ".join(text.split()) for text in shown(tmp_path, body + table)] == ["One", "Two", "a | b"]


def test_a_deleted_row_is_not_shown_and_a_deleted_paragraph_end_joins(tmp_path: Path) -> None:
    deleted = '<w:del w:id="1" w:author="A"/>'
    row = f"<w:tr><w:trPr>{deleted}</w:trPr><w:tc>{paragraph(run('gone'))}</w:tc></w:tr>"
    body = paragraph(run("Volunteers "), f"<w:rPr>{deleted}</w:rPr>") + paragraph(run("help."))
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{row}</w:tbl>"
    assert shown(tmp_path, body + table) == ["Volunteers help."]


def test_a_merged_cell_stands_once(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    for row, texts in enumerate((("Country", "", ""), ("Kenya", "1", "2"), ("", "3", "4"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    texts = [passage.text for passage in parsed(tmp_path, made).passages]
    assert texts == ["Country", "Kenya | 1 | 2", " | 3 | 4"]


def text_box(text: str) -> str:
    content = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    shape = f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp>"
    new = f"<w:drawing><a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
    choice = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def test_a_text_box_stands_once_behind_its_paragraph(tmp_path: Path) -> None:
    boxed = paragraph(run("Before ") + text_box("In the box") + run("and after."))
    cell = paragraph(run("cell") + text_box("By the table"))
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    assert shown(tmp_path, boxed + table + paragraph(run("Last."))) == [
        "Before and after.",
        "In the box",
        "cell",
        "By the table",
        "Last.",
    ]


def test_endnotes_are_notes_as_footnotes_are_and_each_number_is_one_note(tmp_path: Path) -> None:
    body = paragraph(
        f'{run("Volunteers")}<w:r><w:endnoteReference w:id="7"/></w:r>{run(" help")}'
        f'<w:r><w:footnoteReference w:id="3"/></w:r>{run(".")}'
    )
    found = parsed(
        tmp_path,
        document(
            body,
            footnotes=f'<w:footnote w:id="3">{paragraph(run("At the foot."))}</w:footnote>',
            endnotes=f'<w:endnote w:id="7">{paragraph(run("At the"))}{paragraph(run("end."))}</w:endnote>',
        ),
    )
    text, *notes = found.passages
    assert (text.text, [(mark.number, mark.offset) for mark in text.footnotes]) == (
        "Volunteers help.",
        [("2", 10), ("1", 15)],
    )
    assert [(note.kind, note.number, note.text) for note in notes] == [
        (PassageKind.FOOTNOTE, "1", "At the foot."),
        (PassageKind.FOOTNOTE, "2", "At the end."),
    ]


def test_the_mark_of_a_note_in_a_text_box_is_its_number(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    boxed = text_box("In the box").replace("</w:p>", f"{mark}</w:p>")
    notes = f'<w:footnote w:id="1">{paragraph(run("Note."))}</w:footnote>'
    assert shown(tmp_path, paragraph(run("Text.") + boxed), footnotes=notes) == ["Text.", "In the box1", "Note."]


def test_a_note_with_a_sign_of_its_own_does_not_count(tmp_path: Path) -> None:
    star = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    body = paragraph(run("Report") + star) + paragraph(run("Text") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    notes = "".join(
        f'<w:footnote w:id="{n}">{paragraph(run(text))}</w:footnote>' for n, text in ((1, "Star"), (2, "One"))
    )
    found = read(tmp_path, document(body, footnotes=notes)).pages[0].lines
    assert [(line.level, line.text) for line in found if line.style is Style.FOOTNOTE] == [(1, "One"), (2, "Star")]


def test_headers_and_footers_of_every_section_are_furniture(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("First section.")
    first = made.sections[0]
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].text = "United Nations"
    first.header.paragraphs[0].text = "A/81/6"
    second = made.add_section()
    made.add_paragraph("Second section.")
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "Annex"
    second.first_page_header.is_linked_to_previous = False
    second.first_page_header.paragraphs[0].text = "Annex I"
    second.footer.is_linked_to_previous = False
    second.footer.paragraphs[0].text = "26-01234"
    lines = read(tmp_path, made).pages[0].lines
    assert [(line.style, line.text) for line in lines] == [
        (None, "United Nations"),
        (Style.FURNITURE, "A/81/6"),
        (Style.FURNITURE, "Annex I"),
        (Style.FURNITURE, "Annex"),
        (Style.FURNITURE, "26-01234"),
        (None, "First section."),
        (None, "Second section."),
    ]


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, more: str = "") -> str:
    listed = f'<w:abstractNum w:abstractNumId="5">{"".join(levels)}</w:abstractNum>'
    return f'{listed}<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>{more}'


def numbered(*places: tuple[int, int]) -> str:
    """Paragraphs "x" at these (level, list)."""
    return "".join(
        paragraph(run("x"), f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{listed}"/></w:numPr>')
        for at, listed in places
    )


@pytest.mark.parametrize(
    ("form", "text", "start", "expected"),
    [
        ("decimal", "%1.", 9, ["9. x", "10. x"]),
        ("decimal", "14.%1", 20, ["14.20 x", "14.21 x"]),
        ("decimalZero", "%1", 9, ["09 x", "10 x"]),
        ("lowerLetter", "(%1)", 26, ["(z) x", "(aa) x"]),
        ("upperLetter", "%1.", 1, ["A. x", "B. x"]),
        ("lowerRoman", "(%1)", 3, ["(iii) x", "(iv) x"]),
        ("upperRoman", "%1.", 49, ["XLIX. x", "L. x"]),
        ("chineseCountingThousand", "（%1）", 10, ["（十） x", "（十一） x"]),
        ("japaneseCounting", "%1、", 20, ["二十、 x", "二十一、 x"]),
        ("bullet", "•", 1, ["x", "x"]),
        ("none", "", 1, ["x", "x"]),
    ],
)
def test_an_automatic_number_is_printed(tmp_path: Path, form: str, text: str, start: int, expected: list[str]) -> None:
    listed = numbering(level(0, form, text, start=start))
    assert shown(tmp_path, numbered((0, 1), (0, 1)), numbering=listed) == expected


def test_levels_count_below_each_other(tmp_path: Path) -> None:
    listed = numbering(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "(%3)"))
    places = ((0, 1), (1, 1), (2, 1), (2, 1), (1, 1), (2, 1), (0, 1), (1, 1))
    expected = ["I. x", "I.1 x", "(a) x", "(b) x", "I.2 x", "(a) x", "II. x", "II.1 x"]
    assert shown(tmp_path, numbered(*places), numbering=listed) == expected


def test_a_level_may_count_on_whatever_stands_above_it(tmp_path: Path) -> None:
    listed = numbering(level(0, "decimal", "%1."), level(1, "upperRoman", "%2.", '<w:lvlRestart w:val="0"/>', start=3))
    assert shown(tmp_path, numbered((1, 1), (0, 1), (1, 1)), numbering=listed) == ["III. x", "1. x", "IV. x"]


def test_lists_of_one_family_count_on_unless_one_begins_anew(tmp_path: Path) -> None:
    on = '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    anew = f'<w:num w:numId="3"><w:abstractNumId w:val="5"/>{override}</w:num>'
    listed = numbering(level(0, "decimal", "%1."), more=on + anew)
    places = ((0, 1), (0, 2), (0, 3), (0, 3), (0, 1))
    assert shown(tmp_path, numbered(*places), numbering=listed) == ["1. x", "2. x", "1. x", "2. x", "3. x"]


def test_legal_levels_have_digits_only_and_a_number_may_touch_its_text(tmp_path: Path) -> None:
    listed = numbering(
        level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2、", '<w:suff w:val="nothing"/><w:isLgl/>')
    )
    assert shown(tmp_path, numbered((0, 1), (1, 1)), numbering=listed) == ["I x", "1.1、x"]


def test_a_style_may_number_its_paragraphs(tmp_path: Path) -> None:
    made = document(
        paragraph(run("Text"), '<w:pStyle w:val="Child"/>')
        + paragraph(run("Text"), '<w:pStyle w:val="Child"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        numbering=numbering(level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)")),
    )
    number = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    for name, more in (("Parent", number), ("Child", '<w:basedOn w:val="Parent"/>')):
        style = f'<w:style w:type="paragraph" w:styleId="{name}" {NAMESPACES}><w:name w:val="{name}"/>{more}</w:style>'
        made.styles.element.append(parse_xml(style))
    assert [line.text for line in read(tmp_path, made).pages[0].lines] == ["(a) Text", "Text"]


def test_a_deleted_paragraph_takes_no_number(tmp_path: Path) -> None:
    place = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = f'{place}<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    body = numbered((0, 1)) + paragraph(f'<w:del w:id="2" w:author="A">{run("y")}</w:del>', deleted) + numbered((0, 1))
    assert shown(tmp_path, body, numbering=numbering(level(0, "decimal", "%1."))) == ["1. x", "2. x"]


def test_automatic_numbers_are_those_of_paragraphs_and_items(tmp_path: Path) -> None:
    listed = numbering(level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)"))
    found = parsed(tmp_path, document(numbered((0, 1), (1, 1), (0, 1)), numbering=listed)).passages
    assert [(passage.kind, passage.number, passage.text) for passage in found] == [
        (PassageKind.PARAGRAPH, "1", "x"),
        (PassageKind.LIST_ITEM, "(a)", "x"),
        (PassageKind.PARAGRAPH, "2", "x"),
    ]


def test_a_kind_of_number_that_is_not_read_is_an_issue(tmp_path: Path) -> None:
    listed = numbering(level(0, "hebrew1", "%1."))
    found = parsed(tmp_path, document(numbered((0, 1), (0, 1)), numbering=listed))
    assert [passage.text for passage in found.passages] == ["x", "x"]
    assert [(issue.code, issue.message) for issue in found.issues] == [
        ("unread", "automatic numbers of the kind hebrew1 are not read")
    ]


def scan(text: str = "", header: str = "") -> Any:
    made = docx.Document()
    made.add_picture(io.BytesIO(PNG))
    if text:
        made.add_paragraph(text)
    made.sections[0].header.paragraphs[0].text = header
    return made


@pytest.mark.parametrize("header", ["", "A/81/6"])
def test_a_document_of_pictures_is_unread_and_says_so(tmp_path: Path, header: str) -> None:
    found = parsed(tmp_path, scan(header=header))
    assert [page.state for page in found.pages] == [PageState.NEEDS_OCR]
    assert [issue.code for issue in found.issues] == ["needs_ocr"]


def test_pictures_beside_text_need_no_reading_and_nothing_is_empty_by_design(tmp_path: Path) -> None:
    beside, nothing = parsed(tmp_path, scan("Text.")), parsed(tmp_path, docx.Document())
    assert ([page.state for page in beside.pages], beside.issues) == ([PageState.TEXT], ())
    assert ([page.state for page in nothing.pages], nothing.issues) == ([PageState.EMPTY_BY_DESIGN], ())


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("A_81_6_SECT._14", ["A."]),
        ("A_81_6_SECT._3", ["I.", "A.", "II.", "A.", "III.", "A.", "IV.", "A.", "V.", "A."]),
        ("A_81_6_SECT._8", ["I.", "A.", "II.", "A.", "III."]),
    ],
)
def test_the_contents_of_real_documents_are_numbered_as_printed(
    shared_data: Path, name: str, labels: list[str]
) -> None:
    """The numbers of these lines are automatic; they are as in the PDF of the same name."""
    lines = read_docx(shared_data / "pdf" / "un-en-with-docx" / f"{name}.docx").pages[0].lines
    first = [line.runs[0].text.strip() for line in lines if line.style is Style.ROW]
    assert [text for text in first if text in {"A.", "I.", "II.", "III.", "IV.", "V."}][: len(labels)] == labels


def test_a_document_whose_main_part_is_another_than_words_is_damaged(tmp_path: Path) -> None:
    other = tmp_path / "other.docx"
    with zipfile.ZipFile(SAMPLE) as real, zipfile.ZipFile(other, "w") as written:
        for entry in real.namelist():
            written.writestr(entry, real.read(entry).replace(b"openxmlformats.org/word", b"openxmlfokmats.org/word"))
    with pytest.raises(PortalError, match="holds no text of Word's"):
        read_docx(other)


def test_a_document_that_names_something_else_as_a_header_is_damaged(tmp_path: Path) -> None:
    made = docx.Document()
    other = Part(PackURI("/word/other.bin"), "application/octet-stream", b"no header", made.part.package)
    named = made.part.relate_to(other, "http://example.org/other")
    reference = f'<w:headerReference {nsdecls("w", "r")} w:type="default" r:id="{named}"/>'
    made.sections[0]._sectPr.insert(0, parse_xml(reference))
    made.save(str(tmp_path / "other.docx"))
    with pytest.raises(PortalError, match="damaged"):
        read_docx(tmp_path / "other.docx")


def test_a_document_that_names_a_header_it_does_not_say_is_damaged(tmp_path: Path) -> None:
    made = docx.Document()
    reference = parse_xml(f'<w:headerReference {nsdecls("w")} w:type="default"/>')
    made.sections[0]._sectPr.insert(0, reference)
    made.save(str(tmp_path / "other.docx"))
    with pytest.raises(PortalError, match="damaged"):
        read_docx(tmp_path / "other.docx")
