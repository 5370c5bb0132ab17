"""What PostgreSQL alone brings: transactions beside one another, a server that stops, writers on other machines."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, Recognition, WorkType, passage_id
from corpus.errors import PortalError
from corpus.reviewing import Action, Said
from corpus.settings import Settings
from corpus.store import Store, open_store, server
from corpus.store.presenters import Presenter
from corpus.store.staging import Derived
from corpus.writer import require_writable, sole_writer
from tests.corpus.review_store import POLICY, new_store, show
from tests.databases import Server, running_server

ROOT = Path(__file__).parents[2]
REVIEWERS, DECISIONS = 25, 40

pytestmark = pytest.mark.usefixtures("on_postgresql")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of the test's own, to be stopped."""
    with running_server() as own, own.database("template0") as url:
        monkeypatch.setenv("VKP_DATABASE_URL", url)
        yield own


def texts(number: int) -> list[tuple[str, str, dict[str, object]]]:
    return [(f"p{n}", f"Volunteers built school {n} on the islands.", POLICY) for n in range(number)]


def level(who: str, seen: int | None, latest: int | None = None) -> Said:
    return Said(who, Action.LEVEL, labels={"mention": True}, seen=seen, latest=latest)


def test_a_thousand_decisions_of_twenty_five_reviewers_at_once_are_all_there(store: Store) -> None:
    ids = show(store, texts(DECISIONS), "1")

    def review(number: int) -> list[int]:
        """Everybody on every passage, each beginning elsewhere; one who is told to come again comes again."""
        return [
            store.reviewing.decide(ids[(number + step) % DECISIONS], level(f"Reviewer {number}", None)).id
            for step in range(DECISIONS)
        ]

    with ThreadPoolExecutor(REVIEWERS) as people:
        acknowledged = [made for of_one in people.map(review, range(REVIEWERS)) for made in of_one]
    assert len(set(acknowledged)) == REVIEWERS * DECISIONS
    kept = [decision.id for item in store.reviews.reviewed() for decision in item.decisions]
    assert sorted(kept) == sorted(acknowledged)
    assert store.reviews.disagreeing() == []
    assert store.audit.checked().faults == ()


def test_of_all_who_saw_the_same_one_decides_and_the_others_are_told(store: Store) -> None:
    (one,) = show(store, texts(1), "1")

    def decide(number: int) -> str:
        try:
            store.reviewing.decide(one, level(f"Reviewer {number}", None, latest=0))
        except PortalError as failure:
            return failure.code
        return "decided"

    with ThreadPoolExecutor(REVIEWERS) as people:
        told = list(people.map(decide, range(REVIEWERS)))
    assert sorted(set(told)) == ["changed_meanwhile", "decided"]
    assert told.count("decided") == 1
    assert store.audit.checked().faults == ()


def test_what_many_accept_ask_for_or_assign_at_once_is_there_once(store: Store) -> None:
    def everything(number: int) -> None:
        store.jobs.accept(f"{number % 3:064x}", 1, "x.pdf", {}, "1")
        store.review_assignments.assign("3.1", "Ana", ["DP/2099/1", "DP/2099/2"], "Head")
        store.presenters.replace([Presenter("KEN", 2024, 1, f"list {number}", whole=True)])
        assert store.sessions.name_of("issuer ana", "Ana") == "Ana"

    with ThreadPoolExecutor(12) as people:
        list(people.map(everything, range(24)))
    assert len(store.jobs.all()) == 3
    assert len(store.review_assignments.all()) == 2
    assert store.audit.checked().faults == ()


def test_words_that_are_longer_than_expected_are_kept(store: Store) -> None:
    path, label = "p1/" + "(a)/" * 60, "LXXXVIII" * 10
    passage = Passage(path, PassageKind.PARAGRAPH, "Words.", 1, 1, number="1." * 40)
    parsed = ParsedDocument("application/pdf", (Page(1, PageState.TEXT, label=label),), (passage,), language="en")
    recognition = Recognition("DP/2099/1", WorkType.REPORT, "en", "Sample", date="one day " * 20)
    d = Derived("a" * 64, parsed, recognition, (passage_id("DP/2099/1", "en", path, "Words."),))
    store.jobs.accept(d.sha256, 10, "file.pdf", {}, "1")
    store.staging.stage(d)
    store.staging.publish(d)
    found = store.works.passage(d.ids[0])
    assert found is not None
    assert (found.path, found.number) == (path, "1." * 40)


def test_what_a_column_has_no_room_for_is_bad_input_and_no_failure(store: Store) -> None:
    (one,) = show(store, texts(1), "1")
    said = Said("Ana", Action.COMMENT, comment="NUL \x00")
    with pytest.raises(PortalError, match="NUL"):
        store.reviewing.decide(one, said)
    with pytest.raises(PortalError, match="cannot be used"):
        store.review_samples.get(10**12)


def test_a_row_that_somebody_else_holds_is_waited_for_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LOCK_SECONDS", 1)
    store = new_store(tmp_path / "data")
    (one,) = show(store, texts(1), "1")
    with store.writing() as connection:
        connection.execute(text("SELECT 1 FROM expressions FOR UPDATE"))
        began = time.monotonic()
        with pytest.raises(PortalError) as refused:
            store.reviewing.decide(one, level("Ana", None))
        assert time.monotonic() - began < 5
    assert refused.value.code == "data_busy"
    assert store.reviewing.decide(one, level("Ana", None)).ordinal == 1
    store.close()


def test_a_statement_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STATEMENT_SECONDS", 1)
    store = new_store(tmp_path / "data")
    with pytest.raises(PortalError) as refused, store.reading() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    assert refused.value.code == "data_busy"
    store.close()


def test_a_deadlock_is_told_and_the_other_goes_on(store: Store) -> None:
    for number in range(2):
        store.jobs.accept(f"{number:064x}", 1, "x.pdf", {}, "1")

    def lock(first: int, second: int) -> str:
        try:
            with store.writing() as connection:
                connection.execute(text(f"SELECT 1 FROM jobs WHERE sequence = {first} FOR UPDATE"))
                time.sleep(0.5)
                connection.execute(text(f"SELECT 1 FROM jobs WHERE sequence = {second} FOR UPDATE"))
        except PortalError as failure:
            return failure.code
        return "done"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(lock, (1, 2), (2, 1))) == ["data_busy", "done"]


def test_two_who_make_the_tables_at_once_make_them_once(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql.database("template0") as url, ThreadPoolExecutor(4) as processes:
        opened = list(
            processes.map(lambda n: open_store(Settings(data=tmp_path / str(n), database_url=url), create=True), "abcd")
        )
        assert [store.works.totals()["works"] for store in opened] == [0, 0, 0, 0]
        for store in opened:
            store.close()


def test_a_database_that_sorts_by_a_language_is_refused(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgresql.execute("CREATE DATABASE sorted ENCODING 'SQL_ASCII' TEMPLATE template0")
    settings = Settings(data=tmp_path, database_url=postgresql.url("sorted"))
    with pytest.raises(PortalError, match=r"SQL_ASCII.*Make it by: CREATE DATABASE"):
        open_store(settings, create=True)


@pytest.mark.parametrize("address", ["127.0.0.1:1/name", "user:secret@127.0.0.1:{port}/nothing"])
def test_a_server_that_cannot_be_reached_is_one_line(postgresql: Server, tmp_path: Path, address: str) -> None:
    url = f"postgresql+psycopg://{address.format(port=postgresql.port)}"
    with pytest.raises(PortalError) as refused:
        open_store(Settings(data=tmp_path, database_url=url), create=True)
    assert refused.value.code == "store_unavailable"
    assert "secret" not in str(refused.value)


def test_a_server_that_stops_is_told_and_what_was_acknowledged_is_there_when_it_is_back(
    own: Server, tmp_path: Path
) -> None:
    store = new_store(tmp_path / "data")
    ids = show(store, texts(10), "1")
    acknowledged: list[tuple[str, int]] = []
    codes: set[str] = set()

    begun, stopped = Event(), Event()

    def review(number: int) -> None:
        for passage in ids:
            seen = None
            if passage == ids[3]:  # the server is stopped while decisions are made
                begun.set()
            if passage == ids[-1]:  # and there are some that nothing can take
                assert stopped.wait(60)
            for _ in range(200):
                try:
                    made = store.reviewing.decide(passage, level(f"Reviewer {number}", seen))
                except PortalError as failure:
                    codes.add(failure.code)
                    if failure.code == "changed_meanwhile":  # it was written, and its answer was lost
                        break
                    time.sleep(0.1)
                else:
                    acknowledged.append((passage, made.id))
                    break

    with ThreadPoolExecutor(5) as people:
        reviewing = [people.submit(review, number) for number in range(5)]
        assert begun.wait(60)
        own.stop(signal.SIGQUIT)
        stopped.set()
        time.sleep(0.5)
        own.start()
        for one in reviewing:
            one.result(120)
    assert "store_unavailable" in codes
    assert codes <= {"store_unavailable", "changed_meanwhile"}
    kept = {(item.item.id, made.id) for item in store.reviews.reviewed() for made in item.decisions}
    assert set(acknowledged) <= kept
    assert len(kept) == 5 * len(ids)
    assert store.audit.checked().faults == ()
    store.close()


HOLD = """
import sys, time
from pathlib import Path
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.writer import require_writable, sole_writer
settings = Settings(data=Path(sys.argv[1]), lock_seconds=0)
with sole_writer(settings):
    print("held", flush=True)
    for line in sys.stdin:
        try:
            require_writable(settings)
        except PortalError as failure:
            print(failure.code, flush=True)
        else:
            print("writes", flush=True)
"""


@pytest.fixture
def holder(store: Store, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The writer, as on another machine: it has another data folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "elsewhere")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def end_connections(store: Store) -> None:
    """What an administrator does with the connection of a writer that is frozen."""
    with store.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))


def test_one_machine_writes_and_the_other_is_told(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", lock_seconds=0.2)
    with pytest.raises(PortalError, match="another process writes documents to the database"), sole_writer(settings):
        pass
    assert says(holder) == "writes"
    holder.kill()
    with sole_writer(settings.model_copy(update={"lock_seconds": 10})):
        require_writable(settings)


def test_a_frozen_writer_whose_connection_is_ended_has_lost_its_place_and_writes_no_more(
    holder: subprocess.Popen[str], store: Store, tmp_path: Path
) -> None:
    holder.send_signal(signal.SIGSTOP)
    settings = Settings(data=tmp_path / "data", lock_seconds=0.2)
    with pytest.raises(PortalError), sole_writer(settings):
        pass
    end_connections(store)
    with sole_writer(settings.model_copy(update={"lock_seconds": 10})):
        holder.send_signal(signal.SIGCONT)
        assert says(holder) == "data_busy"
    assert says(holder) == "writes", "nobody else does, so it takes its place again"


def test_a_writer_goes_on_after_its_connection_was_lost_where_nobody_took_its_place(
    store: Store, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "data", lock_seconds=0)
    with sole_writer(settings):
        end_connections(store)
        require_writable(settings)
        with pytest.raises(PortalError), sole_writer(settings.model_copy(update={"data": tmp_path / "elsewhere"})):
            pass
