"""What a file is, is decided by its bytes; a name only says what it should have been."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from corpus.errors import PortalError
from ingest.formats import Format, decode, sniff


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


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(PortalError) as refusal:
        sniff(path, path.name)
    assert path.name in str(refusal.value)
    return refusal.value.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("blank.txt", b" \n\t\n", "empty_file"),
        ("page.pdf", b"<!DOCTYPE html><html><body>Not found</body></html>", "not_a_pdf"),
        ("page.pdf", b"Access denied\n", "not_a_pdf"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "damaged"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj << /Linearized 1 /L 900000 /N 4 >>\nstartxref\n0\n%%EOF\n", "damaged"),
        ("noise.txt", bytes(range(32)) * 8, "unknown_format"),
        ("picture.bin", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unknown_format"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_name(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refused(tmp_path / name, content) == code


def test_a_zip_is_a_word_document_only_when_it_holds_one(tmp_path: Path) -> None:
    path = tmp_path / "sheet.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(PortalError, match=r"sheet\.docx"):
        sniff(path, path.name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_text_is_read_in_its_usual_encodings(encoding: str) -> None:
    assert decode("志愿服务促进可持续发展".encode(encoding)) == "志愿服务促进可持续发展"


def test_western_text_of_single_bytes_is_read() -> None:
    assert decode("Rapport sur le bénévolat – été".encode("cp1252")) == "Rapport sur le bénévolat – été"
