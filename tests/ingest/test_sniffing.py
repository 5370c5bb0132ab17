"""What a file is, is decided by its bytes, as they come from a disk or a broken download; and text of any encoding."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.cell import read_file
from ingest.formats import MAX_INFLATED, Format, read_text, sniff

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
        (b'<?xml version="1.0"?>\n<!-- saved -->\n<html xmlns="http://www.w3.org/1999/xhtml">', Format.HTML),
        ("<!DOCTYPE html><html></html>".encode("utf-16"), Format.HTML),
        (b'<?xml version="1.0"?>\n<feed></feed>', Format.TXT),
        (b"<!---->" * 500 + b"Volunteers", Format.TXT),  # told at once, however many comments
        (b"Volunteers < paid staff", Format.TXT),
        (CHINESE.encode("utf-8"), Format.TXT),
        (CHINESE.encode("utf-8-sig"), Format.TXT),
        (CHINESE.encode("utf-16"), Format.TXT),
        (CHINESE.encode("gb18030"), Format.TXT),
        ("Le bénévolat".encode("cp1252"), Format.TXT),
        (b"Volunteers gave\x14 twelve hours a week, as the survey \x1a of households found." * 9, Format.TXT),
    ],
)
def test_bytes_say_what_they_are_whatever_the_name_says(tmp_path: Path, content: bytes, expected: Format) -> None:
    path = tmp_path / "download"
    path.write_bytes(content)
    assert sniff(path, "download") is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sample-dp-2099-11.zh.pdf", Format.PDF),
        ("sample-note-accommodation.zh.docx", Format.DOCX),
        ("sample-note-measuring-volunteer-work.en.html", Format.HTML),
        ("sample-note-insurance.en.txt", Format.TXT),
    ],
)
def test_the_samples_are_what_they_are_named(samples: Path, name: str, expected: Format) -> None:
    assert sniff(samples / name, name) is expected


def refusal(path: Path, content: bytes | None = None) -> PortalError:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PortalError) as refused:
        sniff(path, path.name)
    assert "\n" not in str(refused.value)
    return refused.value


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_a_zip_is_a_word_document_only_when_it_holds_one(tmp_path: Path, part: str) -> None:
    path = tmp_path / "some.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document/>")
    if part.startswith("word/"):
        assert sniff(path, "download") is Format.DOCX
    else:
        assert (refusal(path).code, refusal(path).detail) == ("unknown_format", "some.docx")


def test_a_word_document_that_unpacks_to_too_much_has_a_remedy_that_helps(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("word/document.xml", "<document/>")
        with archive.open("word/media/image1.bmp", "w") as entry:
            for _ in range(MAX_INFLATED // 2**20):
                entry.write(bytes(2**20))
    failure = refusal(path)
    assert (failure.code, failure.detail) == ("too_big", "bomb.docx unpacks to more than 200 MiB")
    assert failure.remedy == "split it, or save it with fewer or smaller pictures"


@pytest.mark.parametrize(
    "content", [bytes(range(32)) * 8, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"], ids=["noise", "picture"]
)
def test_what_is_no_document_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    failure = refusal(tmp_path / "scan.bin", content)
    assert (failure.code, failure.detail) == ("unknown_format", "scan.bin")


@pytest.mark.parametrize("content", [b"", b" ", b"\r\n\t \n" * 100])
@pytest.mark.parametrize("name", ["nothing.pdf", "nothing.txt", "nothing"])
def test_nothing_is_an_empty_file(tmp_path: Path, name: str, content: bytes) -> None:
    assert refusal(tmp_path / name, content).code == "empty_file"


@pytest.mark.parametrize("name", ["report.pdf", "REPORT.PDF"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"<!DOCTYPE html><html><body>Please log in</body></html>", "text/html"), (b"Access denied\n", "text/plain")],
)
def test_what_was_saved_as_pdf_and_is_none_is_told_apart(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    failure = refusal(tmp_path / name, content)
    assert (failure.code, failure.detail) == ("not_a_pdf", f"{name} is {kind}")


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
    failure = refusal(tmp_path / "cut.pdf", content)
    assert failure.code == "damaged"
    assert "cut.pdf" in failure.detail


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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(CHINESE, name) for name in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312")]
    + [("Rapport sur le bénévolat – été", "cp1252")],
)
def test_a_text_file_is_read_in_its_usual_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(text.encode(encoding))
    assert [line.text for page in read_text(path).pages for line in page.lines] == [text]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_part_lines_and_form_feeds_part_pages(tmp_path: Path, end: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(f"One{end}Two\f{end}Three\x00\x07".encode())
    pages = read_text(path).pages
    assert [[line.text for line in page.lines if line.text] for page in pages] == [["One", "Two"], ["Three"]]
    assert [page.number for page in pages] == [1, 2]


@pytest.mark.parametrize("content", ["\u200b\u200b", "\x80\x81\n\ufeff"])
def test_a_text_of_which_nothing_can_be_seen_is_empty(tmp_path: Path, content: str) -> None:
    path = tmp_path / "unseen.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PortalError) as refused:
        read_file(path, Settings())
    assert refused.value.code == "empty_file"
