"""A count of suggestions, corrected for how often suggestions are wrong and how often they are missing.

A unit is *yes* when one of its passages is. So the correction is made for passages and carried to units:

1. Of an undecided passage that is suggested, the chance that it holds is the precision ``p``; of another one that
   mentions volunteering it is the omission rate ``o``. What people have settled is taken as settled.
2. ``p`` and ``o`` come from decisions on these very documents where there are enough of them. Else from the rates that
   the shipped evaluation measured: its sensitivity and specificity do not depend on how many passages hold, and the
   share that hold among these documents follows from the share that is suggested (Rogan and Gladen 1978).
3. A unit with ``k`` suggested and ``m`` other passages holds with the chance ``1 − (1−p)^k (1−o)^m``; passages that the
   machine did not even see are spread over all units as a Poisson number.
4. All rates are drawn from their Beta posteriors (Jeffreys' prior) and the units' truth from their chances. Mean and
   2.5 and 97.5 percentiles of the draws are the estimate and its interval. The seed is fixed.

docs/decisions/0016-a-count-corrected.md derives it, and says what it assumes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.chance import drawn_shares, tails
from corpus.indicators.ledger import Line, Question
from corpus.lexicon import load_catalogue

if TYPE_CHECKING:
    import numpy as np

    from corpus.chance import Draws

ROUNDS = 4000
SEED = 31

ENOUGH = 30
"""Settled passages, of those suggested and of those not, from which rates are taken instead of the shipped ones."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How suggestions came true, in passages that mention volunteering: suggested or not, and holding or not.

    ``unseen`` are passages that hold and were not even seen to mention volunteering. ``source``: decisions, evaluation.
    """

    tp: int
    fp: int
    fn: int
    tn: int
    unseen: int
    source: str
    measured_on: str = ""

    def as_json(self) -> dict[str, Any]:
        """With precision and recall, in per cent."""
        found = self.tp + self.fn + self.unseen
        return {
            **{name: getattr(self, name) for name in ("source", "measured_on", "tp", "fp", "fn", "tn", "unseen")},
            "precision": round(100 * self.tp / (self.tp + self.fp), 1) if self.tp + self.fp else None,
            "recall": round(100 * self.tp / found, 1) if found else None,
        }


def shipped_rates(question: Question) -> Rates | None:
    """The rates of the shipped evaluation for the label of a question; None where it was not measured."""
    catalogue = load_catalogue("suggestion_rates")
    row = catalogue["labels"].get(question.indicator.condition(question.policy))
    return None if row is None else Rates(**row, source="evaluation", measured_on=catalogue["measured_on"])


def decided_rates(question: Question, lines: Sequence[Line], unseen: int = 0) -> Rates:
    """The rates in what people have settled of these lines.

    What only the lenient reading suggests is left out: people see all of it, and of the rest what chance drew.
    """
    found = Counter(
        (question.suggested(candidate), holds)
        for line in lines
        for candidate in line.candidates
        if candidate.settled is not None and candidate.machine and (holds := question.settled(candidate)) is not None
        if question.suggested(candidate) == question.suggested(candidate, "lenient")
    )
    cells = {"tp": found[True, True], "fp": found[True, False], "fn": found[False, True], "tn": found[False, False]}
    return Rates(**cells, unseen=unseen, source="decisions", measured_on="decisions on these documents")


def estimate(question: Question, lines: Sequence[Line], rates: Rates | None = None) -> dict[str, Any] | None:
    """The corrected count over the units that suggestions decide: a number and a share, each with its 95 % interval.

    ``rates`` go before those of decisions and of the shipped evaluation. None without such units, and without rates.
    """
    counted = [line for line in lines if line.readable or any(map(question.counts, line.candidates))]
    known = rates or _rates(question, counted)
    if not counted or known is None:
        return None
    numbers = _numbers([_evidence(question, line) for line in counted], known, question, counted)
    return _summary(numbers, known, counted)


def _rates(question: Question, lines: Sequence[Line]) -> Rates | None:
    """The rates of decisions where there are enough of them, else those of the shipped evaluation."""
    decided, shipped = decided_rates(question, lines), shipped_rates(question)
    if min(decided.tp + decided.fp, decided.fn + decided.tn) < ENOUGH:
        return shipped
    return decided


@dataclass(frozen=True, slots=True)
class _Unit:
    """``sure``: people settled that it holds. Else ``suggested`` and ``other`` undecided passages may make it hold."""

    sure: bool
    suggested: int
    other: int


def _evidence(question: Question, line: Line) -> _Unit:
    sure = any(question.settled(candidate) for candidate in line.candidates)
    undecided = [c for c in line.candidates if c.machine and question.settled(c) is None]
    suggested = sum(map(question.suggested, undecided))
    return _Unit(sure, suggested, len(undecided) - suggested)


def _numbers(units: Sequence[_Unit], rates: Rates, question: Question, lines: Sequence[Line]) -> Draws:
    """Draws of how many units hold."""
    import numpy as np  # noqa: PLC0415 - a tenth of a second that most commands need not pay

    chance = np.random.default_rng(SEED)
    precision, omission = _chances(chance, rates, question, lines)
    alike = Counter(units)
    sure = sum(number for unit, number in alike.items() if unit.sure)
    seen = sure + sum(n * (u.suggested * precision + u.other * omission) for u, n in alike.items() if not u.sure)
    unseen = _beta(chance, rates.unseen, rates.tp + rates.fn)
    missed = np.exp(-seen * unseen / (1 - unseen) / len(units))
    total = np.full(ROUNDS, float(sure))
    for unit, number in sorted(alike.items(), key=lambda pair: (pair[0].suggested, pair[0].other)):
        if not unit.sure:
            none = (1 - precision) ** unit.suggested * (1 - omission) ** unit.other * missed
            total += chance.binomial(number, np.clip(1 - none, 0.0, 1.0))
    return total


def _chances(
    chance: np.random.Generator, rates: Rates, question: Question, lines: Sequence[Line]
) -> tuple[Draws, Draws]:
    """Draws of the precision and of the omission rate among these documents."""
    import numpy as np  # noqa: PLC0415 - as above

    if rates.source == "decisions":
        return _beta(chance, rates.tp, rates.fp), _beta(chance, rates.fn, rates.tn)
    if not rates.fp + rates.tn:  # no passage was measured that does not hold: false alarms have no rate
        return _beta(chance, rates.tp, 0), _beta(chance, rates.fn, 0)
    sensitivity, false_alarm = _beta(chance, rates.tp, rates.fn), _beta(chance, rates.fp, rates.tn)
    passages = [candidate for line in lines for candidate in line.candidates if candidate.machine]
    suggested = sum(map(question.suggested, passages))
    apparent = _beta(chance, suggested, len(passages) - suggested)
    apart = np.maximum(sensitivity - false_alarm, 1e-6)
    holding = np.clip((apparent - false_alarm) / apart, 0.0, 1.0)
    said = holding * sensitivity + (1 - holding) * false_alarm
    return holding * sensitivity / said, holding * (1 - sensitivity) / np.maximum(1 - said, 1e-9)


def _beta(chance: np.random.Generator, successes: int, failures: int) -> Draws:
    return drawn_shares(chance, successes, failures, ROUNDS)


def _summary(numbers: Draws, rates: Rates, lines: Sequence[Line]) -> dict[str, Any]:
    mean, whole = float(numbers.mean()), len(lines)
    # Of few units the mean may lie beyond the percentiles, which are whole numbers: an interval holds its estimate.
    low, high = tails(numbers)
    low, high = min(low, mean), max(high, mean)
    return {
        "number": round(mean, 1),
        "number_interval": [round(low, 1), round(high, 1)],
        "percent": round(100 * mean / whole, 1),
        "interval": [round(100 * low / whole, 1), round(100 * high / whole, 1)],
        "units": whole,
        "rates": rates.as_json(),
    }
