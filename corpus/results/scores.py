"""Scores of results tables: recomputed from target and result, and compared with what is printed.

A score is the result as a percentage of the target: 58 % of 47 % is 123 % (DP/2021/25). Percentages and figures in
millions were rounded before they were printed, and the score may have been computed before that: it agrees within
rounding when some target and result that round to what is printed give it. Nothing is ever corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from corpus.results.figures import Figure, Said
from corpus.words import Word


class Agreement(Word):
    """How a printed score stands to the one that is recomputed."""

    AGREES = "agrees"
    ROUNDING = "within_rounding"
    DIFFERS = "differs"
    UNCHECKED = "not_checkable"


class Doubt(Word):
    """Why a score cannot be checked, or in what way it differs."""

    NO_SCORE = "no_score"
    NO_TARGET = "no_target"
    NO_RESULT = "no_result"
    NOT_A_NUMBER = "not_a_number"
    ZERO_TARGET = "zero_target"
    UNITS_DIFFER = "units_differ"
    INVERSE = "inverse"
    """It is the target as a percentage of the result, as for what should be small."""
    OTHER_VALUE = "other_value"


@dataclass(frozen=True, slots=True)
class ScoreCheck:
    """What came of a check. ``recomputed`` is in per cent, to a tenth; None where there is nothing to compute."""

    agreement: Agreement
    doubt: Doubt | None = None
    recomputed: Decimal | None = None

    @property
    def differs(self) -> bool:
        """Whether the printed score is another than the recomputed one."""
        return self.agreement is Agreement.DIFFERS


DIGITS = 100
"""Digits to reckon with: of a number of units to one of trillions no digit may be lost, nor be one too many."""

STATUSES = ((100, "green"), (60, "yellow"), (0, "red"))
"""From which score in per cent on a status holds (DP/2021/25, paragraph 3); without data it is grey."""


def expected_status(score: Figure | None, status: str | None) -> str | None:
    """The colour that a score stands for; None where the status is no colour or there is no score."""
    if status not in {name for _, name in STATUSES}:
        return None
    return status_of(score)


def status_of(score: Figure | None) -> str | None:
    """The colour of a score, None of what is no number."""
    if score is None or score.value is None:
        return None
    value = score.value
    return next((name for least, name in STATUSES if value >= least), STATUSES[-1][1])


def check_score(target: Figure | None, result: Figure | None, score: Figure | None) -> ScoreCheck:
    """A row's score against its target and result."""
    with localcontext(Context(prec=DIGITS)):
        return _checked(target, result, score)


def _checked(target: Figure | None, result: Figure | None, score: Figure | None) -> ScoreCheck:
    doubt = _missing(target, result)
    if doubt is not None or target is None or result is None:
        return ScoreCheck(Agreement.UNCHECKED, doubt)
    low, high, middle = _share(result, target)
    computed = middle.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if score is None:
        return ScoreCheck(Agreement.UNCHECKED, Doubt.NO_SCORE, computed)
    if score.value is None or score.step is None:
        return ScoreCheck(Agreement.UNCHECKED, Doubt.NOT_A_NUMBER, computed)
    if _rounded(middle, score.step) == score.value:
        return ScoreCheck(Agreement.AGREES, None, computed)
    if _rounded(low, score.step) <= score.value <= _rounded(high, score.step):
        return ScoreCheck(Agreement.ROUNDING, None, computed)
    inverse = result.value and _rounded(_share(target, result)[2], score.step) == score.value
    return ScoreCheck(Agreement.DIFFERS, Doubt.INVERSE if inverse else Doubt.OTHER_VALUE, computed)


def _missing(target: Figure | None, result: Figure | None) -> Doubt | None:
    """What stands in the way of computing a score."""
    if target is None or result is None:
        return Doubt.NO_TARGET if target is None else Doubt.NO_RESULT
    for figure, absent in ((target, Doubt.NO_TARGET), (result, Doubt.NO_RESULT)):
        if figure.value is None or figure.bound is not None:
            return absent if figure.said is Said.NOT_AVAILABLE else Doubt.NOT_A_NUMBER
    if target.unit is not result.unit:
        return Doubt.UNITS_DIFFER
    return Doubt.ZERO_TARGET if target.limits[0] <= 0 else None


def _share(part: Figure, whole: Figure) -> tuple[Decimal, Decimal, Decimal]:
    """A part of a whole in per cent: the least and the most that it may have been, and as it is printed."""
    (part_low, part_high), (whole_low, whole_high) = part.limits, whole.limits
    middle = 100 * (part.value or Decimal(0)) / (whole.value or Decimal(1))
    return 100 * part_low / whole_high, 100 * part_high / max(whole_low, Decimal("1e-9")), middle


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
