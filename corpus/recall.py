"""What suggestions miss, estimated from passages that were drawn by chance among those of which nothing is suggested.

1. *Missed*: in each language the share of the read passages that hold, times the passages there were. Languages are
   drawn in proportion to their size, and weighted by it where some of the drawn passages are not decided yet.
2. *Found*: the suggested passages that people settled as holding; those that are not settled yet count with the share
   of those that are. Reviewers take the most probable first, so that share is too high while a queue is half done:
   ``complete`` says whether it is done.
3. Recall is found ÷ (found + missed).
4. The interval is that of 10,000 draws: the share that is missed from its Beta posterior (Jeffreys' prior) with the
   effective size of the weighted sample (Kish 1965), the share of what is not settled yet from its own. The seed is
   fixed. Where no read passage holds the value is 1, and the lower bound says how little was read to say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.chance import drawn_shares, tails

ROUNDS = 10_000
SEED = 15


@dataclass(frozen=True, slots=True)
class Stratum:
    """Of one language: how many passages there were, how many were drawn, read and decided, and found to hold."""

    population: int
    drawn: int
    read: int
    holding: int


def recall(suggested: Sequence[bool | None], strata: Mapping[str, Stratum]) -> dict[str, Any]:
    """The recall of suggestions with its interval, and the figures it is made of; None where it cannot be told.

    ``suggested``: of each suggested passage whether people settled that it holds, None where they have not.
    """
    holds, fails = suggested.count(True), suggested.count(False)
    read = {name: one for name, one in strata.items() if one.read}
    share = holds / (holds + fails) if holds + fails else None
    found = None if share is None else holds + share * suggested.count(None)
    missed = sum(one.population * one.holding / one.read for one in read.values())
    known = found is not None and bool(read) and found + missed > 0
    bounds = _interval(suggested, read, missed) if known else None
    return {
        "recall": round(found / (found + missed), 4) if found is not None and known else None,
        "interval": None if bounds is None else [round(bound, 4) for bound in bounds],
        "found": None if found is None else round(found, 1),
        "missed": round(missed, 1) if read else None,
        "suggested": {"holding": holds, "not_holding": fails, "undecided": suggested.count(None)},
        "complete": None not in suggested and all(one.read == one.drawn for one in strata.values()),
        "strata": {
            name: {"population": one.population, "drawn": one.drawn, "read": one.read, "holding": one.holding}
            for name, one in strata.items()
        },
    }


def _interval(suggested: Sequence[bool | None], read: Mapping[str, Stratum], missed: float) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415 - a tenth of a second that most commands need not pay

    chance = np.random.default_rng(SEED)
    whole = sum(one.population for one in read.values())
    size = whole**2 / sum(one.population**2 / one.read for one in read.values())
    rate = missed / whole
    missing = whole * drawn_shares(chance, rate * size, (1 - rate) * size, ROUNDS)
    holds, fails = suggested.count(True), suggested.count(False)
    found = holds + suggested.count(None) * drawn_shares(chance, holds, fails, ROUNDS)
    return tails(found / (found + missing))
