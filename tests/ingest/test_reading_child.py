"""However the reading child ends, the parent says so in one line, keeps its secrets and leaves no process behind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest import cell
from ingest.cell import ReadingCrashed, read_file

REPORT = "sample-dp-2099-11.zh.pdf"
NOTE = "sample-note-insurance.en.txt"
StandIn = Callable[[str], None]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A function that has a shell script called in the place of the reading child."""

    def put(script: str) -> None:
        path = tmp_path / "stand-in"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setattr(cell, "sys", SimpleNamespace(executable=str(path)))

    return put


def refusal(path: Path, settings: Settings | None = None, name: str | None = None) -> PortalError:
    with pytest.raises(PortalError) as refused:
        read_file(path, settings or Settings(), name=name)
    assert "\n" not in str(refused.value)
    return refused.value


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
    failure = refusal(samples / REPORT)
    assert failure.code == code
    assert not isinstance(failure, ReadingCrashed)
    assert (tmp_path / "asked").read_text().splitlines() == ["asked"]


def test_a_pdf_that_crashes_the_first_engine_is_read_by_the_second(samples: Path, stand_in: StandIn) -> None:
    stand_in(f"""case "$*" in *pdfium*) kill -SEGV $$;; *) exec {sys.executable} "$@";; esac""")
    parsed = read_file(samples / REPORT, Settings())
    assert (parsed.engine, parsed.symbol, parsed.language) == ("pypdf", "DP/2099/11", "zh")


def test_each_engine_is_tried_once(samples: Path, tmp_path: Path, stand_in: StandIn) -> None:
    stand_in(f"""echo "$*" >> {tmp_path}/asked; kill -SEGV $$""")
    assert isinstance(refusal(samples / REPORT), ReadingCrashed)
    first, second = (tmp_path / "asked").read_text().splitlines()
    assert '"engine": "pdfium"' in first
    assert '"engine": "pypdf"' in second


def test_a_child_that_says_nothing_is_ended_with_all_it_started(
    samples: Path, tmp_path: Path, stand_in: StandIn
) -> None:
    stand_in(f"sleep 60 & echo $$ $! > {tmp_path}/started; wait")
    failure = refusal(samples / NOTE, Settings(parse_seconds=1))
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("out_of_time", True)
    assert not any(map(alive, (tmp_path / "started").read_text().split()))


def test_a_child_that_stops_speaking_but_does_not_end_is_ended(
    samples: Path, tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell, "LAST_WORDS", 0.2)
    stand_in(f"echo $$ > {tmp_path}/started; exec >&-; exec sleep 60")
    assert refusal(samples / NOTE).code == "out_of_time"
    assert not alive((tmp_path / "started").read_text().strip())


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
    monkeypatch.setattr(cell, "MOST_SAID", 100_000)
    stand_in("exec yes")
    assert refusal(samples / NOTE).code == "parser_crashed"


def test_a_child_is_told_no_secret(
    samples: Path, tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VKP_QDRANT_API_KEY", "a secret")
    stand_in(f"env > {tmp_path}/env; exit 1")
    refusal(samples / NOTE)
    told = {line.split("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert told <= {"PATH", "LC_ALL", "PYTHONHASHSEED", "PWD", "OLDPWD", "SHLVL", "_"}


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


def test_the_limit_of_pages_is_the_most_that_is_read(samples: Path) -> None:
    assert len(read_file(samples / REPORT, Settings(max_pages=5)).pages) == 5
    failure = refusal(samples / REPORT, Settings(max_pages=4))
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("too_many_pages", False)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_encrypted_pdf_is_refused_whatever_the_cipher(samples: Path, tmp_path: Path, algorithm: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(samples / "sample-a-res-99-901.en.pdf"))
    try:
        writer.encrypt("a password", algorithm=algorithm)
        writer.write(tmp_path / "locked.pdf")
    except DependencyError:
        pytest.skip("pypdf encrypts with AES only beside a cryptography package")
    failure = refusal(tmp_path / "locked.pdf")
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("encrypted", False)


def test_a_pdf_that_only_forbids_changes_is_read(samples: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(samples / "sample-a-res-99-901.en.pdf"))
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


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.pdf", "empty_file"),
        ("html.pdf", "not_a_pdf"),
        ("truncated.pdf", "damaged"),
        ("pages_90k.pdf", "too_many_pages"),
    ],
)
def test_broken_files_are_refused_for_what_they_are(shared_data: Path, name: str, code: str) -> None:
    assert refusal(shared_data / "pdf" / "hostile" / name).code == code
