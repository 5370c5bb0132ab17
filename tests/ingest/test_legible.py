"""Text that a font without a usable table of characters gives is told from text that somebody wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from corpus.documents import ParsedDocument
from corpus.settings import Settings
from ingest import cell
from ingest.formats import Format
from ingest.pdf import ENGINES, engine
from ingest.pdf.legible import LEGIBLE, illegible_pages, legibility
from ingest.structure import structure_of
from tests.ingest.reading import tight

MANDATE = "根据执行局第2018/8号决定，本报告涵盖联合国志愿人员组织的业绩。"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Executive Board took note of the report.", "en"),
        ("Les bénévoles ont été reçus à l’Élysée, où s’élève l’œuvre créée.", "fr"),
        (MANDATE, "zh"),
        ("Добровольцы Организации Объединенных Наций", "ru"),
        ("متطوعو الأمم المتحدة", "ar"),
        ("\uf0b7 Expansion in geothermal, solar and wind energy", "en"),  # the bullet of a Symbol font
        ("https://www.unv.org/ 联合国志愿人员组织", "zh"),  # an address is not in the script of its language
        ("12 345 67,8 %", "zh"),
        ("", "zh"),
        ("Le rapport", None),
    ],
)
def test_what_somebody_wrote_is_legible(text: str, language: str | None) -> None:
    assert legibility([text], language) >= LEGIBLE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("룹뻝횴탐뻖뗚뛾ꦖ튻냋뫅뻶뚨", None),  # Chinese bytes read two by two
        ("ÖÐ¹úÖ¾Ô¸Õß·þÎñ", None),  # and one by one
        ("The \ufffd\ufffd\ufffd\ufffd\ufffd of the", "en"),
        ("\ue001\ue002\ue003 \ue004\ue005", None),
        ("W l nfwg qf yrk hgx", "zh"),  # a document in Chinese without a Chinese character
        ("Qwertz", "ru"),
    ],
)
def test_what_nobody_wrote_is_not_legible(text: str, language: str | None) -> None:
    assert legibility([text], language) < LEGIBLE


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Chinese page in a font that stands in no file, in an encoding that pdfium knows and pypdf does not."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    page[NameObject("/Resources")] = named(Font=named(F1=writer._add_object(_font("/GBKp-EUC-H"))))
    content = StreamObject()
    content.set_data(b"BT /F1 12 Tf 60 700 Td <" + MANDATE.encode("gbk").hex().encode() + b"> Tj ET")
    page[NameObject("/Contents")] = writer._add_object(content)
    path = tmp_path_factory.mktemp("legible") / "packed.pdf"
    writer.write(path)
    return path


def _font(encoding: str) -> DictionaryObject:
    system = named(Registry=TextStringObject("Adobe"), Ordering=TextStringObject("GB1"), Supplement=NumberObject(2))
    family = {"Type": NameObject("/Font"), "BaseFont": NameObject("/STSong-Light")}
    glyphs = named(**family, Subtype=NameObject("/CIDFontType0"), CIDSystemInfo=system, DW=NumberObject(1000))
    return named(
        **family,
        Subtype=NameObject("/Type0"),
        Encoding=NameObject(encoding),
        DescendantFonts=ArrayObject([glyphs]),
    )


def named(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): entry for name, entry in entries.items()})


def test_an_encoding_that_one_engine_cannot_read_is_legible_in_the_other(packed: Path) -> None:
    documents = {which: engine(which)(packed, 10) for which in ENGINES}
    assert documents["pdfium"].pages[0].lines[0].text == MANDATE
    assert {which: illegible_pages(structure_of(document)) for which, document in documents.items()} == {
        "pdfium": [],
        "pypdf": [1],
    }


def test_what_pypdf_says_of_encodings_is_a_warning(packed: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (warning,) = engine("pypdf")(packed, 10).warnings
    assert "/GBKp-EUC-H" in warning
    assert capfd.readouterr() == ("", "")
    assert engine("pdfium")(packed, 10).warnings == ()


@pytest.mark.parametrize("which", ENGINES)
def test_the_other_encodings_of_simplified_chinese_are_read(shared_data: Path, which: str) -> None:
    document = engine(which)(shared_data / "pdf/un-zh-typeset/gb-cmaps.zh.pdf", 10)
    assert illegible_pages(structure_of(document), "zh") == []
    assert document.warnings == ()


def read_from_the_other_end(path: Path, engines: tuple[str, ...], patch: pytest.MonkeyPatch) -> ParsedDocument:
    """What the cell gives where these are the engines, in this order."""
    patch.setattr(cell, "ENGINES", engines)
    patch.setattr(cell, "READERS", {**cell.READERS, Format.PDF: engines})
    return cell.read_file(path, Settings(), "zh")


def test_what_the_first_engine_cannot_decode_is_read_by_the_next(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_from_the_other_end(packed, ("pypdf", "pdfium"), monkeypatch)
    assert tight(document.passages[0].text) == tight(MANDATE)
    assert document.engine == "pdfium"
    assert [issue.message for issue in document.issues if issue.code == "illegible"] == [
        "pypdf could not decode the text, pdfium read it"
    ]


def test_a_page_that_no_engine_can_decode_says_so(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_from_the_other_end(packed, ("pypdf",), monkeypatch)
    assert "illegible" in {issue.code for issue in document.issues}
