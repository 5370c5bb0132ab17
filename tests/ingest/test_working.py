"""A worker finishes what a server accepts: nothing that was said of a file is lost between the two."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.corpus_folder import open_searcher
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, listening
from corpus.store import Store, open_store
from corpus.store.jobs import JobState
from corpus.writer import sole_writer
from ingest.discover import Candidate
from ingest.manifest import ManifestRow
from ingest.pipeline import IngestRun
from ingest.report import IngestReport
from ingest.working import Worker, open_worker, require_alive, sign_of_life

TEXT = "1. Volunteers teach the old songs.\n\n2. Volunteers plant trees.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", lock_seconds=0.2)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings, create=True)
    yield opened
    opened.close()


def no_index() -> None:
    raise AssertionError("a server that accepts opens no index to do so")


def accept(settings: Settings, store: Store, path: Path, row: ManifestRow | None = None) -> IngestReport:
    """What a server does with an upload where a worker reads."""
    return IngestRun(settings, store, no_index).accept([Candidate(path, row)])  # type: ignore[arg-type]


def song(tmp_path: Path, text: str = TEXT) -> Path:
    path = tmp_path / "song.txt"
    path.write_text(text, encoding="utf-8")
    return path


def turn(settings: Settings) -> IngestReport | None:
    with ExitStack() as stack:
        return open_worker(settings, stack).turn()


def test_what_a_server_accepted_is_shown_after_a_turn_of_the_worker(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    report = accept(settings, store, song(tmp_path))
    assert (report.accepted, report.waiting, report.indexed) == (1, 1, 0)
    assert store.works.totals()["works"] == 0
    done = turn(settings)
    assert done is not None
    assert (done.accepted, done.indexed) == (1, 1)
    assert store.jobs.counts()["indexed"] == 1
    with open_searcher(settings) as (_, searcher):
        assert searcher.search("songs").hits
    assert turn(settings) is None
    again = accept(settings, store, song(tmp_path))
    assert (again.unchanged, again.waiting) == (1, 0)


def test_what_is_said_of_a_file_while_it_is_read_is_not_lost(settings: Settings, store: Store, tmp_path: Path) -> None:
    path = song(tmp_path)
    accept(settings, store, path)
    later = ManifestRow(path="song.txt", title="Songs of volunteers")

    def say(step: Step, seconds: float | None) -> None:
        if step is Step.STAGE and seconds is not None:
            accept(settings, store, path, later)

    with listening(say):
        turn(settings)
    assert store.jobs.counts()["pending"] == 1
    assert turn(settings) is not None
    assert [e.title for e in store.works.expressions()] == ["Songs of volunteers"]
    assert store.jobs.counts() == {"pending": 0, "running": 0, "indexed": 1, "failed": 0, "quarantined": 0}


def test_what_is_said_just_before_it_is_read_holds(settings: Settings, store: Store, tmp_path: Path) -> None:
    path = song(tmp_path)
    accept(settings, store, path)
    later = ManifestRow(path="song.txt", title="Songs of volunteers")

    def say(step: Step, seconds: float | None) -> None:
        if step is Step.READ and seconds is None:
            accept(settings, store, path, later)

    with listening(say):
        turn(settings)
    assert [e.title for e in store.works.expressions()] == ["Songs of volunteers"]


def test_workers_take_turns(settings: Settings, store: Store, tmp_path: Path) -> None:
    accept(settings, store, song(tmp_path))
    with sole_writer(settings), pytest.raises(PortalError) as busy:
        turn(settings)
    assert busy.value.code == "data_busy"
    assert store.jobs.counts()["pending"] == 1


def test_a_worker_that_gives_no_sign_of_life_is_found_out(settings: Settings, store: Store) -> None:
    with pytest.raises(PortalError, match="never gave a sign"):
        require_alive(settings, ocr=False)
    turn(settings)
    require_alive(settings, ocr=False)
    with pytest.raises(PortalError, match="never gave a sign"):
        require_alive(settings, ocr=True)
    long_ago = time.time() - 1000
    os.utime(sign_of_life(settings, ocr=False), (long_ago, long_ago))
    with pytest.raises(PortalError, match="1000 seconds old") as silent:
        require_alive(settings, ocr=False)
    assert silent.value.code == "worker_silent"


def vkp(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "api.cli", *arguments, "--data", str(settings.data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(happens: object, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happens():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is of POSIX")
def test_a_worker_that_is_killed_loses_nothing_and_one_that_is_ended_leaves_well(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    accept(settings, store, song(tmp_path))
    killed = vkp(settings, "work")
    wait_for(lambda: store.jobs.counts()["pending"] == 0)
    killed.kill()
    killed.communicate()
    second = vkp(settings, "work")
    wait_for(lambda: store.jobs.counts()["indexed"] == 1)
    accept(settings, store, song(tmp_path, TEXT + "\n3. They sing.\n"))
    wait_for(lambda: store.jobs.counts()["indexed"] == 2)
    second.send_signal(signal.SIGTERM)
    _, said = second.communicate(timeout=20)
    assert second.returncode == 0, said
    assert "Traceback" not in said
    assert all(job.state is JobState.INDEXED for job in store.jobs.all())


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is of POSIX")
@pytest.mark.parametrize("command", ["ingest", "work"])
def test_sigterm_is_no_death_of_the_document_in_hand(
    command: str, settings: Settings, store: Store, tmp_path: Path
) -> None:
    file = song(tmp_path)
    accept(settings, store, file)
    running = vkp(settings, command, *([str(file)] if command == "ingest" else []))
    wait_for(lambda: store.jobs.counts()["running"])
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=30)
    assert (running.returncode, "Interrupted" in said) == ((1, True) if command == "ingest" else (0, False)), said
    (job,) = store.jobs.all()
    assert (job.state, job.attempts) == (JobState.PENDING, 0)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_worker_of_pictures_reads_each_unread_document_once(settings: Settings, store: Store, samples: Path) -> None:
    accept(settings, store, samples / "sample-vnr-xag-2024.en.pdf")
    turn(settings)
    assert store.works.unread_by()
    with ExitStack() as stack:
        worker: Worker = open_worker(settings, stack, ocr=True)
        report = worker.turn()
        assert report is not None
        assert report.indexed == 1
        assert worker.turn() is None
