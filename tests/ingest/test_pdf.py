"""Both PDF engines give the words, sizes and pages that are set, so that either can stand in for the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, StreamObject

from corpus.documents import PageState, ParsedDocument
from corpus.errors import PortalError
from ingest.layout import Flow, Line, RawDocument, Run
from ingest.pdf import ENGINES, engine
from ingest.structure import structure_of
from tests.ingest.reading import ENGLISH, FRAMEWORK, PICTURES, REPORT, SAMPLES, tight

TOKEN = re.compile(r"[^\W\d_\u4e00-\u9fff]+|\d+|[\u4e00-\u9fff]")
NAMES = sorted(path.name for path in SAMPLES.glob("*.pdf"))
FOLDERS = {
    "un-en": 0.99,
    "un-en-with-docx": 0.99,
    "un-es": 0.99,
    "un-zh-typeset": 0.99,
    "un-scans-en-ru": 0.99,
    "vnr-factsheets-en": 0.97,
    "not-vnr": 0.99,
}
"""All real documents but the hostile: which part of the words of each the engines agree on. Factsheets are set word by
word without spaces between some, and either engine misses others."""


def behind(*names: str, of: tuple[str, ...] | list[str], why: str) -> list[object]:
    """The names as parameters; those in which pypdf is known to be behind must fail until it is not."""
    late = pytest.mark.xfail(reason=why, strict=True)
    return [pytest.param(name, marks=late) if name in names else name for name in of]


TEXTS = [name for name in NAMES if name != PICTURES]


@cache
def read(path: Path, name: str) -> RawDocument:
    return engine(name)(path, 5000)


def lines(document: RawDocument) -> Iterator[Line]:
    return (line for page in document.pages for line in page.lines)


def words(document: RawDocument) -> Counter[str]:
    return Counter(word for line in lines(document) for word in TOKEN.findall(line.text.lower()))


def characters(document: RawDocument) -> Counter[str]:
    return Counter(character for line in lines(document) for character in line.text.lower() if character.isalnum())


def set_in(document: RawDocument) -> Counter[float]:
    """How many letters and digits are set in each size."""
    sizes: Counter[float] = Counter()
    for run in (run for line in lines(document) for run in line.runs):
        sizes[round(run.size, 1)] += sum(map(str.isalnum, run.text))
    return sizes


def overlap(one: Counter[Any], other: Counter[Any]) -> float:
    return (one & other).total() / max(one.total(), other.total(), 1)


@pytest.mark.parametrize("name", TEXTS)
def test_the_engines_give_the_same_words_of_a_sample(samples: Path, name: str) -> None:
    assert overlap(*(words(read(samples / name, which)) for which in ENGINES)) >= 0.98


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_engines_give_real_documents_the_same_shape(shared_data: Path, tmp_path: Path, folder: str) -> None:
    """The pages, what can be seen on pages without text, the words, the characters and the sizes they are set in."""
    paths = [shortened(path, tmp_path) for path in sorted((shared_data / "pdf" / folder).glob("*.pdf"))]
    assert paths
    for path in paths:
        first, second = (read(path, which) for which in ENGINES)
        assert shape(second) == shape(first), path.name
        if words(first) or words(second):
            assert overlap(words(first), words(second)) >= FOLDERS[folder], path.name
            assert overlap(characters(first), characters(second)) >= 0.999, path.name
            assert overlap(set_in(first), set_in(second)) >= 0.99, path.name


LONG = 15
"""Pages of a file of which not all are compared: pypdf reads about 14 a second."""


def shortened(path: Path, folder: Path) -> Path:
    """The file, or one of every third page of it where it is long."""
    count = len(PdfReader(path).pages)
    if count <= LONG:
        return path
    writer = PdfWriter()
    writer.append(path, pages=list(range(0, count, 3)), import_outline=False)
    writer.write(folder / path.name)
    return folder / path.name


def shape(document: RawDocument) -> list[tuple[int, int, int, bool, int, bool]]:
    """Of each page: number, width, height, whether it has text, how many pictures otherwise, whether it is drawn on."""
    return [
        (page.number, round(page.width), round(page.height), bool(page.lines), page.pictures, page.drawn)
        for page in document.pages
    ]


@pytest.mark.parametrize(
    "name", behind("sample-vnr-xaj-2025.ar.pdf", of=NAMES, why="pypdf joins an Arabic number to the line above")
)
def test_paragraphs_and_footnotes_are_the_same_whichever_engine_read_them(samples: Path, name: str) -> None:
    first, second = (skeleton(structure_of(read(samples / name, which))) for which in ENGINES)
    assert second == first


def skeleton(parsed: ParsedDocument) -> list[tuple[str, int, int, tuple[str, ...]]]:
    """Numbered paragraphs, their items and footnotes: path, pages, and the marks in them."""
    return [
        (p.path, p.page_first, p.page_last, tuple(mark.number for mark in p.footnotes))
        for p in parsed.passages
        if p.number is not None
    ]


@pytest.mark.parametrize("which", ENGINES)
def test_every_engine_says_the_same_of_the_file(samples: Path, which: str) -> None:
    document = read(samples / FRAMEWORK, which)
    assert (document.media_type, document.engine, document.flow) == ("application/pdf", which, Flow.POSITIONS)
    assert [page.number for page in document.pages] == [1, 2, 3, 4, 5]
    assert {(round(page.width), round(page.height)) for page in document.pages} == {(595, 842)}


@pytest.mark.parametrize("which", ENGINES)
def test_lines_lie_on_the_page_from_top_to_bottom(samples: Path, which: str) -> None:
    page = read(samples / "sample-vnr-xaa-2025.en.pdf", which).pages[1]
    assert all(0 <= line.x0 <= line.x1 <= page.width and 0 < line.main.baseline < page.height for line in page.lines)
    baselines = [line.main.baseline for line in page.lines]
    assert baselines[-1] - baselines[0] > 300


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize(
    ("page", "start", "size"),
    [
        (1, "示例志愿人员方案", 15.0),
        (3, "一. 导言", 12.5),
        (3, "A. 任务", 11.0),
        (3, "示例志愿人员方案提出", 10.5),
        (3, "除另有说明外", 8.5),
        (5, "1.1 每年派遣", 9.0),
    ],
    ids=["title", "chapter", "section", "body", "footnote", "table"],
)
def test_the_size_of_text_is_the_size_it_is_set_in(
    samples: Path, which: str, page: int, start: str, size: float
) -> None:
    """The sizes are those of corpus/samples/sources/template.typ."""
    runs = [
        line.main.size
        for line in read(samples / FRAMEWORK, which).pages[page - 1].lines
        if tight(start) in tight(line.text)
    ]
    assert any(found == pytest.approx(size, abs=0.1) for found in runs)


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize(
    ("name", "page", "markers"),
    [
        (FRAMEWORK, 3, {"1", "2", "3"}),
        (FRAMEWORK, 4, {"4"}),
        (REPORT, 3, {"1", "2"}),
        (ENGLISH, 1, {"1"}),
        ("sample-a-res-99-901.zh.pdf", 1, {"1", "2"}),
    ],
)
def test_a_marker_in_the_text_is_a_smaller_raised_run(
    samples: Path, which: str, name: str, page: int, markers: set[str]
) -> None:
    found = {
        run.text.strip()
        for line in read(samples / name, which).pages[page - 1].lines
        for run in line.runs
        if line.main.size > 10 and is_raised(run, line.main)
    }
    assert found == markers


def is_raised(run: Run, main: Run) -> bool:
    return run.size == pytest.approx(0.6 * main.size, abs=0.2) and run.baseline < main.baseline - 1


@pytest.mark.parametrize("which", ENGINES)
def test_bold_text_is_told_from_plain(samples: Path, which: str) -> None:
    page = read(samples / FRAMEWORK, which).pages[2]
    heading = next(line for line in page.lines if tight(line.text) == "一.导言")
    body = next(line for line in page.lines if "拟订本框架时" in line.text)
    assert (heading.main.bold, body.main.bold) == (True, False)


@pytest.mark.parametrize("which", ENGINES)
def test_pages_with_text_without_anything_and_with_pictures_are_told_apart(
    samples: Path, tmp_path: Path, which: str
) -> None:
    writer = PdfWriter()
    writer.add_page(PdfReader(samples / ENGLISH).pages[0])
    writer.add_blank_page(595, 842)
    writer.add_page(PdfReader(samples / PICTURES).pages[0])
    writer.write(tmp_path / "three.pdf")
    document = engine(which)(tmp_path / "three.pdf", 5000)
    assert [bool(page.lines) for page in document.pages] == [True, False, False]
    parsed = structure_of(document)
    assert [(page.number, page.state) for page in parsed.pages] == [
        (1, PageState.TEXT),
        (2, PageState.EMPTY_BY_DESIGN),
        (3, PageState.NEEDS_OCR),
    ]
    assert [(issue.code, issue.page) for issue in parsed.issues] == [("needs_ocr", 3)]
    assert {passage.page_first for passage in parsed.passages} == {1}


@pytest.mark.parametrize("which", ENGINES)
def test_places_are_counted_from_the_corner_that_is_shown(samples: Path, tmp_path: Path, which: str) -> None:
    source = samples / ENGLISH
    writer = PdfWriter(clone_from=PdfReader(source))
    for page in writer.pages:
        page.cropbox.lower_left, page.cropbox.upper_right = (20, 30), (575, 812)
    writer.write(tmp_path / "cropped.pdf")
    whole, cropped = read(source, which).pages[0], engine(which)(tmp_path / "cropped.pdf", 5000).pages[0]
    assert (round(cropped.width), round(cropped.height)) == (555, 782)
    first, same = whole.lines[0].main, cropped.lines[0].main
    assert same.text == first.text
    assert same.x0 == pytest.approx(first.x0 - 20, abs=0.5)
    assert same.baseline == pytest.approx(first.baseline - (whole.height - 812), abs=0.5)


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_is_read_as_it_is_shown(samples: Path, tmp_path: Path, which: str, turn: int) -> None:
    writer = PdfWriter()
    page = writer.add_page(PdfReader(samples / ENGLISH).pages[0])
    page.add_transformation(Transformation().rotate(turn).translate(*LAID_DOWN[turn]))
    if turn != 180:
        page.mediabox.upper_right = page.cropbox.upper_right = (page.mediabox.top, page.mediabox.right)
    page.rotate(turn)
    writer.write(tmp_path / "turned.pdf")
    upright, turned = read(samples / ENGLISH, which).pages[0], engine(which)(tmp_path / "turned.pdf", 1).pages[0]
    assert (round(turned.width), round(turned.height)) == (round(upright.width), round(upright.height))
    assert [tight(line.text) for line in turned.lines] == [tight(line.text) for line in upright.lines]
    for line, same in zip(turned.lines, upright.lines, strict=True):
        assert line.x0 == pytest.approx(same.x0, abs=1)
        assert (line.main.baseline, line.main.size) == pytest.approx((same.main.baseline, same.main.size), abs=0.5)


LAID_DOWN = {90: (841.89, 0), 180: (595.28, 841.89), 270: (0, 595.28)}
"""Where the lower left corner of an upright A4 page comes to lie when it is turned back by so many degrees."""


def test_a_letter_that_marks_a_note_is_told_from_its_word(shared_data: Path) -> None:
    page = read(shared_data / "pdf/un-en-with-docx/A_80_604_Add.9.pdf", "pdfium").pages[10]
    line = next(line for line in page.lines if line.text.startswith("Temporary positions"))
    assert [(run.text, round(run.size, 1)) for run in line.runs[:2]] == [("Temporary positions", 8.5), ("a", 5.5)]


def test_words_that_are_set_apart_without_a_space_are_two(shared_data: Path) -> None:
    page = read(shared_data / "pdf/vnr-factsheets-en/malawi.pdf", "pdfium").pages[0]
    assert "Gains in primary enrolment, stronger" in [line.text for line in page.lines]


def test_a_line_set_upwards_is_one_line(shared_data: Path) -> None:
    page = read(shared_data / "pdf/un-zh-typeset/gb-cmaps.zh.pdf", "pdfium").pages[1]
    assert "旋转的表格标题文本" in [line.text for line in page.lines]


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize("most", [1, 4])
def test_a_file_with_more_pages_than_allowed_is_refused(samples: Path, which: str, most: int) -> None:
    with pytest.raises(PortalError) as refused:
        engine(which)(samples / FRAMEWORK, most)
    assert refused.value.code == "too_many_pages"
    assert "5 pages" in refused.value.detail


@pytest.mark.parametrize("which", ENGINES)
def test_a_file_with_as_many_pages_as_allowed_is_read(samples: Path, which: str) -> None:
    assert len(engine(which)(samples / FRAMEWORK, 5).pages) == 5


@pytest.mark.parametrize("which", ENGINES)
def test_a_file_that_is_cut_after_its_header_is_damaged(tmp_path: Path, which: str) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
    with pytest.raises(PortalError) as refused:
        engine(which)(path, 5000)
    assert refused.value.code == "damaged"


@pytest.mark.parametrize("which", ENGINES)
def test_an_encrypted_file_is_encrypted_to_both_engines(samples: Path, tmp_path: Path, which: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(samples / ENGLISH))
    writer.encrypt("a password", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(PortalError) as refused:
        engine(which)(tmp_path / "locked.pdf", 5000)
    assert refused.value.code == "encrypted"


def test_an_unknown_engine_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no PDF engine 'acrobat'"):
        engine("acrobat")


def drawn(path: Path, content: bytes) -> Path:
    """A file of one page with this content; F is Helvetica."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    fonts = DictionaryObject({NameObject("/F"): named})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = StreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)
    return path


@pytest.mark.parametrize(("size", "small"), [("0.001", 1), ("0.01", 0), ("12", 0)])
@pytest.mark.parametrize("which", ENGINES)
def test_text_is_read_or_said_to_be_too_small(tmp_path: Path, which: str, size: str, small: int) -> None:
    content = (
        f"BT /F {size} Tf 72 700 Td (The first line) Tj 0 -20 Td (  ) Tj 0 -20 Td (Second line, of more words) Tj ET"
    )
    document = engine(which)(drawn(tmp_path / "small.pdf", content.encode()), 10)
    said = [(issue.code, issue.page) for issue in structure_of(document).issues]
    read = [line.text.strip() for line in lines(document)]
    if which == "pdfium" and small:
        assert (read, said) == (["Second line, of more words"], [("too_small", 1)])
    else:
        assert (read, said) == (["The first line", "Second line, of more words"], [])


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize("lost", [True, False])
def test_a_page_whose_content_is_not_in_the_file_is_not_taken_for_a_blank_one(
    samples: Path, tmp_path: Path, which: str, lost: bool
) -> None:
    writer = PdfWriter(clone_from=PdfReader(samples / ENGLISH))
    page = writer.pages[0] if lost else writer.add_blank_page(595, 842)
    if lost:
        page[NameObject("/Contents")] = IndirectObject(9999, 0, writer)
    writer.encrypt("", owner_password="an owner", algorithm="RC4-128")
    writer.write(tmp_path / "lost.pdf")
    parsed = structure_of(engine(which)(tmp_path / "lost.pdf", 5000))
    states = {page.state for page in parsed.pages} - {PageState.TEXT}
    assert states == {PageState.FAILED if lost else PageState.EMPTY_BY_DESIGN}
    assert [(issue.code, issue.page) for issue in parsed.issues] == ([("page_failed", 1)] if lost else [])
