"""The version of the data: another after every change of documents and decisions alone; and what is kept by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from api.counting import counted_document
from api.kept import MOST, KeptAnswers
from corpus.access import Role
from corpus.presenters import Presenter
from corpus.settings import Settings
from corpus.store import Store, open_store, schema
from corpus.store.requests import Answer, KeyedRequest, carrying_out
from corpus.store.version import DataVersion

KENYA = Presenter("KEN", 2024, 1, "a list")
PERU = Presenter("PER", 2024, 1, "a list")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(data=tmp_path / "data"), create=True)
    yield opened
    opened.close()


@pytest.fixture
def kept(store: Store) -> Iterator[KeptAnswers]:
    answers = KeptAnswers(store)
    yield answers
    answers.close()


def test_the_version_grows_with_every_change_and_not_with_reading(store: Store) -> None:
    version = DataVersion(store)
    before = version.now()
    store.presenters.every()
    assert version.now() == before
    store.presenters.replace([KENYA])
    store.jobs.accept("a" * 64, 10, "file.pdf", {}, "1")
    assert version.now() == before + 2


def test_what_tells_nothing_of_documents_makes_no_count_old(store: Store) -> None:
    before = DataVersion(store).now()
    search = store.searches.save("Ana", "mine", "volunteers", "auto", {})
    store.searches.ran(search.id, search.created_at, ["x"])
    key, text = store.keys.create("Ana", Role.RESEARCHER)
    assert store.keys.holder(text) == key
    store.sessions.begin("Ana", Role.RESEARCHER, 3600, key)
    store.snapshots.take(counted_document(store, "3.1") | {"changes": None}, "Ana")
    store.review_assignments.assign("3.1", "Ana", ["VNR/KEN/2024"], "Ben")
    assert DataVersion(store).now() == before


def undone(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(schema.presenters))
        raise ZeroDivisionError


def test_a_change_that_is_undone_leaves_the_version(store: Store) -> None:
    version = DataVersion(store)
    before = version.now()
    with pytest.raises(ZeroDivisionError):
        undone(store)
    store.searches.save("Ana", "mine", "volunteers", "auto", {})
    assert version.now() == before


def test_a_change_by_another_process_is_seen(store: Store, tmp_path: Path) -> None:
    version = DataVersion(store)
    before = version.now()
    other = open_store(Settings(data=tmp_path / "data"))
    other.presenters.replace([KENYA])
    other.close()
    assert version.now() != before


def test_a_request_with_a_key_raises_the_version_when_it_has_ended(store: Store) -> None:
    version, asked = DataVersion(store), KeyedRequest("Ana", "k", "/v1/presenters", "f")
    before = version.now()
    with carrying_out(asked):
        store.presenters.replace([KENYA])
        store.presenters.replace([PERU])
    assert version.now() == before
    asked.keep(Answer(200, [], b""))
    assert version.now() == before + 1


def test_an_answer_is_made_once_until_the_data_change(store: Store, kept: KeptAnswers) -> None:
    made = list[int]()

    def answer() -> int:
        made.append(len(store.presenters.every()))
        return made[-1]

    assert [kept.of("how many", answer) for _ in range(3)] == [0, 0, 0]
    assert len(made) == 1
    store.presenters.replace([KENYA])
    assert [kept.of("how many", answer) for _ in range(2)] == [1, 1]
    assert len(made) == 2


def test_what_changes_while_an_answer_is_made_is_in_the_next(store: Store, kept: KeptAnswers) -> None:
    def late() -> int:
        found = len(store.presenters.every())
        store.presenters.replace([KENYA])
        return found

    assert kept.of("how many", late) == 0
    assert kept.of("how many", lambda: len(store.presenters.every())) == 1


def test_an_answer_may_ask_for_others_and_a_failure_is_not_kept(kept: KeptAnswers) -> None:
    assert kept.of("sum", lambda: kept.of("one", lambda: 1) + kept.of("two", lambda: 2)) == 3
    with pytest.raises(ZeroDivisionError):
        kept.of("none", lambda: 1 // 0)
    assert kept.of("none", lambda: 5) == 5


def test_no_more_is_kept_than_fits(kept: KeptAnswers) -> None:
    made = list[int]()
    for number in (*range(MOST + 1), 0, MOST):
        kept.of(number, lambda number=number: made.append(number))  # type: ignore[misc]
    assert made == [*range(MOST + 1), 0]
