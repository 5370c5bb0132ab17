"""Every step of work that writes, killed before it and after it; the list is the product's own (``corpus.steps``)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.steps import Step
from eval.reliability.killed import At, Commands
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import RESUMED, SLOW, Resumed

TIMES = {Size.SHORT: 1, Size.FULL: 5, Size.SOAK: 5}


@dataclass
class Tally:
    """What came of the kills so far."""

    killed: int = 0
    slowest: float = 0.0
    missed: list[str] = field(default_factory=list)


def measure(size: Size, works: Sequence[str] = ()) -> Measured:
    """Kill before and after every step of ``works``, of all when none is named."""
    tally = Tally()
    wanted = [step for step in Step if step.work in (works or {step.work for step in Step})]
    untried = sorted({step.work for step in wanted} - RESUMED.keys())
    tally.missed += [f"nobody tries the steps of {work}" for work in untried]
    for work, kind in RESUMED.items():
        steps = [step for step in wanted if step.work == work]
        if steps:
            _try(work, kind, [At(step, done) for step in steps for done in (False, True)] * TIMES[size], tally)
    return Measured(
        fault="kill -9 before and after every named step",
        bar=f"every step, the list from the pipeline itself; N1-N9 after each, resumed within {SLOW:g} s",
        tried=tally.killed,
        lost=len(tally.missed),
        worst=tally.slowest,
        details={"steps": len(wanted)},
        missed=tuple(tally.missed),
    )


def _try(work: str, kind: type[Resumed], deaths: Sequence[At], tally: Tally) -> None:
    warm = ("sentence_transformers",) if work == "switch" else ()
    with tempfile.TemporaryDirectory(prefix="vkp-steps-") as folder, Commands(*warm) as commands:
        resumed = kind(commands, Path(folder))
        resumed.begin()
        for death in deaths:
            tally.missed += [f"killed {death}: {line}" for line in _killed_at(resumed, death, tally)]


def _killed_at(resumed: Resumed, death: At, tally: Tally) -> Iterator[str]:
    """What is wrong after a kill at a step."""
    resumed.prepare()
    dead = resumed.commands.run(*resumed.command(), "--data", resumed.data, death=death)
    if not dead.killed:
        yield f"it was not passed; the command ended with {dead.code}: {dead.err.strip()[-300:]}"
        return
    tally.killed += 1
    yield from resumed.found_left()
    seconds, wrong = resumed.resume()
    tally.slowest = max(tally.slowest, seconds)
    yield from wrong
