"""Two ingests at once, and one that is frozen while it writes and wakes when another has asked for its place.

The lock on the data folder is the operating system's: it is held as long as the process that took it lives, frozen or
not, so a frozen writer is still the one writer. The other is told that the folder is in use; the woken one goes on.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from eval.reliability.killed import Ended, launched
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import Ingested

ROUNDS = {Size.SHORT: 2, Size.FULL: 10, Size.SOAK: 10}
WAITS = 60.0
"""Seconds within which a writer takes the lock."""

Command = tuple[str | Path, ...]


def measure(size: Size) -> Measured:
    """In odd rounds two at once, in even rounds one that is frozen at its first documents."""
    missed: list[str] = []
    refused = 0
    with tempfile.TemporaryDirectory(prefix="vkp-writers-") as folder:
        commands = launched()
        ingested = Ingested(commands, Path(folder))
        ingested.begin()
        for number in range(ROUNDS[size]):
            ingested.prepare()
            ends = _frozen(ingested) if number % 2 else _at_once(ingested)
            refused += sum("in use" in ended.err for ended in ends)
            wrong = [*_wrong(ends, frozen=bool(number % 2)), *_left(ingested)]
            missed += [f"round {number + 1}: {line}" for line in wrong]
    return Measured(
        fault="two ingests at once; a frozen writer wakes",
        bar="one writer at a time; the other waits, or is told that the folder is in use; every document once",
        tried=ROUNDS[size],
        refused=refused,
        lost=len(missed),
        missed=tuple(missed),
    )


def _command(ingested: Ingested) -> Command:
    return (*ingested.command(), "--data", ingested.data)


def _at_once(ingested: Ingested) -> list[Ended]:
    running = [ingested.commands.start(*_command(ingested)) for _ in range(2)]
    return [one.ended() for one in running]


def _frozen(ingested: Ingested) -> list[Ended]:
    """The first is stopped when it works on a document, and goes on when the second has been told."""
    first = ingested.commands.start(*_command(ingested))
    ends = time.monotonic() + WAITS
    while not ingested.rows("SELECT 1 FROM jobs WHERE state = 'running'") and time.monotonic() < ends:
        time.sleep(0.01)
    first.send(signal.SIGSTOP)
    second = ingested.commands.run(*_command(ingested))
    first.send(signal.SIGCONT)
    return [first.ended(), second]


def _wrong(ends: list[Ended], *, frozen: bool) -> Iterator[str]:
    for number, ended in enumerate(ends, start=1):
        busy = ended.code == 2 and "in use" in ended.err
        if ended.code != 0 and not busy:
            yield f"ingest {number} ended with {ended.code}: {ended.err.strip()[-200:]}"
    if frozen and ends[1].code == 0 and ends[1].document()["indexed"]:
        yield "the second wrote while the first was frozen"
    if all(ended.code != 0 for ended in ends):
        yield "nobody wrote"


def _left(ingested: Ingested) -> Iterator[str]:
    yield from ingested.found_resumed()
    yield from ingested.verified()
    ((times,),) = ingested.rows("SELECT max(n) FROM (SELECT count(*) AS n FROM jobs GROUP BY sha256)")
    if times != 1:
        yield f"an original has {times} jobs"
