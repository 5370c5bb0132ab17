from __future__ import annotations

import gc
import hashlib
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, listening
from corpus.store import Store, open_store
from corpus.store.jobs import JobState
from corpus.writer import sole_writer
from ingest.mending import rebuild
from ingest.pipeline import DEATHS, IngestRun, ingest, opened_for_writing
from ingest.verify import CHECKS, Corpus, verify
from search.index import PassageIndex, open_index

RESOLUTION = """A/RES/99/950

Resolution adopted by the General Assembly

99/950. Sample resolution on the tests of the portal

The General Assembly,

Recalling its earlier work on samples,

1. Decides that samples are written for the project;

2. Requests every sample to say that it is one.
"""
REPORT = """DP/2099/70

Sample report on following up samples

1. The Board recalls paragraph 2 of General Assembly resolution 99/950 on samples.

2. Volunteers of the sample country planted trees along the river.
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", lock_seconds=0.2)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a-report.en.txt").write_text(REPORT)
    (folder / "b-resolution.en.txt").write_text(RESOLUTION)
    return folder


def state(folder: Path) -> dict[str, str]:
    """Every file of a data folder but the lock, by hash."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "writer.lock")
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def verified(settings: Settings) -> dict[str, bool]:
    store = open_store(settings)
    with open_index(settings) as index:
        checks = verify(Corpus(settings, store, index, deep=True))["checks"]
    store.close()
    return {check["code"]: check["ok"] for check in checks}


ALL_WELL = dict.fromkeys(CHECKS, True)


def test_second_ingest_of_the_same_files_writes_nothing(settings: Settings, documents: Path) -> None:
    first = ingest([documents], settings)
    assert (first.accepted, first.indexed, first.unchanged) == (2, 2, 0)
    before = state(settings.data)
    second = ingest([documents], settings)
    assert (second.accepted, second.indexed, second.unchanged, second.passages) == (2, 0, 2, 0)
    assert state(settings.data) == before
    assert verified(settings) == ALL_WELL


def test_a_link_is_decided_again_when_its_target_arrives(settings: Settings, documents: Path) -> None:
    ingest([documents / "a-report.en.txt"], settings)
    store = open_store(settings)
    assert [(s.link.status.value, s.link.passage) for s in store.links.out_of("DP/2099/70")] == [("outside", None)]
    ingest([documents / "b-resolution.en.txt"], settings)
    (stored,) = store.links.out_of("DP/2099/70")
    target = store.works.passage(stored.link.passage or "")
    assert stored.link.status.value == "matched"
    assert target is not None
    assert (target.expression.work, target.number) == ("A/RES/99/950", "2")


def test_a_failed_file_is_reported_again_and_not_read_again(settings: Settings, documents: Path) -> None:
    (documents / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    first = ingest([documents], settings)
    assert [(f.path, f.code) for f in first.failed] == [(str(documents / "broken.pdf"), "damaged")]
    assert first.indexed == 2
    before = state(settings.data)
    second = ingest([documents], settings)
    assert second.failed == first.failed
    assert state(settings.data) == before


def test_the_same_bytes_under_two_names_are_one_document(settings: Settings, documents: Path) -> None:
    (documents / "copy.en.txt").write_text(REPORT)
    report = ingest([documents], settings)
    assert (report.accepted, report.indexed, report.unchanged) == (3, 2, 1)


def test_a_new_version_of_a_document_takes_the_old_ones_place(settings: Settings, documents: Path) -> None:
    ingest([documents], settings)
    (documents / "a-report.en.txt").write_text(REPORT.replace("planted trees", "planted mangroves"))
    report = ingest([documents], settings)
    assert (report.indexed, report.unchanged) == (1, 1)
    store = open_store(settings)
    texts = [p.text for e in store.works.expressions("DP/2099/70") for p in store.works.passages(e.id)]
    assert any("mangroves" in text for text in texts)
    assert not any("planted trees" in text for text in texts)
    assert verified(settings) == ALL_WELL


class Stopped(BaseException):
    """Stands for Ctrl-C."""


def test_what_a_run_that_was_stopped_had_begun_is_not_held_against_it(settings: Settings, documents: Path) -> None:
    def stop(step: Step, seconds: float | None) -> None:
        if step is Step.FLUSH and seconds is not None:
            raise Stopped

    for _ in range(DEATHS + 1):
        with listening(stop), pytest.raises(Stopped):
            ingest([documents], settings)
    store = open_store(settings)
    assert [(job.state, job.attempts) for job in store.jobs.all()] == [(JobState.PENDING, 0)] * 2
    report = ingest([documents], settings)
    assert (report.indexed, report.quarantined) == (2, ())
    assert verified(settings) == ALL_WELL


def test_a_file_that_a_killed_run_was_copying_is_removed(settings: Settings, documents: Path) -> None:
    ingest([documents], settings)
    half = next(settings.originals_folder.iterdir()) / ".incoming-x"
    half.write_text("half")
    ingest([documents], settings)
    assert not half.exists()


def test_a_second_writer_is_told_that_the_folder_is_busy(settings: Settings, documents: Path) -> None:
    with sole_writer(settings), pytest.raises(PortalError, match="in use by another process"):
        ingest([documents], settings)


def test_the_formats_of_one_document_are_shown_once(settings: Settings, documents: Path) -> None:
    ingest([documents], settings)
    paragraphs = "".join(f"<p>{line}</p>" for line in REPORT.splitlines() if line)
    (documents / "a-report.html").write_text(f"<html><body>{paragraphs}</body></html>")
    report = ingest([documents], settings)
    store = open_store(settings)
    shown = [(e.work, e.media_type) for e in store.works.expressions("DP/2099/70")]
    assert (report.indexed, shown) == (1, [("DP/2099/70", "text/html")])
    assert verified(settings) == ALL_WELL


def test_a_run_over_an_open_store_uses_the_index_it_is_given(settings: Settings, documents: Path) -> None:
    from ingest.discover import discover

    store: Store = open_store(settings, create=True)
    with open_index(settings, create=True) as index:

        def opened() -> PassageIndex:
            return index

        report = IngestRun(settings, store, opened).run(discover([documents]))
        assert report.indexed == 2
        assert index.count() == report.passages


def test_unread_pages_are_told_of_in_every_run(settings: Settings) -> None:
    scan = Path(__file__).parents[2] / "corpus" / "samples" / "sample-vnr-xag-2024.en.pdf"
    first, second = ingest([scan], settings), ingest([scan], settings)
    assert (first.indexed, second.unchanged) == (1, 1)
    assert first.needs_ocr == second.needs_ocr == (str(scan),)


def test_a_rebuilt_index_holds_what_was_indexed_while_it_was_stored(settings: Settings, documents: Path) -> None:
    ingest([documents], settings)
    first = _points(settings)
    with opened_for_writing(settings) as writing:
        rebuild(settings, writing.store)
    assert first
    assert _points(settings) == first


def _points(settings: Settings) -> dict[str, object]:
    with open_index(settings) as index:
        return {point.id: point.payload for point in index.store.scroll()}


def test_the_collector_of_cycles_is_as_before_when_a_run_is_over(settings: Settings) -> None:
    before = gc.get_threshold()
    with opened_for_writing(settings):
        assert gc.get_threshold() > before
    assert gc.get_threshold() == before
