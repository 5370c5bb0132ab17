"""Each check finds what was really broken and says what it means; repair mends what can be rebuilt, and no more."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.upkeep import repair_document, verify_document
from corpus.corrections import Correction
from corpus.counting import Span, counted
from corpus.errors import PortalError
from corpus.indicators import indicator
from corpus.indicators.ledger import Question
from corpus.originals import OriginalsFolder
from corpus.reviewing import Action, Said
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.requests import Answer, KeyedRequest, carrying_out
from corpus.writer import sole_writer
from ingest.checks.corpus import held_by
from ingest.corrections import Said as LinkSaid
from ingest.corrections import correct
from ingest.indexed import indexed_passages
from ingest.mending import mend
from ingest.pipeline import ingest
from ingest.verify import CHECKS, Corpus, verify
from search.index import open_index
from tests.folders import copied

REPORT = """DP/2099/70

Sample report on following up samples

1. The Board recalls paragraph 2 of General Assembly resolution 99/950 on samples.

2. Volunteers of the sample country planted trees along the river.

3. The national plan of the sample country includes volunteers as partners in development.
"""
RESOLUTION = """A/RES/99/950

99/950. Sample resolution on the tests of the portal

The General Assembly,

1. Decides that samples are written for the project;

2. Requests every sample to say that it is one.
"""
REVIEW = """Voluntary National Review 2099

Sample review

1. The national volunteer law of 2098 integrates volunteers into the national development plan.

2. Volunteers planted 300 trees along the river.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents, decisions, corrections, a kept count and a request with a key."""
    folder = tmp_path_factory.mktemp("made")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "report.en.txt").write_text(REPORT)
    (documents / "resolution.en.txt").write_text(RESOLUTION)
    (documents / "VNR-KEN-2020.en.txt").write_text(REVIEW)
    (folder / "data").mkdir()
    settings = Settings(data=folder / "data")
    assert ingest([documents], settings).indexed == 3
    store = open_store(settings)
    with closing(store):
        _written(store)
    return folder / "data"


def _written(store: Store) -> None:
    passages = store.works.passages(store.works.expressions("VNR/KEN/2020")[0].id)
    law = next(passage.id for passage in passages if "law" in passage.text)
    first = store.reviewing.decide(law, Said("Ana", Action.LEVEL, labels={"policy": True}))
    store.reviewing.decide(law, Said("Ana", Action.COMMENT, comment="Read twice.", seen=first.id))
    (link,) = store.links.out_of("DP/2099/70")
    decision = correct(store, LinkSaid(link=link.name, correction=Correction.CONFIRM, author="Ana"))
    correct(store, LinkSaid(link=link.name, correction=Correction.WITHDRAW, author="Ben", replaces=decision.id))
    store.snapshots.take(counted(store, Question(indicator("3.1"), "strict", "suggested"), Span()), "Ana")
    asked = KeyedRequest("", "k", "POST /v1/searches", "f" * 64)
    with carrying_out(asked):
        store.searches.save("Ana", "Mine", "volunteers", "auto", {})
    asked.keep(Answer(201, [], b"{}"))


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    return Settings(data=copied(made, tmp_path / "data"), lock_seconds=0.5)


def sql(*statements: str) -> Callable[[Settings], None]:
    def run(settings: Settings) -> None:
        with closing(sqlite3.connect(settings.data / "portal.db")) as database, database:
            for statement in statements:
                assert database.execute(statement).rowcount != 0, statement

    return run


def original(settings: Settings, source: str = "report.en.txt") -> Path:
    with closing(sqlite3.connect(settings.data / "portal.db")) as database:
        (sha,) = database.execute("SELECT sha256 FROM jobs WHERE source LIKE ?", (f"%{source}",)).fetchone()
    return OriginalsFolder(settings.originals_folder).path(sha)


def gone(settings: Settings) -> None:
    original(settings).unlink()


def altered(settings: Settings) -> None:
    original(settings).write_bytes(b"something else")


def orphan(settings: Settings, name: str = "f" * 64) -> Path:
    place = OriginalsFolder(settings.originals_folder).path(name)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"never accepted")
    os.utime(place, (time.time() - 7200,) * 2)
    return place


def made_orphan(settings: Settings) -> None:
    orphan(settings)


def unindexed(settings: Settings) -> None:
    store = open_store(settings)
    with closing(store), open_index(settings) as index:
        shown = store.works.expressions("DP/2099/70")[0]
        index.remove(shown.id, [store.works.passages(shown.id)[0].id])
        index.flush()


def reworded(settings: Settings) -> None:
    store = open_store(settings)
    with closing(store), open_index(settings) as index:
        shown = store.works.expressions("DP/2099/70")[0]
        first = indexed_passages(store.works.passages(shown.id))[0]
        index.write([replace(first, text="Other words.")])
        index.flush()


def no_index(settings: Settings) -> None:
    shutil.rmtree(settings.index)


REPORTS = "expression IN (SELECT id FROM expressions WHERE work = 'DP/2099/70')"
OF_REPORT = "source LIKE '%report.en.txt'"
SECOND = f"{REPORTS} AND ordinal = 2"
WITHOUT_JOB = "sha256 NOT IN (SELECT sha256 FROM jobs)"

MENDED: dict[str, tuple[Callable[[Settings], None], str]] = {
    "a job is lost": (sql(f"DELETE FROM jobs WHERE {OF_REPORT}"), "N1"),
    "what is shown is shown no more": (
        sql("UPDATE expressions SET state = 'superseded' WHERE work = 'DP/2099/70'"),
        "N1 N3",
    ),
    "a file that nobody accepted": (made_orphan, "N2"),
    "a passage has left the index": (unindexed, "N3 N9"),
    "a passage has other words in the index": (reworded, "N3"),
    "the index is gone": (no_index, "N3"),
    "the words of a passage are others": (sql(f"UPDATE passages SET text = 'x' WHERE {SECOND}"), "N7"),
    "a passage is lost": (sql(f"DELETE FROM passages WHERE {SECOND}"), "N3 N7"),
    "links lead elsewhere and a suggestion is lost": (
        sql(
            f"UPDATE mentions SET status = 'outside', to_passage = NULL WHERE {REPORTS}",
            f"DELETE FROM suggestions WHERE {REPORTS}",
        ),
        "N7",
    ),
    "a link is lost": (sql(f"DELETE FROM mentions WHERE {REPORTS}"), "N7"),
    "a suggestion is another": (sql(f"UPDATE suggestions SET measured = 1 - measured WHERE {REPORTS}"), "N7"),
    "a page is lost, and one is unread and nothing says so": (
        sql(f"UPDATE pages SET state = 'failed' WHERE {REPORTS}", f"DELETE FROM pages WHERE NOT {REPORTS}"),
        "N8",
    ),
    "an outcome is another": (sql("UPDATE review_items SET policy = 0 WHERE policy = 1"), "N10"),
}

KEPT: dict[str, tuple[Callable[[Settings], None], str]] = {
    "a job is in no state": (sql(f"UPDATE jobs SET state = 'lost' WHERE {OF_REPORT}"), "N1 N7"),
    "an original is gone": (gone, "N2"),
    "an original is another": (altered, "N2 N7"),
    "the row of an original is lost": (
        sql(f"DELETE FROM jobs WHERE {OF_REPORT}", f"DELETE FROM originals WHERE {WITHOUT_JOB}"),
        "N5",
    ),
    "a decision has no author": (sql("UPDATE review_decisions SET reviewer = '' WHERE ordinal = 1"), "N4 N5 N10"),
    "a decision is gone": (sql("DELETE FROM review_decisions WHERE ordinal = 1"), "N4 N5 N10"),
    "a remark has no time": (sql("UPDATE review_decisions SET decided_at = 'once' WHERE ordinal = 2"), "N4 N5"),
    "a correction is gone": (sql("DELETE FROM link_decisions WHERE replaces IS NULL"), "N4 N5"),
    "a key names nothing": (sql("UPDATE requests SET entry = 999"), "N4"),
    "a key has two effects": (sql("UPDATE requests SET entry = entry - 1, entries = 2"), "N4"),
    "a key has no answer": (sql("UPDATE requests SET status = 0"), "N4"),
    "an entry of the audit is another": (sql("UPDATE audit SET actor = 'Eve' WHERE sequence = 1"), "N5"),
    "the end of the audit is gone": (
        sql("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"),
        "N4 N5",
    ),
    "a kept count is another": (
        sql("UPDATE snapshots SET document = json_set(document, '$.numerator', 7)"),
        "N5 N6",
    ),
}


def failing(document: dict[str, Any]) -> set[str]:
    return {check["code"] for check in document["checks"] if not check["ok"]}


def test_a_sound_folder_passes_every_check_deep_and_plain(settings: Settings) -> None:
    for deep in (False, True):
        document = verify_document(settings, deep=deep)
        assert [check["code"] for check in document["checks"]] == list(CHECKS)
        assert failing(document) == set()
    found = {check["code"]: check["found"] for check in document["checks"]}
    assert (found["N4"]["decisions"], found["N4"]["keys"], found["N6"]["snapshots"]) == (4, 1, 1)


def written(settings: Settings) -> list[Any]:
    """What people wrote, and what was kept of it."""
    tables = ("review_decisions", "link_decisions", "snapshots", "requests", "saved_searches")
    with closing(sqlite3.connect(settings.data / "portal.db")) as database:
        return [database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables]


@pytest.mark.parametrize("harm", MENDED)
def test_what_can_be_rebuilt_is_found_and_mended(harm: str, settings: Settings) -> None:
    MENDED[harm][0](settings)
    codes = set(MENDED[harm][1].split())
    before = written(settings)
    document = repair_document(settings, lambda *_: None)
    assert failing({"checks": document["before"]}) == codes
    for check in (check for check in document["before"] if not check["ok"]):
        assert check["repairable"]
        assert check["meaning"]
        assert "--repair" in check["remedy"]
        assert check["examples"]
    assert document["ok"], [check for check in document["checks"] if not check["ok"]]
    assert {check["code"] for check in document["checks"] if check["repaired"]} == codes
    assert written(settings) == before


@pytest.mark.parametrize("harm", KEPT)
def test_what_cannot_be_rebuilt_is_found_told_and_left(harm: str, settings: Settings) -> None:
    KEPT[harm][0](settings)
    codes = set(KEPT[harm][1].split())
    before = written(settings)
    document = repair_document(settings, lambda *_: None)
    assert failing({"checks": document["before"]}) == codes
    assert "backup" in " ".join(check["remedy"] for check in document["before"])
    assert failing(document) >= codes - {"N10", "N7"}
    assert written(settings) == before


def test_a_file_that_nobody_accepted_is_moved_aside_and_not_deleted(settings: Settings) -> None:
    place = orphan(settings)
    repair_document(settings, lambda *_: None)
    assert not place.exists()
    assert (settings.data / "orphans" / place.name).read_bytes() == b"never accepted"


def test_a_file_that_came_a_moment_ago_is_no_orphan(settings: Settings) -> None:
    os.utime(orphan(settings))
    assert verify_document(settings)["ok"]


def test_a_file_that_was_accepted_and_whose_row_is_lost_stays_where_it_is(settings: Settings) -> None:
    place = original(settings)
    os.utime(place, (time.time() - 7200,) * 2)
    sql("DELETE FROM jobs WHERE source LIKE '%report.en.txt'")(settings)
    sql(f"DELETE FROM originals WHERE sha256 = '{place.name}'")(settings)
    document = repair_document(settings, lambda *_: None)
    assert place.exists()
    assert {"N2", "N5"} <= failing(document)


def test_what_is_read_of_an_original_that_is_another_stays_as_it_is(settings: Settings) -> None:
    altered(settings)
    sql(f"DELETE FROM suggestions WHERE {REPORTS}")(settings)
    assert failing(repair_document(settings, lambda *_: None)) == {"N2", "N7"}
    store = open_store(settings)
    with closing(store):
        assert len(store.works.passages(store.works.expressions("DP/2099/70")[0].id)) > 3


def test_decisions_find_their_place_again_when_a_document_is_mended(settings: Settings) -> None:
    review = "(SELECT id FROM expressions WHERE work = 'VNR/KEN/2020')"
    store = open_store(settings)
    with closing(store):
        before = store.reviews.settled()
        sql(f"UPDATE passages SET text = 'x' WHERE expression IN {review} AND ordinal = 1")(settings)
        assert repair_document(settings, lambda *_: None)["ok"]
        assert store.reviews.settled() == before
        assert before


def test_a_job_that_is_given_again_is_finished_where_its_document_is_shown(settings: Settings) -> None:
    sql("DELETE FROM jobs WHERE source LIKE '%report.en.txt'")(settings)
    repair_document(settings, lambda *_: None)
    store = open_store(settings)
    with closing(store):
        assert store.jobs.counts() == {"pending": 0, "running": 0, "indexed": 3, "failed": 0, "quarantined": 0}
        assert len(store.works.expressions()) == 3


def test_a_check_that_trips_over_what_it_reads_is_a_finding_and_the_others_run(settings: Settings) -> None:
    sql("UPDATE review_decisions SET labels = '{' WHERE ordinal = 1")(settings)
    document = verify_document(settings)
    assert len(document["checks"]) == len(CHECKS)
    assert {"N5", "N10"} <= failing(document)
    assert "damaged" in next(check["meaning"] for check in document["checks"] if check["code"] == "N10")


@pytest.mark.parametrize("content", [b"not a database at all, but long enough" * 50, b""])
def test_a_store_that_cannot_be_opened_is_one_line(content: bytes, settings: Settings) -> None:
    for ending in ("-wal", "-shm"):
        (settings.data / f"portal.db{ending}").unlink(missing_ok=True)
    (settings.data / "portal.db").write_bytes(content)
    with pytest.raises(PortalError) as refused:
        verify_document(settings)
    assert refused.value.code == "data_unreadable"
    assert "\n" not in str(refused.value)


def test_repair_while_another_process_writes_is_refused_and_changes_nothing(settings: Settings) -> None:
    sql("UPDATE review_items SET policy = 0 WHERE policy = 1")(settings)
    with sole_writer(settings), pytest.raises(PortalError) as refused:
        repair_document(settings, lambda *_: None)
    assert refused.value.code == "data_busy"
    assert failing(verify_document(settings)) == {"N10"}


def test_whoever_ingests_meanwhile_raises_no_alarm(settings: Settings, tmp_path: Path) -> None:
    """A process ingests and replaces documents again and again; every check that comes between says the truth."""
    documents = tmp_path / "more"
    documents.mkdir()
    patient = settings.model_copy(update={"lock_seconds": 30})
    command = [sys.executable, "-c", INGESTING, str(documents), str(settings.data), REPORT]
    with subprocess.Popen(command, env={**os.environ, "VKP_LOCK_SECONDS": "30"}) as ingesting:
        rounds, alarms = 0, []
        while ingesting.poll() is None:
            document = verify_document(patient)
            alarms += [check for check in document["checks"] if not check["ok"]]
            rounds += 1
    assert (ingesting.returncode, alarms) == (0, [])
    assert rounds >= 2
    assert verify_document(settings)["ok"]


INGESTING = """
import sys
from pathlib import Path
from corpus.settings import Settings
from ingest.mending import mend
from ingest.pipeline import ingest
folder, data, text = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
for time in range(3):
    (folder / f"DP-2099-7{time}.en.txt").write_text(text.replace("2099/70", f"2099/7{time + 1}"))
    (folder / "report.en.txt").write_text(text + f"\\n\\n4. Said {time}.\\n")
    ingest([folder], Settings(data=data))
"""


def test_a_passage_without_a_word_is_no_damage_of_the_index(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "dashes.html").write_text("<html><body><h1>— — —</h1><p>Volunteers planted trees.</p></body></html>")
    assert ingest([tmp_path / "dashes.html"], settings).indexed == 1
    assert failing(verify_document(settings)) == set()
    (settings.index / "flushed.json").unlink()
    store = open_store(settings)
    with closing(store), open_index(settings) as index:
        assert mend(index, store) is None


def test_what_changes_while_the_index_is_read_says_nothing(settings: Settings) -> None:
    """What is published between the reading of the index and that of the store is no phantom and not missing."""
    store = open_store(settings)
    with closing(store), open_index(settings) as index:
        held = held_by(index, store)
    sql("UPDATE expressions SET state = 'retired' WHERE work = 'DP/2099/70'")(settings)
    store = open_store(settings)
    with closing(store):
        first = {check["code"]: check["ok"] for check in verify(Corpus(settings, store, held))["checks"]}
        assert first["N3"]
        assert first["N9"]
        again = verify(Corpus(settings, store, replace(held, states=store.works.states())))
        assert {check["code"]: check["ok"] for check in again["checks"]}["N3"], "a run that was killed clears it"
