"""The API killed while reviewers decide at once: what it acknowledged is there, and what is sent again has one effect.

Each reviewer sends one decision after the other, each with a key of its own, and notes what was answered. The server is
killed, its folder verified, and started again; a reviewer who got no answer sends the same again with the same key.
"""

from __future__ import annotations

import random
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.reliability.killed import launched
from eval.reliability.kills import SEED
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import Decided
from eval.reliability.serving import killed, serving

ROUNDS = {Size.SHORT: 5, Size.FULL: 100, Size.SOAK: 100}
REVIEWERS = ("Ana", "Ben", "Chen", "Dora")
MOST_DECIDED = 16
"""Decisions of a round after which the server is killed at the latest; how many, chance says."""

MOMENT = 0.05
"""Seconds by which the kill comes later than that, at most: within another decision."""

WAITS = 60.0

HEADER, REPLAYED = "Idempotency-Key", "idempotent-replayed"


@dataclass
class Reviewer:
    """One reviewer: ``unanswered`` is the key of the request that no answer came to."""

    name: str
    passage: str
    seen: int | None = None
    number: int = 0
    unanswered: str | None = None
    acknowledged: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    replayed: int = 0

    def decide_until_killed(self, address: str) -> None:
        """One decision after the other, until the server is gone."""
        with httpx.Client(base_url=address, timeout=20) as client:
            while self.decide(client):
                pass

    def decide(self, client: httpx.Client) -> bool:
        """Send the request that had no answer again, else the next one; whether the server answered."""
        if self.unanswered is None:
            self.number += 1
            self.unanswered = f"{self.name}-{self.number}-{uuid.uuid4().hex[:8]}"
        key, level = self.unanswered, "L1_mention" if self.number % 2 else "L2_contribution"
        said = {"action": "level", "reviewer": self.name, "level": level, "comment": key, "seen": self.seen}
        path = f"/v1/review/items/{self.passage}/decisions"
        try:
            answer = client.post(path, json=said, headers={HEADER: key})
        except httpx.TransportError:
            return False
        self.unanswered = None
        self._note(key, answer)
        return True

    def _note(self, key: str, answer: httpx.Response) -> None:
        self.replayed += REPLAYED in answer.headers
        if answer.status_code == 201:
            self.acknowledged.append(key)
            self.seen = answer.json()["decision"]["id"]
        else:
            self.wrong.append(f"{key} was answered by {answer.status_code}: {answer.text[:200]}")


@dataclass
class Round:
    """The data folder and its reviewers, through all kills."""

    decided: Decided
    reviewers: list[Reviewer]
    chance: random.Random
    missed: list[str] = field(default_factory=list)
    started: float = 0.0

    def run(self) -> None:
        """Serve, send again what had no answer, decide at once, kill, look."""
        began = time.monotonic()
        with serving(self.decided.commands, self.decided.data) as (server, address):
            self.started = max(self.started, time.monotonic() - began)
            with ThreadPoolExecutor(len(self.reviewers)) as pool:
                deciding = [pool.submit(reviewer.decide_until_killed, address) for reviewer in self.reviewers]
                self._wait(self.chance.randint(1, MOST_DECIDED))
                killed(server)
                for one in deciding:
                    one.result()
        self.missed += [*self.wrong(), *self.decided.verified()]

    def acknowledged(self) -> int:
        """How many decisions there are an answer to."""
        return sum(len(reviewer.acknowledged) for reviewer in self.reviewers)

    def _wait(self, decisions: int) -> None:
        """Until so many more are acknowledged, and a moment by chance."""
        enough, ends = self.acknowledged() + decisions, time.monotonic() + WAITS
        while self.acknowledged() < enough and time.monotonic() < ends:
            time.sleep(0.002)
        time.sleep(self.chance.uniform(0, MOMENT))

    def wrong(self) -> Iterator[str]:
        """What was acknowledged and is not there once, and what is there of what was never sent."""
        there = Counter(comment for (comment,) in self.decided.rows("SELECT comment FROM review_decisions"))
        for reviewer in self.reviewers:
            yield from reviewer.wrong
            reviewer.wrong.clear()
            yield from (f"{key} was acknowledged and is there {there[key]} times" for key in self.lost(reviewer, there))
            if reviewer.unanswered is not None and there[reviewer.unanswered] > 1:
                yield f"{reviewer.unanswered} is there {there[reviewer.unanswered]} times"

    def lost(self, reviewer: Reviewer, there: Counter[str]) -> list[str]:
        """What was acknowledged and is not there once."""
        return [key for key in reviewer.acknowledged if there[key] != 1]


def measure(size: Size) -> Measured:
    """Kill the server in every round."""
    with tempfile.TemporaryDirectory(prefix="vkp-decisions-") as folder:
        commands = launched()
        decided = Decided(commands, Path(folder))
        decided.begin()
        people = [Reviewer(name, decided.passage) for name in REVIEWERS]
        through = Round(decided, people, random.Random(SEED))  # noqa: S311 - the same moments each time
        for _ in range(ROUNDS[size]):
            through.run()
    return Measured(
        fault="kill -9 of the API under concurrent decisions",
        bar=f"{ROUNDS[size]} rounds, 0 acknowledged decisions lost, a retry with the same key has one effect",
        tried=ROUNDS[size],
        acknowledged=through.acknowledged(),
        lost=sum("acknowledged and is there" in line for line in through.missed),
        worst=through.started,
        details={
            "reviewers": len(people),
            "sent again, answered from what is kept": sum(one.replayed for one in people),
        },
        missed=tuple(through.missed),
    )
