"""Killing, resuming and verifying, counted."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.reliability.killed import At, Ended, launched
from eval.reliability.measured import Measured, Tried
from eval.reliability.resumed import RESUMED, SLOW, Resumed

SEED = 20260101
TRIES = 10
"""How often a kill is tried that comes after the command's end."""


@dataclass
class Tally(Tried):
    """What came of the kills so far. ``worst`` is the longest time that resuming took, ``cpu`` of the processor."""

    cpu: float = 0.0

    def measured(self, fault: str, bar: str, **details: int) -> Measured:
        """The figures."""
        used: dict[str, float] = {"processor seconds of the longest resumption": round(self.cpu, 2)}
        return Measured(
            fault=fault,
            bar=f"{bar}; N1-N10 after each, resumed within {SLOW:g} s",
            tried=self.tried,
            lost=len(self.missed),
            worst=self.worst,
            details={**details, **used},
            missed=tuple(self.missed),
        )


@contextmanager
def begun(work: str) -> Iterator[Resumed]:
    """A data folder of its own for a work of ``RESUMED``, with what its command needs."""
    warm = ("sentence_transformers",) if work == "switch" else ()
    with tempfile.TemporaryDirectory(prefix="vkp-kills-") as folder:
        commands = launched(*warm)
        resumed = RESUMED[work](commands, Path(folder))
        resumed.begin()
        yield resumed


def kill_at(resumed: Resumed, death: At, tally: Tally) -> None:
    """One kill at a step."""
    dead = _killed(resumed, lambda: resumed.commands.run(*_command(resumed), death=death))
    if dead.killed:
        _look(resumed, str(death), tally)
    else:
        tally.missed.append(f"{death} was not passed; the command ended with {dead.code}: {dead.err.strip()[-300:]}")


def kill_at_random(work: str, rounds: int, tally: Tally) -> None:
    """``rounds`` kills at moments by chance, within the time that the command takes when nobody kills it."""
    chance = random.Random(f"{SEED} {work}")  # noqa: S311 - the same moments each time, as far as a clock allows
    with begun(work) as resumed:
        usual = _killed(resumed, lambda: resumed.commands.run(*_command(resumed))).seconds
        for _ in range(rounds):
            for _ in range(TRIES):
                moment = chance.uniform(0, usual)
                dead = _killed(resumed, lambda: resumed.commands.start(*_command(resumed)).ended(moment))  # noqa: B023
                if dead.killed:
                    _look(resumed, f"{work} after {moment:.3f} s", tally)
                    break
                usual = min(usual, dead.seconds)


def _command(resumed: Resumed) -> list[str | Path]:
    return [*resumed.command(), "--data", resumed.data]


def _killed(resumed: Resumed, kill: Callable[[], Ended]) -> Ended:
    resumed.prepare()
    return kill()


def _look(resumed: Resumed, moment: str, tally: Tally) -> None:
    tally.tried += 1
    left = list(resumed.found_left())
    again, wrong = resumed.resume()
    if again is not None:
        tally.worst, tally.cpu = max(tally.worst, again.seconds), max(tally.cpu, again.cpu)
    tally.missed += [f"killed {moment}: {line}" for line in [*left, *wrong]]
