"""A document is in the index before the store publishes it: until then no reader finds it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.store import open_store
from ingest.indexed import indexed_passages
from search.index import open_index
from search.searcher import Searcher
from tests.api.test_contract import run
from tests.folders import copied

REPORT = "DP/2099/11"
QUESTION = "青年志愿者如何参与数字化转型？"


@pytest.fixture
def data(ingested: tuple[Settings, object], tmp_path: Path) -> Path:
    return copied(ingested[0].data, tmp_path / "data")


@contextmanager
def database(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / "portal.db")) as connection, connection:
        yield connection


def set_state(data: Path, state: str) -> None:
    with database(data) as connection:
        connection.execute("UPDATE expressions SET state = ? WHERE work = ?", (state, REPORT))
        connection.execute("UPDATE data_version SET version = version + 1")  # as whatever writes through the store does


def test_what_is_not_published_is_neither_found_nor_quoted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def works(*command: str) -> set[str]:
        code, out, _ = run(capsys, *command, "--data", str(data), "--json")
        assert code == 0
        document = json.loads(out)
        return {row["work"] for row in document.get("hits", []) + document.get("citations", [])}

    commands = (("search", QUESTION, "-k", "100"), ("search", f"{REPORT} para. 5"), ("answer", QUESTION))
    assert all(REPORT in works(*command) for command in commands)
    set_state(data, "staged")
    assert not any(REPORT in works(*command) for command in commands)


def test_what_is_published_is_found_by_a_searcher_that_was_open(data: Path) -> None:
    settings = Settings(data=data)
    set_state(data, "staged")
    store = open_store(settings)
    with open_index(settings) as index:
        searcher = Searcher(index, store)
        before = searcher.search(REPORT)
        set_state(data, "visible")
        after = searcher.search(REPORT)
    store.close()
    assert (before.total, before.notes[0]) == (0, f"{REPORT} is not in the corpus")
    assert after.total > 0


def test_passages_that_a_second_reading_shares_with_the_first_are_found_once(data: Path) -> None:
    """Before it is published, the points of a second reading of a file stand beside those of the first."""
    settings = Settings(data=data)
    store = open_store(settings)
    with open_index(settings) as index:
        searcher = Searcher(index, store)
        before = [hit.passage_id for hit in searcher.search(REPORT, k=100).hits]
        for expression in store.works.expressions(REPORT):
            first = indexed_passages(store.works.passages(expression.id))
            index.write([replace(passage, expression=f"second-{expression.id}") for passage in first])
        assert Searcher(index).search(REPORT).total == 2 * searcher.search(REPORT).total
        assert [hit.passage_id for hit in searcher.search(REPORT, k=100).hits] == before
    store.close()
