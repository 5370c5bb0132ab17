"""Reading in a child process: every ending of the child is a typed error of one line, and the parent goes on."""

from __future__ import annotations

import os
import signal
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from corpus.documents import PageState, ParsedDocument
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest import cell
from ingest.cell import ReadingCrashed, read_file
from ingest.cell_child import Task

REPORT = "sample-dp-2099-11.zh.pdf"


def refusal(path: Path, settings: Settings | None = None) -> PortalError:
    with pytest.raises(PortalError) as refused:
        read_file(path, settings or Settings())
    assert "\n" not in str(refused.value)
    return refused.value


@pytest.mark.parametrize(
    ("name", "language", "engine"),
    [
        (REPORT, "zh", "pdfium"),
        ("sample-vnr-xae-2024.ar.pdf", "ar", "pdfium"),
        ("sample-vnr-xaf-2024.ru.pdf", "ru", "pdfium"),
        ("sample-vnr-xac-2024.fr.pdf", "fr", "pdfium"),
        ("sample-vnr-xad-2024.es.pdf", "es", "pdfium"),
        ("sample-note-accommodation.zh.docx", "zh", "docx"),
        ("sample-note-measuring-volunteer-work.en.html", "en", "html"),
        ("sample-note-insurance.en.txt", "en", "text"),
    ],
)
def test_every_format_and_language_is_read(samples: Path, name: str, language: str, engine: str) -> None:
    parsed = read_file(samples / name, Settings())
    assert (parsed.language, parsed.engine) == (language, engine)
    assert sum(len(passage.text) for passage in parsed.passages) > 200


def test_a_page_without_text_is_unread_and_says_so(samples: Path) -> None:
    parsed = read_file(samples / "sample-vnr-xag-2024.en.pdf", Settings())
    assert {page.state for page in parsed.pages} == {PageState.NEEDS_OCR}
    assert [issue.page for issue in parsed.issues if issue.code == "needs_ocr"] == [
        page.number for page in parsed.pages
    ]


def test_an_encrypted_file_says_so(samples: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(samples / REPORT))
    writer.encrypt("a password")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    assert refusal(locked).code == "encrypted"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_damaged(samples: Path, tmp_path: Path, share: float) -> None:
    whole = (samples / REPORT).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[: int(share * len(whole))])
    assert refusal(cut).code == "damaged"


def test_wrong_paths_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    assert refusal(tmp_path / "none.pdf").code == "path_missing"
    assert refusal(tmp_path).code == "bad_input"
    assert refusal(tmp_path / "empty.pdf").code == "empty_file"


def test_the_settings_limit_size_and_pages(samples: Path, tmp_path: Path) -> None:
    assert refusal(samples / REPORT, Settings(max_pages=2)).code == "too_many_pages"
    large = tmp_path / "large.txt"
    large.write_bytes(b"volunteers\n" * 200_000)
    assert refusal(large, Settings(max_file_mb=1)).code == "too_big"


def test_a_word_document_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    archive = zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("word/document.xml", "w", force_zip64=True) as entry:
        for _ in range(600):
            entry.write(b" " * 2**20)
    assert refusal(bomb).code in ("too_big", "damaged")


@pytest.mark.parametrize(
    ("settings", "code"), [(Settings(parse_memory_mb=16), "parser_crashed"), (Settings(parse_seconds=0), "out_of_time")]
)
def test_a_reader_without_memory_or_time_crashes_on_both_engines(samples: Path, settings: Settings, code: str) -> None:
    failure = refusal(samples / REPORT, settings)
    assert isinstance(failure, ReadingCrashed)
    assert failure.code in (code, "out_of_memory")


def test_a_crash_of_the_first_engine_is_given_to_the_second(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = cell._ask, list[str]()

    def ask(task: Task, name: str) -> ParsedDocument:
        asked.append(task.engine)
        if task.engine == "pdfium":
            raise PortalError("parser_crashed", f"{name}: the reader ended with SIGSEGV")
        return real(task, name)

    monkeypatch.setattr(cell, "_ask", ask)
    parsed = read_file(samples / REPORT, Settings())
    assert (asked, parsed.engine) == (["pdfium", "pypdf"], "pypdf")


def test_a_killed_reader_is_a_crash(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def listen_and_kill(child: object, _seconds: float, _name: str) -> bytes:
        os.kill(child.pid, signal.SIGKILL)  # type: ignore[attr-defined]
        return b""

    monkeypatch.setattr(cell, "_listen", listen_and_kill)
    failure = refusal(samples / REPORT)
    assert isinstance(failure, ReadingCrashed)
    assert "SIGKILL" in str(failure)


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b"null", b'{"pages": 5}', b'{"error": "no such code"}', b"\xff"])
def test_what_a_reader_says_is_not_believed(samples: Path, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(cell, "_listen", lambda *_: said)
    monkeypatch.setattr(cell, "_end_well", lambda *_: None)
    assert refusal(samples / REPORT).code == "parser_crashed"


def test_hostile_files_end_in_a_result_or_a_typed_error(shared_data: Path) -> None:
    settings = Settings(parse_seconds=20)
    hostile = sorted((shared_data / "pdf" / "hostile").glob("*.pdf"))
    assert len(hostile) == 15
    for path in hostile:
        try:
            parsed = read_file(path, settings)
        except PortalError as failure:
            assert path.name in str(failure)  # noqa: PT017 - either ending is right
        else:
            assert all(page.state is not PageState.EMPTY_BY_DESIGN or not parsed.passages for page in parsed.pages)
