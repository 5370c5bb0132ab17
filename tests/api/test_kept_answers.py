"""The version of the data: another after every change, the same while nothing changes; and what is kept by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.kept import MOST, KeptAnswers
from corpus.presenters import Presenter
from corpus.settings import Settings
from corpus.store import Store, open_store
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


def test_the_version_changes_with_every_change_and_with_nothing_else(store: Store) -> None:
    version = DataVersion(store)
    before = version.now()
    store.presenters.every()
    assert version.now() == before
    store.presenters.replace([KENYA])
    after = version.now()
    assert after != before
    store.presenters.replace([PERU])
    assert version.now() not in (before, after)
    version.close()


def test_a_change_by_another_process_is_seen(store: Store, tmp_path: Path) -> None:
    version = DataVersion(store)
    before = version.now()
    other = open_store(Settings(data=tmp_path / "data"))
    other.presenters.replace([KENYA])
    other.close()
    assert version.now() != before
    version.close()


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
