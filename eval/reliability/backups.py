"""Backups taken while people decide, killed while they are written and restored, cut and changed."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path

import httpx

from corpus.errors import PortalError
from corpus.settings import Settings
from eval.reliability.killed import Commands, faults, launched
from eval.reliability.measured import Measured, Size
from eval.served import served
from ingest.backup.reading import opened_backup

DOCUMENTS = ("sample-vnr-xaa-2024.en.pdf", "sample-vnr-xab-2025.zh.pdf")
REVIEWERS = ("Ana", "Ben", "Chen", "Dina")
PAUSE = 0.3
"""Seconds in which people decide before each backup."""


@dataclass(frozen=True, slots=True)
class Times:
    """How often each thing is done."""

    backups: int
    damages: int
    kills: int


TIMES = {Size.SHORT: Times(2, 30, 3), Size.FULL: Times(20, 1000, 50), Size.SOAK: Times(100, 5000, 500)}


@dataclass
class Deciding:
    """People who decide all the time; ``acknowledged`` are the ids of decisions that the portal said it keeps."""

    address: str
    acknowledged: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def decide(self, reviewer: str) -> None:
        """Accept and take back, one passage after the other."""
        with httpx.Client(base_url=self.address, timeout=60) as client:
            shown = client.get("/v1/review/queue", params={"limit": 50}).raise_for_status().json()["passages"]
            last: dict[str, dict[str, str]] = {}
            while not self.done.is_set():
                for passage in (one["passage_id"] for one in shown):
                    before = last.get(passage, {"action": "withdraw", "id": ""})
                    action = "accept" if before["action"] == "withdraw" else "withdraw"
                    said = {"reviewer": reviewer, "action": action} | ({"seen": before["id"]} if before["id"] else {})
                    answer = client.post(f"/v1/review/items/{passage}/decisions", json=said).raise_for_status()
                    last[passage] = answer.json()["decision"]
                    self.acknowledged.append(last[passage]["id"])


@contextmanager
def deciding(data: Path) -> Iterator[Deciding]:
    """A server over a data folder, and people who decide at it until the block ends."""
    with served(Settings(data=data)) as (_, address, _), ThreadPoolExecutor(len(REVIEWERS)) as pool:
        people = Deciding(address)
        at_work = [pool.submit(people.decide, reviewer) for reviewer in REVIEWERS]
        try:
            yield people
        finally:
            people.done.set()
        for one in at_work:
            one.result()


@dataclass
class Trial:
    """One measurement in a folder of its own."""

    commands: Commands
    folder: Path
    times: Times
    tried: int = 0
    acknowledged: int = 0
    lost: int = 0
    refused: int = 0
    missed: list[str] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(8))  # noqa: S311 - places, no secrets

    def run(self) -> None:
        """All of it."""
        data = self.folder / "data"
        with as_file(files("corpus.samples")) as samples:
            ingested = self.commands.run("ingest", *(samples / name for name in DOCUMENTS), "--data", data, "--json")
        if ingested.code != 0:
            self.missed.append(f"the samples were not ingested: {ingested.err.strip()}")
            return
        self.under_load(data)
        whole = self.folder / "0.backup"
        self.damaged(whole)
        self.killed(data, whole)

    def under_load(self, data: Path) -> None:
        """What was acknowledged before a backup began is in it."""
        known: list[Sequence[str]] = []
        with deciding(data) as people:
            for number in range(self.times.backups):
                time.sleep(PAUSE)
                known.append(tuple(people.acknowledged))
                taken = self.commands.run("backup", self.folder / f"{number}.backup", "--data", data)
                self.missed += [f"backup {number}: {taken.err.strip()}"] if taken.code != 0 else []
        self.acknowledged = len(known[-1])
        if not (self.acknowledged and len(people.acknowledged) > self.acknowledged):
            self.missed.append("nobody decided while backups were taken")
        for number, before in enumerate(known):
            self.tried += 1
            self.lost += self._lost(number, before)

    def _lost(self, number: int, before: Sequence[str]) -> int:
        """Decisions of ``before`` that a restored backup has not."""
        made = self.folder / f"restored-{number}"
        restored = self.commands.run("restore", self.folder / f"{number}.backup", "--data", made)
        if restored.code != 0:
            self.missed.append(f"restore {number}: {restored.err.strip()}")
            return len(before)
        self.missed += [f"restored {number}: {line}" for line in self._verified(made)]
        with closing(sqlite3.connect(made / "portal.db")) as store:
            kept = {name for (name,) in store.execute("SELECT id FROM review_decisions")}
        shutil.rmtree(made)
        lost = len(set(before) - kept)
        self.missed += [f"backup {number}: {lost} decisions are lost"] if lost else []
        return lost

    def damaged(self, whole: Path) -> None:
        """A backup with one byte changed, or without its end, is refused."""
        content, copy = whole.read_bytes(), self.folder / "damaged"
        for number in range(self.times.damages):
            place = self.chance.randrange(len(content))
            changed = content[place] ^ (1 << self.chance.randrange(8))
            copy.write_bytes(
                content[:place] if number % 3 == 0 else content[:place] + bytes([changed]) + content[place + 1 :]
            )
            self.tried += 1
            try:
                with opened_backup(copy) as opened:
                    opened.check()
            except PortalError as failure:
                self.refused += failure.code == "backup_damaged"
            else:
                self.missed.append(f"a backup that is damaged at byte {place} was taken for whole")
        copy.unlink()

    def killed(self, data: Path, whole: Path) -> None:
        """Killed at any moment, a backup or a restored folder is whole or not there; the next run needs no hand."""
        file, made = self.folder / "killed", self.folder / "killed-data"
        for _ in range(self.times.kills):
            self._killed(file, ["backup", file, "--force", "--data", data], ["backup", file, "--check"])
            self._killed(made, ["restore", whole, "--data", made], ["verify", "--data", made, "--json"])
            shutil.rmtree(made)

    def _killed(self, goal: Path, command: Sequence[str | Path], check: Sequence[str | Path]) -> None:
        self.tried += 1
        self.commands.start(*command).ended(kill_after=self.chance.uniform(0.0, 0.6))
        if goal.exists() and self.commands.run(*check).code != 0:
            self.missed.append(f"{command[0]} was killed, and what it left is not whole")
        if not goal.is_dir():  # a folder that is there is not written to
            again = self.commands.run(*command)
            self.missed += [f"{command[0]} again: {again.err.strip()}"] if again.code != 0 else []
            if goal.with_name(f"{goal.name}.part").exists():
                self.missed.append(f"{command[0]} after a kill: what was unfinished is left")
        if self.commands.run(*check).code != 0:
            self.missed.append(f"{command[0]} after a kill: it is not whole")

    def _verified(self, data: Path) -> Sequence[str]:
        return faults(self.commands.run("verify", "--json", "--data", data))


def measure(size: Size) -> Measured:
    """Backups under load, damaged, and killed."""
    with tempfile.TemporaryDirectory(prefix="vkp-backups-") as folder:
        commands = launched()
        trial = Trial(commands, Path(folder), TIMES[size])
        trial.run()
    return Measured(
        fault="backups under load, damaged, killed",
        bar="no acknowledged decision lost; each damaged file refused; whole or not there",
        tried=trial.tried,
        acknowledged=trial.acknowledged,
        lost=trial.lost,
        refused=trial.refused,
        details={"backups": trial.times.backups, "damaged": trial.times.damages, "kills": 2 * trial.times.kills},
        missed=tuple(trial.missed),
    )
