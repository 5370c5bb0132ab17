"""What is shown while an answer is made anew: the one before, and it says so; what is kept is never old."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import kept
from api.kept import KeptAnswers, shown_old
from corpus.presenters import Presenter
from corpus.settings import Settings
from corpus.store import Store, open_store

SECONDS = 10


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(data=tmp_path, database_url=None), create=True)
    yield opened
    opened.close()


@pytest.fixture
def answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeptAnswers]:
    monkeypatch.setattr(kept, "PATIENCE", 0.04)
    opened = KeptAnswers(store)
    yield opened
    opened.close()


def presented(store: Store, year: int) -> None:
    store.presenters.replace([Presenter("KEN", year, 1, "a list")])


def in_a_request(ask: Callable[[], int]) -> tuple[int, bool]:
    """What is answered, and whether the page would say that it is old: each request has a context of its own."""
    return copy_context().run(lambda: (ask(), shown_old()))


def test_nobody_waits_for_what_is_made_anew_and_the_page_knows(store: Store, answers: KeptAnswers) -> None:
    made, go_on = list[int](), threading.Event()

    def slow() -> int:
        if made:
            assert go_on.wait(SECONDS)
        made.append(len(store.presenters.every()))
        return made[-1]

    assert in_a_request(lambda: answers.of("presenters", slow)) == (0, False)
    presented(store, 2024)
    assert [in_a_request(lambda: answers.of("presenters", slow)) for _ in range(3)] == [(0, True)] * 3
    go_on.set()
    assert answers.exact("presenters", slow) == 1
    assert in_a_request(lambda: answers.of("presenters", slow)) == (1, False)
    assert made == [0, 1]


def test_what_is_made_quickly_is_of_now(store: Store, answers: KeptAnswers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", SECONDS)
    for number in range(3):
        assert in_a_request(lambda: answers.of("n", lambda: len(store.presenters.every()))) == (number, False)
        presented(store, 2020 + number)


def test_a_slow_answer_holds_up_no_other(answers: KeptAnswers) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        assert go_on.wait(SECONDS)
        return 1

    waiting = threading.Thread(target=answers.exact, args=("slow", slow))
    waiting.start()
    assert begun.wait(SECONDS)
    assert answers.exact("quick", lambda: 2) == 2
    go_on.set()
    waiting.join(SECONDS)


def test_what_cannot_be_made_anew_leaves_the_one_before_and_is_tried_again(store: Store, answers: KeptAnswers) -> None:
    def failing() -> int:
        raise RuntimeError("no")

    assert answers.of("n", lambda: 7) == 7
    presented(store, 2024)
    with pytest.raises(RuntimeError):
        answers.exact("n", failing)
    assert answers.exact("n", lambda: 8) == 8


@pytest.mark.parametrize(("ui", "words"), [("en", "is being made anew"), ("zh", "正在重新统计")])
def test_the_page_says_that_it_is_old(
    empty_client: TestClient, monkeypatch: pytest.MonkeyPatch, ui: str, words: str
) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0)
    assert words not in empty_client.get("/indicators", params={"ui": ui}).text
    store: Store = empty_client.app.state.portal.store  # type: ignore[attr-defined]
    store.searches.save("Ana", ui, "volunteers", "auto", {})
    assert words not in empty_client.get("/indicators", params={"ui": ui}).text
    presented(store, 2024)
    assert words in empty_client.get("/indicators", params={"ui": ui}).text
