"""Twenty-five reviewers at once, over HTTP: nothing that was acknowledged is lost, and what changed is told."""

from __future__ import annotations

import json
import re
import statistics
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from api.web.desk.hands import HELD_SECONDS, Hands
from corpus.settings import Settings
from tests.browser.conftest import Served, serving

REVIEWERS = 25
HIDDEN = re.compile(r'<input type="hidden" name="(shown|seen)" value="([^"]*)">')


@dataclass
class Reviewer:
    """A person with a browser: what they sent, how it was answered, and how long each answer took."""

    name: str
    client: httpx.Client
    acknowledged: int = 0
    told: int = 0
    seconds: list[float] = field(default_factory=list)

    def open(self, address: str) -> httpx.Response:
        return self._timed(lambda: self.client.get(address, follow_redirects=True))

    def say(self, address: str, form: dict[str, str], act: str) -> httpx.Response:
        answer = self._timed(lambda: self.client.post(address, data=form | {"act": act, "reviewer": self.name}))
        self.acknowledged += answer.status_code == 303
        self.told += answer.status_code == 409
        assert answer.status_code in (303, 409), answer.text[:500]
        return answer

    def _timed(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        began = time.perf_counter()
        answer = ask()
        self.seconds.append(time.perf_counter() - began)
        return answer


def form_of(page: str) -> dict[str, str]:
    """What the form of the desk carries."""
    form = dict(HIDDEN.findall(page[page.index('class="decide"') :]))
    assert "shown" in form
    return form


@pytest.fixture(scope="module")
def served(folder_of_samples: Callable[[], Settings]) -> Iterator[Served]:
    """A server of this module's own: it decides."""
    with serving(folder_of_samples()) as running:
        yield running


@pytest.fixture
def crowd(served: Served) -> Iterator[list[Reviewer]]:
    clients = [httpx.Client(base_url=served.address, timeout=60) for _ in range(REVIEWERS)]
    people = [Reviewer(f"Reviewer {number}", client) for number, client in enumerate(clients)]
    for person in people:
        assert person.client.post("/review/begin", data={"reviewer": person.name}).status_code == 303
    yield people
    for client in clients:
        client.close()


def all_at_once(people: list[Reviewer], work: Callable[[Reviewer], None]) -> None:
    together = threading.Barrier(len(people))

    def start(person: Reviewer) -> None:
        together.wait()
        work(person)

    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(start, people))


def history(served: Served) -> dict[tuple[str, str, int], dict[str, Any]]:
    """Every decision there is, by passage, reviewer and place in the reviewer's chain."""
    lines = httpx.get(f"{served.address}/v1/review/decisions").text.splitlines()
    made = [json.loads(line) for line in lines]
    found = {(one["item"], one["reviewer"], one["ordinal"]): one for one in made}
    assert len(found) == len(made)
    return found


def since(served: Served, before: Collection[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """The decisions that came since, in any order."""
    return [one for key, one in history(served).items() if key not in before]


def say_times(crowd: list[Reviewer], what: str, capsys: pytest.CaptureFixture[str]) -> None:
    seconds = [one for person in crowd for one in person.seconds]
    p95 = statistics.quantiles(seconds, n=20)[-1]
    told = sum(person.told for person in crowd)
    with capsys.disabled():
        print(f"\n{what}: {len(seconds)} requests, {told} conflicts told, p95 {p95 * 1000:.0f} ms")


def test_of_many_who_decide_on_one_passage_each_is_told_of_the_others_and_none_is_lost(
    served: Served, crowd: list[Reviewer], capsys: pytest.CaptureFixture[str]
) -> None:
    passage = httpx.get(f"{served.address}/v1/review/queue").json()["passages"][0]["passage_id"]
    address = f"/review/items/{passage}"
    before = history(served).keys()
    shown = {person.name: form_of(person.open(address).text) for person in crowd}
    first: list[int] = []

    def insist(person: Reviewer) -> None:
        answer = person.say(address, shown[person.name], "accept" if person.name[-1] in "02468" else "reject")
        first.append(answer.status_code)
        while answer.status_code == 409:
            answer = person.say(address, form_of(answer.text), "reject")

    all_at_once(crowd, insist)
    assert first.count(303) == 1, "of those who saw the same, one decides and the others are told"
    made = since(served, before)
    assert sorted(one["reviewer"] for one in made) == sorted(person.name for person in crowd)
    assert sum(person.acknowledged for person in crowd) == len(made) == REVIEWERS
    say_times(crowd, "one passage", capsys)


def test_many_who_go_through_a_queue_lose_nothing(
    served: Served, crowd: list[Reviewer], capsys: pytest.CaptureFixture[str]
) -> None:
    before = history(served).keys()

    def review(person: Reviewer) -> None:
        for turn in range(4):
            page = person.open("/review/next?indicator=mention")
            if page.url.path == "/review":
                return  # the queue is done
            address = page.url.path + "?indicator=mention"
            person.say(address, form_of(page.text), ("accept", "L1", "reject", "L0")[turn])

    all_at_once(crowd, review)
    made = since(served, before)
    assert len(made) == sum(person.acknowledged for person in crowd)
    assert len(made) > REVIEWERS
    say_times(crowd, "a queue", capsys)


def test_a_form_that_is_sent_twice_at_once_is_one_decision(served: Served, crowd: list[Reviewer]) -> None:
    passage = httpx.get(f"{served.address}/v1/review/queue?state=all").json()["passages"][-1]["passage_id"]
    address = f"/review/items/{passage}"
    person = crowd[0]
    form = form_of(person.open(address).text)
    before = history(served).keys()
    twice = [person, Reviewer(person.name, crowd[1].client)]
    all_at_once(twice, lambda one: assert_taken(one.say(address, form, "L2")))
    assert len(since(served, before)) == 1


def assert_taken(answer: httpx.Response) -> None:
    assert answer.status_code == 303, answer.text[:300]


def test_passages_are_given_to_one_reviewer_each_until_they_are_let_go() -> None:
    now = 0.0
    hands = Hands(lambda: now)
    assert [hands.give(["p1", "p2"], name) for name in ("ana", "ben", "ana")] == ["p1", "p2", "p1"]
    assert hands.give(["p1", "p2"], "chen") == "p1", "who comes when all are taken is not turned away"
    assert hands.give([], "dora") is None
    now = HELD_SECONDS + 1
    assert hands.give(["p2", "p1"], "dora") == "p2"
