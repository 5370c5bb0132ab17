"""A web page gives what a reader sees of it: its text in order, not its frame, whatever its encoding and mark-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.documents import PageState, ParsedDocument, PassageKind
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.cell import read_file
from ingest.layout import Line, Style
from ingest.structure import structure_of
from ingest.web import read_html

CHINESE = "志愿服务促进可持续发展。"
FRENCH = "Le bénévolat a été mesuré"


def lines_of(tmp_path: Path, body: str, head: str = "") -> tuple[Line, ...]:
    return read(tmp_path, f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


def read(tmp_path: Path, content: bytes) -> tuple[Line, ...]:
    path = tmp_path / "page.html"
    path.write_bytes(content)
    return read_html(path).pages[0].lines


def shown(tmp_path: Path, body: str) -> list[tuple[Style | None, str]]:
    return [(line.style, line.text) for line in lines_of(tmp_path, body)]


def texts(tmp_path: Path, body: str) -> list[str]:
    return [line.text for line in lines_of(tmp_path, body)]


def parsed(tmp_path: Path, body: str) -> ParsedDocument:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><html><body>{body}</body></html>", encoding="utf-8")
    return structure_of(read_html(path))


@pytest.mark.parametrize(
    ("declaration", "text", "encoding"),
    [
        ("", CHINESE, "utf-8"),
        ("", CHINESE, "gb18030"),
        ("", FRENCH, "utf-8"),
        ("", CHINESE, "utf-8-sig"),
        ("", CHINESE, "utf-16"),
        ('<meta charset="iso-8859-1">', CHINESE, "utf-8-sig"),  # the mark is stronger than the declaration
        ('<meta charset="utf-8">', CHINESE, "utf-8"),
        ("<meta charset=gb2312>", CHINESE + "镕", "gbk"),  # a character that GB 2312 itself does not have
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "Добровольцы", "cp1251"),
        ('<meta charset="ISO-8859-1">', "“Volunteers” – été", "cp1252"),
        ('<meta charset="big5">', "志願服務", "big5"),
        ('<!-- <meta charset="big5"> -->', CHINESE, "utf-8"),
        ('<meta charset="klingon">', CHINESE, "utf-8"),
        ('<meta charset="base64">', CHINESE, "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_has(tmp_path: Path, declaration: str, text: str, encoding: str) -> None:
    page = f"<html><head>{declaration}<title>{text}</title></head><body><p>{text}</p></body></html>"
    assert [line.text for line in read(tmp_path, page.encode(encoding))] == [text]
    assert read_html(tmp_path / "page.html").stated_title == text


def test_an_xml_declaration_declares_the_encoding(tmp_path: Path) -> None:
    page = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE html><html><body><p>{FRENCH}</p></body></html>'
    assert [line.text for line in read(tmp_path, page.encode("latin-1"))] == [FRENCH]


def test_a_page_inside_a_form_is_read_without_the_controls_of_the_form(tmp_path: Path) -> None:
    controls = "<select><option>English</option></select><textarea>Comment</textarea><button>Send</button>"
    body = f'<form id="aspnetForm"><div><h1>Report</h1><p>Volunteers <input value="x"> help.</p>{controls}</div></form>'
    assert shown(tmp_path, body) == [(Style.HEADING, "Report"), (None, "Volunteers help.")]


@pytest.mark.parametrize("owner", ["article", "main", "section"])
def test_the_header_of_a_text_is_text_and_that_of_the_page_is_not(tmp_path: Path, owner: str) -> None:
    text = f"<{owner}><header><h1>Report</h1></header><p>Body.</p><footer>Adopted in May.</footer></{owner}>"
    body = f"<header><p>Site</p></header><nav>Menu</nav>{text}<aside>See also</aside><footer>Imprint</footer>"
    assert texts(tmp_path, body) == ["Report", "Body.", "Adopted in May."]


@pytest.mark.parametrize("line_break", ["<br>", "<br/>", "<br />\n"])
def test_a_line_break_parts_words(tmp_path: Path, line_break: str) -> None:
    assert texts(tmp_path, f"<p>volunteer{line_break}work</p>") == ["volunteer work"]


def test_nothing_of_scripts_and_styles_is_text(tmp_path: Path) -> None:
    scripts = "".join(f"<{tag}>hidden {tag}</{tag}>" for tag in ("script", "style", "noscript", "template"))
    body = f"<p>Before {scripts}<!-- a comment -->after<svg><text>drawn</text></svg>.</p><h2>Part{scripts}</h2>"
    assert texts(tmp_path, body) == ["Before after.", "Part"]


def test_a_list_in_a_list_keeps_its_order_and_its_items(tmp_path: Path) -> None:
    body = "<ul><li>One <b>bold</b> word<ul><li>Inner</li></ul>and more</li><li><p>Two</p><p>Further</p></li></ul>"
    assert shown(tmp_path, body) == [
        (Style.LIST_ITEM, "One bold word"),
        (Style.LIST_ITEM, "Inner"),
        (None, "and more"),
        (Style.LIST_ITEM, "Two"),
        (None, "Further"),
    ]


def test_terms_and_definitions_stand_below_each_other(tmp_path: Path) -> None:
    body = "<dl><dt>VNR</dt><dd>A review</dd><dt>SDG</dt><dd><p>A goal.</p><p>One of 17.</p></dd></dl>"
    assert texts(tmp_path, body) == ["VNR", "A review", "SDG", "A goal.", "One of 17."]


def test_a_cell_over_rows_and_columns_stands_once(tmp_path: Path) -> None:
    body = """<table><caption>Volunteers by year</caption>
      <thead><tr><th rowspan="2">Country</th><th colspan="2">Year</th></tr><tr><th>2019</th><th>2020</th></tr></thead>
      <tbody><tr><td>Kenya</td><td><p>1</p><p>2</p></td><td>3</td></tr>
      <tr><td>Nepal</td><td rowspan="2">4</td><td>5</td></tr><tr><td>Peru</td><td>6</td></tr></tbody></table>"""
    assert shown(tmp_path, body) == [
        (None, "Volunteers by year"),
        (Style.ROW, "Country | Year"),
        (Style.ROW, "| 2019 | 2020"),
        (Style.ROW, "Kenya | 1 2 | 3"),
        (Style.ROW, "Nepal | 4 | 5"),
        (Style.ROW, "Peru | | 6"),
    ]


def test_an_empty_cell_of_a_row_is_a_cell(tmp_path: Path) -> None:
    body = "<table><tr><td></td><td>2019</td><td></td><td>2021</td></tr><tr><td>Kenya</td><td></td></tr></table>"
    assert [row.text for row in parsed(tmp_path, body).passages] == [" | 2019 |  | 2021", "Kenya | "]


def test_a_table_that_lays_out_the_page_is_no_table(tmp_path: Path) -> None:
    data = "<table><tr><td>a</td><td>b</td></tr></table>"
    body = f"<table><tr><td><h1>Report</h1><p>One.</p></td><td>{data}</td></tr></table>"
    assert shown(tmp_path, body) == [(Style.HEADING, "Report"), (None, "One."), (Style.ROW, "a | b")]


@pytest.mark.parametrize("depth", [60])
def test_tables_in_tables_are_read_in_good_time(tmp_path: Path, depth: int) -> None:
    body = "<table><tr><td>" * depth + "<p>In</p><p>side</p>" + "</td></tr></table>" * depth
    assert texts(tmp_path, body) == ["In", "side"]


@pytest.mark.parametrize("mark", ['<sup><a href="#fn1">1</a></sup>', '<a href="#fn1"><sup>[1]</sup></a>'])
@pytest.mark.parametrize(
    "note",
    [
        '<ol><li id="fn1"><p>See resolution 70/1. <a href="#ref1">↩</a></p></li></ol>',
        '<p id="fn1"><sup><a href="#ref1">1</a></sup> See resolution 70/1.</p>',
        '<p><a name="fn1"></a>1. See resolution 70/1.</p>',
    ],
)
def test_a_footnote_is_tied_to_the_place_of_its_mark(tmp_path: Path, mark: str, note: str) -> None:
    body = f'<p id="ref1">Volunteers{mark} help.</p><p>And <a href="#fn1">so on</a>.</p>{note}'
    text, other, footnote = parsed(tmp_path, body).passages
    assert (text.text, other.text) == ("Volunteers help.", "And so on.")
    assert [(found.number, found.offset) for found in text.footnotes] == [("1", 10)]
    assert (footnote.kind, footnote.number) == (PassageKind.FOOTNOTE, "1")
    assert footnote.text == "See resolution 70/1."


def test_what_lies_deep_is_read(tmp_path: Path) -> None:
    assert texts(tmp_path, "<div>" * 300 + "<p>Deep</p>") == ["Deep"]


def test_what_lies_too_deep_is_refused_and_not_left_out(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body>" + "<div>" * 3000 + "<p>Deep</p>")
    with pytest.raises(PortalError, match="nested too deeply"):
        read_file(path, Settings())


def test_a_page_cannot_call_its_blocks_footnotes(tmp_path: Path) -> None:
    assert shown(tmp_path, '<p footnote-number="x">One</p><p footnote-number="2">Two</p>') == [
        (None, "One"),
        (None, "Two"),
    ]


def test_a_page_of_frames_holds_no_text(tmp_path: Path) -> None:
    assert read(tmp_path, b"<html><head><title>T</title></head><frameset><frame src='a'></frameset></html>") == ()


def test_a_raised_number_without_a_footnote_stays(tmp_path: Path) -> None:
    assert texts(tmp_path, '<p>10 m<sup>2</sup> and <sup><a href="#none">1</a></sup></p>') == ["10 m2 and 1"]


@pytest.mark.parametrize("body", ['<div><img src="1.png"></div><img src="2.png">', "<svg></svg>", "<canvas></canvas>"])
def test_a_page_of_pictures_is_unread_and_says_so(tmp_path: Path, body: str) -> None:
    scan = parsed(tmp_path, f"<nav>Menu</nav>{body}")
    assert [page.state for page in scan.pages] == [PageState.NEEDS_OCR]
    assert [issue.code for issue in scan.issues] == ["needs_ocr"]


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("<p>Text</p><img src='1.png'>", PageState.TEXT),
        ("", PageState.EMPTY_BY_DESIGN),
        ("<header><img src='logo.png'></header>", PageState.EMPTY_BY_DESIGN),
    ],
)
def test_pictures_beside_text_or_in_the_frame_of_a_page_need_no_reading(
    tmp_path: Path, body: str, state: PageState
) -> None:
    page = parsed(tmp_path, body)
    assert ([one.state for one in page.pages], page.issues) == ([state], ())


def test_a_page_in_utf_16_is_no_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(f"<html><body><p>{CHINESE}</p></body></html>".encode("utf-16"))
    document = read_file(path, Settings())
    assert (document.media_type, [passage.text for passage in document.passages]) == ("text/html", [CHINESE])


@pytest.mark.parametrize("tag", ["header", "svg", "p"])
def test_a_page_with_control_characters_is_read_without_them(tmp_path: Path, tag: str) -> None:
    """What is dropped leaves its tail behind, and a tree of elements takes no such text."""
    body = f"<p>1. Volun\x1eteers\x0bcount</p><{tag}>x</{tag}> the \x18birds\x01 of\ufffe the lake."
    assert "Volunteers count the birds of the lake." in " ".join(texts(tmp_path, body)).replace(" x ", " ")
