"""A PDF that was cut or damaged is told from a whole one by its bytes, whatever the engines make of it."""

from __future__ import annotations

import time
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from corpus.documents import Page, PageState, ParsedDocument
from ingest import wholeness
from ingest.wholeness import damage, with_damage_told
from tests.ingest.reading import ENGLISH, SAMPLES

TABLE, PARTS = "the table of its parts is not where its end says", "packed parts cannot be unpacked"


def told(path: Path, content: bytes | None = None) -> list[str]:
    if content is not None:
        path.write_bytes(content)
    return [issue.message for issue in damage(path)]


def stream(content: bytes, of: bytes = b"") -> bytes:
    return b"4 0 obj\n<< /Length %d %s/Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n" % (
        len(content),
        of,
        content,
    )


def around(middle: bytes) -> bytes:
    """A file that is right but for what is in its middle."""
    start = b"%PDF-1.7\n" + middle
    return start + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\n%d\n%%%%EOF" % len(start)


def test_the_samples_are_whole() -> None:
    assert [path.name for path in SAMPLES.glob("*.pdf") if damage(path)] == []


def test_real_files_are_whole(shared_data: Path) -> None:
    files = [path for path in (shared_data / "pdf").rglob("*.pdf") if path.parent.name != "hostile"]
    assert len(files) > 40
    assert [path.name for path in files if damage(path)] == []


def test_a_file_that_lost_a_piece_does_not_find_its_table(tmp_path: Path) -> None:
    whole = (SAMPLES / ENGLISH).read_bytes()
    (table, *_) = told(tmp_path / "cut.pdf", whole[:20_000] + whole[21_000:])
    assert TABLE in table


def test_a_piece_of_nothing_breaks_the_parts_it_lies_in(tmp_path: Path) -> None:
    whole = (SAMPLES / ENGLISH).read_bytes()
    (parts,) = told(tmp_path / "hole.pdf", whole[:20_000] + bytes(1000) + whole[21_000:])
    assert PARTS in parts


@pytest.mark.parametrize("end", [b"startxref\n99999999999999999999\n%%EOF", b"startxref\n9\n%%EOF", b"%%EOF"])
def test_an_end_that_leads_nowhere_is_a_sign(tmp_path: Path, end: bytes) -> None:
    (table,) = told(tmp_path / "end.pdf", b"%PDF-1.7\nno table\n" + end)
    assert TABLE in table


@pytest.mark.parametrize("before", [b"", b"\n\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_what_stands_before_the_header_is_no_damage(tmp_path: Path, before: bytes) -> None:
    assert told(tmp_path / "late.pdf", before + around(b"")) == []


@pytest.mark.parametrize(
    ("packed", "kind", "broken"),
    [
        (zlib.compress(b"BT ET" * 99), b"", False),
        (zlib.compress(b"BT ET" * 99)[:-20], b"", True),
        (zlib.compress(b"BT ET" * 99)[:-4] + b"none", b"", True),
        (b"\x00" * 50, b"", True),
        (b"\x00" * 50, b"/Type /XObject /Subtype /Image ", False),
    ],
    ids=["whole", "cut", "wrong sum", "nothing", "picture"],
)
def test_a_packed_part_is_whole_when_it_unpacks_to_its_end(
    tmp_path: Path, packed: bytes, kind: bytes, broken: bool
) -> None:
    found = told(tmp_path / "one.pdf", around(stream(zlib.compress(b"q Q")) + stream(packed, kind)))
    assert [f"1 of its {PARTS}" in message for message in found] == [True] * broken


def test_what_is_encrypted_is_not_unpacked(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(SAMPLES / ENGLISH))
    writer.encrypt("", owner_password="an owner", algorithm="RC4-128")
    writer.write(tmp_path / "protected.pdf")
    assert damage(tmp_path / "protected.pdf") == ()


def test_no_more_is_unpacked_than_allowed(tmp_path: Path) -> None:
    bomb = stream(zlib.compress(bytes(2**28), 9))
    started = time.monotonic()
    assert told(tmp_path / "bomb.pdf", around(bomb * 20)) == []
    assert time.monotonic() - started < 5
    assert wholeness.MOST_UNPACKED < 2**28


def test_a_page_that_shows_nothing_has_failed_in_a_damaged_file_only(tmp_path: Path) -> None:
    pages = (Page(1, PageState.TEXT), Page(2, PageState.EMPTY_BY_DESIGN))
    document = ParsedDocument("application/pdf", pages, ())
    assert with_damage_told(document, SAMPLES / ENGLISH) == document
    (tmp_path / "cut.pdf").write_bytes((SAMPLES / ENGLISH).read_bytes()[:20_000])
    found = with_damage_told(document, tmp_path / "cut.pdf")
    assert [page.state for page in found.pages] == [PageState.TEXT, PageState.FAILED]
    first, *_, last = [(issue.code, issue.page) for issue in found.issues]
    assert (first, last) == (("damaged", None), ("page_failed", 2))
