"""Every step of work that writes, killed before it and after it; the list is the product's own (``corpus.steps``)."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.steps import Step
from eval.reliability.killed import At
from eval.reliability.kills import Tally, begun, kill_at
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import RESUMED

TIMES = {Size.SHORT: 1, Size.FULL: 5, Size.SOAK: 5}


def measure(size: Size, works: Sequence[str] = ()) -> Measured:
    """Kill before and after every step of ``works``, of all when none is named."""
    tally = Tally()
    wanted = [step for step in Step if not works or step.work in works]
    for work in dict.fromkeys(step.work for step in wanted):
        if work not in RESUMED:
            tally.missed.append(f"nobody tries the steps of {work}")
            continue
        deaths = [At(step, done) for step in wanted if step.work == work for done in (False, True)]
        with begun(work) as resumed:
            for death in deaths * TIMES[size]:
                kill_at(resumed, death, tally)
    fault = "kill -9 before and after every named step"
    return tally.measured(fault, "every step, the list from the pipeline itself", steps=len(wanted))
