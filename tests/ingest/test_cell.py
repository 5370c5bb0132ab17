"""However the reading child ends, the parent says so in one line, keeps its secrets and leaves no process behind."""

from __future__ import annotations

import json
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError

from corpus.documents import PageState
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest import cell, cell_child, children
from ingest.cell import ReadingCrashed, read_file
from ingest.formats import MAX_INFLATED
from ingest.layout import Flow, PageLayout, RawDocument
from tests.ingest.reading import ENGLISH, FRAMEWORK, NOTE, PICTURES, sample

StandIn = Callable[[str], None]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A function that has a shell script called in the place of the reading child."""

    def put(script: str) -> None:
        path = tmp_path / "stand-in"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setattr(children, "sys", SimpleNamespace(executable=str(path)))

    return put


def refusal(path: Path, settings: Settings | None = None, name: str | None = None) -> PortalError:
    with pytest.raises(PortalError) as refused:
        read_file(path, settings or Settings(), name=name)
    assert "\n" not in str(refused.value)
    return refused.value


@pytest.mark.parametrize(
    ("name", "language", "engine"),
    [
        (FRAMEWORK, "zh", "pdfium"),
        ("sample-vnr-xae-2024.ar.pdf", "ar", "pdfium"),
        ("sample-vnr-xaf-2024.ru.pdf", "ru", "pdfium"),
        ("sample-vnr-xac-2024.fr.pdf", "fr", "pdfium"),
        ("sample-vnr-xad-2024.es.pdf", "es", "pdfium"),
        ("sample-note-accommodation.zh.docx", "zh", "docx"),
        ("sample-note-measuring-volunteer-work.en.html", "en", "html"),
        (NOTE, "en", "text"),
    ],
)
def test_every_format_and_language_is_read(name: str, language: str, engine: str) -> None:
    parsed = sample(name)
    assert (parsed.language, parsed.engine) == (language, engine)
    assert sum(len(passage.text) for passage in parsed.passages) > 200


def test_a_page_without_text_is_unread_and_says_so() -> None:
    parsed = sample(PICTURES)
    assert {page.state for page in parsed.pages} == {PageState.NEEDS_OCR}
    unread = [issue.page for issue in parsed.issues if issue.code == "needs_ocr"]
    assert unread == [page.number for page in parsed.pages]


@pytest.mark.parametrize(
    ("script", "code", "told"),
    [
        ("kill -SEGV $$", "parser_crashed", "SIGSEGV"),
        ("kill -KILL $$", "parser_crashed", "SIGKILL"),
        ("kill -ABRT $$", "parser_crashed", "SIGABRT"),
        ("kill -XCPU $$", "out_of_time", "processor time"),
        ("exit 3", "parser_crashed", "exit code 3"),
        ("true", "parser_crashed", "cannot be"),
        ("echo Segmentation fault", "parser_crashed", "cannot be"),
        (r"printf '\377'", "parser_crashed", "cannot be"),
        ("echo {}", "parser_crashed", "cannot be"),
        ("echo []", "parser_crashed", "cannot be"),
        ("echo null", "parser_crashed", "cannot be"),
        ("""echo '{"pages": 5}'""", "parser_crashed", "cannot be"),
        ("""echo '{"error": "no such code"}'""", "parser_crashed", NOTE),
        ("""echo '{"error": "data_busy"}'""", "parser_crashed", NOTE),
        ("""echo '{"error": "out_of_memory", "detail": "more than 5 MiB"}'""", "out_of_memory", "more than 5 MiB"),
        ("""printf %s '{"error": "rm -rf", "detail": "two\\nlines"}'""", "parser_crashed", "two lines"),
    ],
)
def test_a_crash_is_told_by_how_the_child_ended(
    samples: Path, stand_in: StandIn, script: str, code: str, told: str
) -> None:
    stand_in(script)
    failure = refusal(samples / NOTE)
    assert isinstance(failure, ReadingCrashed)
    assert failure.code == code
    assert told in failure.detail
    assert NOTE in failure.detail


@pytest.mark.parametrize("code", ["damaged", "encrypted", "too_many_pages"])
def test_what_a_reader_found_out_about_the_file_is_no_crash_and_asked_once(
    samples: Path, tmp_path: Path, stand_in: StandIn, code: str
) -> None:
    stand_in(f"""echo asked >> {tmp_path}/asked; echo '{{"error": "{code}", "detail": "x"}}'""")
    failure = refusal(samples / FRAMEWORK)
    assert failure.code == code
    assert not isinstance(failure, ReadingCrashed)
    assert (tmp_path / "asked").read_text().splitlines() == ["asked"]


def test_a_pdf_that_crashes_the_first_engine_is_read_by_the_second(samples: Path, stand_in: StandIn) -> None:
    stand_in(f"""case "$*" in *pdfium*) kill -SEGV $$;; *) exec {sys.executable} "$@";; esac""")
    parsed = read_file(samples / FRAMEWORK, Settings())
    assert (parsed.engine, parsed.symbol, parsed.language) == ("pypdf", "DP/2099/11", "zh")
    (crash,) = parsed.issues
    assert (crash.code, crash.page) == ("engine_crashed", None)
    assert "pdfium" in crash.message
    assert "SIGSEGV" in crash.message


def test_a_crash_while_pictures_are_read_leaves_what_was_read_before(samples: Path, stand_in: StandIn) -> None:
    stand_in(f"""case "$*" in *'"ocr": true'*) kill -SEGV $$;; *) exec {sys.executable} "$@";; esac""")
    parsed = read_file(samples / PICTURES, Settings(), ocr=True)
    assert (parsed.engine, parsed.unread_pages) == ("pdfium", len(parsed.pages))
    assert [issue.code for issue in parsed.issues if issue.page is None] == ["ocr_crashed"]


def document(**said: object) -> str:
    """The script of a child that says it read a document of one page."""
    whole = {"media_type": "text/plain", "engine": "text", "pages": [{"number": 1, "state": "text"}], "passages": []}
    return f"echo '{json.dumps({'document': whole | said})}'"


def test_a_document_is_taken_when_it_is_what_was_asked_for(samples: Path, stand_in: StandIn) -> None:
    stand_in(document())
    assert read_file(samples / NOTE, Settings()).engine == "text"


@pytest.mark.parametrize(
    "said",
    [
        {"media_type": "application/pdf"},
        {"media_type": "no such type"},
        {"engine": "pdfium"},
        {"engine": ""},
        {"engine": "text+tesseract"},
    ],
)
def test_a_child_that_did_something_else_than_it_was_asked_is_not_believed(
    samples: Path, stand_in: StandIn, said: dict[str, object]
) -> None:
    stand_in(document(**said))
    failure = refusal(samples / NOTE)
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("parser_crashed", True)


def test_a_child_that_goes_on_speaking_is_ended_in_time(samples: Path, stand_in: StandIn) -> None:
    stand_in("while :; do printf x; done")
    started = time.monotonic()
    assert refusal(samples / NOTE, Settings(parse_seconds=1)).code == "out_of_time"
    assert time.monotonic() - started < 3


def test_each_engine_is_tried_once(samples: Path, tmp_path: Path, stand_in: StandIn) -> None:
    stand_in(f"""echo "$*" >> {tmp_path}/asked; kill -SEGV $$""")
    assert isinstance(refusal(samples / FRAMEWORK), ReadingCrashed)
    first, second = (tmp_path / "asked").read_text().splitlines()
    assert '"engine": "pdfium"' in first
    assert '"engine": "pypdf"' in second


def test_a_child_that_says_nothing_is_ended_with_all_it_started(
    samples: Path, tmp_path: Path, stand_in: StandIn
) -> None:
    stand_in(f"sleep 60 & echo $$ $! > {tmp_path}/started; wait")
    failure = refusal(samples / NOTE, Settings(parse_seconds=1))
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("out_of_time", True)
    assert all(map(gone, (tmp_path / "started").read_text().split()))


@pytest.mark.parametrize("ending", ["exit 0", "exit 3", "kill -SEGV $$"])
def test_what_a_child_started_does_not_outlive_it(
    samples: Path, tmp_path: Path, stand_in: StandIn, ending: str
) -> None:
    stand_in(f"sleep 60 >/dev/null & echo $! >> {tmp_path}/started; echo '{{}}'; {ending}")
    refusal(samples / NOTE)
    assert all(map(gone, (tmp_path / "started").read_text().split()))


def test_a_child_that_stops_speaking_but_does_not_end_is_ended(
    samples: Path, tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "LAST_WORDS", 0.2)
    stand_in(f"echo $$ > {tmp_path}/started; exec >&-; exec sleep 60")
    assert refusal(samples / NOTE).code == "out_of_time"
    assert gone((tmp_path / "started").read_text().strip())


def gone(pid: str) -> bool:
    """Whether a process ends within seconds: the signal was sent, its work may take a moment."""
    deadline = time.monotonic() + 5
    while (running := alive(pid)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not running


def alive(pid: str) -> bool:
    """Whether a process runs; one that has ended and is not yet waited for does not."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_child_that_says_too_much_is_not_listened_to(
    samples: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "MOST_SAID", 100_000)
    stand_in("exec yes")
    assert refusal(samples / NOTE).code == "parser_crashed"


def test_a_child_is_told_no_secret(
    samples: Path, tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VKP_QDRANT_API_KEY", "a secret")
    stand_in(f"env > {tmp_path}/env; exit 1")
    refusal(samples / NOTE)
    told = {line.split("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert told <= {"PATH", "LC_ALL", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "PWD", "OLDPWD", "SHLVL", "_"}


def test_the_memory_limit_holds(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"Volunteers plant trees along the river.\n" * 1_000_000)
    failure = refusal(large, Settings(parse_memory_mb=128))
    assert isinstance(failure, ReadingCrashed)
    assert failure.code == "out_of_memory"
    assert "128 MiB" in failure.detail


def test_the_time_limit_holds(tmp_path: Path) -> None:
    slow = tmp_path / "slow.txt"
    slow.write_bytes(b"Volunteers plant trees along the river.\n\n" * 500_000)
    failure = refusal(slow, Settings(parse_seconds=1, parse_memory_mb=4096))
    assert isinstance(failure, ReadingCrashed)
    assert failure.code == "out_of_time"


@pytest.mark.parametrize(
    ("settings", "code"), [(Settings(parse_memory_mb=16), "parser_crashed"), (Settings(parse_seconds=0), "out_of_time")]
)
def test_a_reader_that_cannot_even_start_is_a_crash(samples: Path, settings: Settings, code: str) -> None:
    failure = refusal(samples / FRAMEWORK, settings)
    assert isinstance(failure, ReadingCrashed)
    assert failure.code in (code, "out_of_memory")


def test_a_file_that_is_too_big_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"volunteers\n" * 200_000)
    assert refusal(large, Settings(max_file_mb=1)).code == "too_big"


def test_a_word_document_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    archive = zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("word/document.xml", "w") as entry:
        for _ in range(MAX_INFLATED // 2**20 + 1):
            entry.write(b" " * 2**20)
    assert refusal(bomb).code == "too_big"


def test_wrong_paths_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    assert refusal(tmp_path / "none.pdf").code == "path_missing"
    assert refusal(tmp_path).code == "bad_input"
    assert refusal(tmp_path / "empty.pdf").code == "empty_file"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_damaged(samples: Path, tmp_path: Path, share: float) -> None:
    whole = (samples / FRAMEWORK).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[: int(share * len(whole))])
    assert refusal(cut).code == "damaged"


def test_the_limit_of_pages_is_the_most_that_is_read(samples: Path) -> None:
    assert len(read_file(samples / FRAMEWORK, Settings(max_pages=5)).pages) == 5
    failure = refusal(samples / FRAMEWORK, Settings(max_pages=4))
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("too_many_pages", False)


def test_the_limit_of_pages_holds_whatever_the_child_says(samples: Path, stand_in: StandIn) -> None:
    stand_in(document(pages=[{"number": number, "state": "text"} for number in range(1, 7)]))
    assert len(read_file(samples / NOTE, Settings(max_pages=6)).pages) == 6
    failure = refusal(samples / NOTE, Settings(max_pages=5))
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("too_many_pages", False)


def test_what_libraries_say_of_a_page_is_short_and_clean(monkeypatch: pytest.MonkeyPatch, samples: Path) -> None:
    page = PageLayout(1, 0.0, 0.0, (), fault="it holds \x1b[2J\n" + "x" * 10_000)
    raw = RawDocument("text/plain", "text", Flow.POSITIONS, (page,))
    monkeypatch.setattr(cell_child, "_raw", lambda _: raw)
    task = cell_child.Task(str(samples / NOTE), raw.media_type, raw.engine, 1, 1, 1)
    (issue,) = cell_child.parse(task).issues
    assert issue.message.startswith("it holds [2J xxx")
    assert len(issue.message) == cell_child.LONGEST_REMARK


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_encrypted_pdf_is_refused_whatever_the_cipher(samples: Path, tmp_path: Path, algorithm: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(samples / ENGLISH))
    try:
        writer.encrypt("a password", algorithm=algorithm)
        writer.write(tmp_path / "locked.pdf")
    except DependencyError:
        pytest.skip("pypdf encrypts with AES only beside a cryptography package")
    failure = refusal(tmp_path / "locked.pdf")
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("encrypted", False)


def test_a_pdf_that_only_forbids_changes_is_read(samples: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(samples / ENGLISH))
    writer.encrypt("", owner_password="an owner", algorithm="RC4-128")
    writer.write(tmp_path / "protected.pdf")
    assert read_file(tmp_path / "protected.pdf", Settings()).symbol == "A/RES/99/901"


def test_an_error_says_what_the_file_was_called_in_one_line(tmp_path: Path) -> None:
    original = tmp_path / "0a1b2c"
    original.write_bytes(b"<!doctype html><html></html>")
    assert "annual report.pdf" in refusal(original, name="annual report.pdf").detail
    odd = tmp_path / "two\nlines.pdf"
    odd.touch()
    assert refusal(odd).code == "empty_file"


def test_a_stated_language_is_kept(samples: Path) -> None:
    assert read_file(samples / NOTE, Settings(), language="fr").language == "fr"


def test_a_file_without_permission_is_unreadable(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(cell, "sniff", deny)
    assert refusal(samples / NOTE).code == "file_unreadable"
