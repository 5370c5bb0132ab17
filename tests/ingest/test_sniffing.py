"""Bytes of every kind, as they come from a disk or a broken download."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.cell import read_file
from ingest.formats import Format, read_text, sniff

CHINESE = (
    "志愿服务促进可持续发展。志愿者往往最先到达受灾社区，也往往最后离开。各国应当在官方统计中计量志愿工作，并加以公布。"
)
PDF_END = b"\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n1 0 obj" + PDF_END, Format.PDF),
        (b"\r\n\r\nX-Junk: before the header\r\n%PDF-1.4\n" + PDF_END, Format.PDF),
        (b"<!DOCTYPE html><html></html>", Format.HTML),
        (b"<HTML><BODY>Volunteers</BODY></HTML>", Format.HTML),
        (b"\xef\xbb\xbf\n  <!-- saved --> <!doctype HTML>", Format.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN">', Format.HTML),
        (b"Volunteers < paid staff", Format.TXT),
        (CHINESE.encode("utf-8"), Format.TXT),
        (CHINESE.encode("utf-8-sig"), Format.TXT),
        (CHINESE.encode("utf-16"), Format.TXT),
        (CHINESE.encode("gb18030"), Format.TXT),
        ("Le bénévolat".encode("cp1252"), Format.TXT),
    ],
)
def test_bytes_say_what_they_are_whatever_the_name_says(tmp_path: Path, content: bytes, expected: Format) -> None:
    path = tmp_path / "download"
    path.write_bytes(content)
    assert sniff(path, "download") is expected


def test_a_zip_with_a_word_document_in_it_is_docx(tmp_path: Path) -> None:
    path = tmp_path / "note.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert sniff(path, path.name) is Format.DOCX


def refusal(path: Path, content: bytes) -> PortalError:
    path.write_bytes(content)
    with pytest.raises(PortalError) as refused:
        sniff(path, path.name)
    assert "\n" not in str(refused.value)
    return refused.value


@pytest.mark.parametrize("content", [b"", b" ", b"\r\n\t \n" * 100])
@pytest.mark.parametrize("name", ["nothing.pdf", "nothing.txt", "nothing"])
def test_nothing_is_an_empty_file(tmp_path: Path, name: str, content: bytes) -> None:
    assert refusal(tmp_path / name, content).code == "empty_file"


@pytest.mark.parametrize("name", ["report.pdf", "REPORT.PDF"])
def test_a_web_page_that_was_saved_as_pdf_is_told_apart(tmp_path: Path, name: str) -> None:
    failure = refusal(tmp_path / name, b"<!DOCTYPE html><html><body>Please log in</body></html>")
    assert failure.code == "not_a_pdf"
    assert "text/html" in failure.detail


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj",
        b"%PDF-1.7\n" + b"0" * 5000 + PDF_END + b"1" * 5000,
        b"%PDF-1.7\n%%EOF\n",
        b"%PDF-1.7\n1 0 obj << /Linearized 1 /L 90000 /H [ 1 2 ] /N 4 >>" + PDF_END,
    ],
    ids=["no end", "end long before the end", "no cross-reference", "shorter than it says"],
)
def test_a_cut_pdf_is_damaged(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path / "cut.pdf", content).code == "damaged"


@pytest.mark.parametrize("more", [0, 700])
def test_a_linearized_pdf_may_have_grown_by_an_update(tmp_path: Path, more: int) -> None:
    path = tmp_path / "whole.pdf"
    start = b"%PDF-1.7\n1 0 obj << /Linearized 1 /L 00200 >>"
    path.write_bytes(start + b" " * (200 - len(start) - len(PDF_END) + more) + PDF_END)
    assert sniff(path, path.name) is Format.PDF


def test_a_cut_word_document_is_damaged(tmp_path: Path, samples: Path) -> None:
    whole = (samples / "sample-note-accommodation.zh.docx").read_bytes()
    assert refusal(tmp_path / "cut.docx", whole[: len(whole) // 2]).code == "damaged"


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_no_text(tmp_path: Path, seed: int) -> None:
    noise = random.Random(seed).randbytes(10_000)
    assert refusal(tmp_path / "noise.txt", b"\x93" + noise).code == "unknown_format"
    assert refusal(tmp_path / "noise.pdf", b"\x93" + noise).code == "not_a_pdf"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312"])
def test_a_chinese_text_file_is_read_in_its_usual_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(CHINESE.encode(encoding))
    parsed = read_file(path, Settings())
    assert (parsed.language, [p.text for p in parsed.passages]) == ("zh", [CHINESE])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_part_lines_and_form_feeds_part_pages(tmp_path: Path, end: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(f"One{end}Two\f{end}Three\x00\x07".encode())
    pages = read_text(path).pages
    assert [[line.text for line in page.lines if line.text] for page in pages] == [["One", "Two"], ["Three"]]
    assert [page.number for page in pages] == [1, 2]
