"""How far independent reviewers agree: percent, Cohen's κ, Krippendorff's α, each with an interval.

Only what a reviewer said before they could see anything of another's is independent: what they had come to when the
next reviewer first spoke. What is said later may be an answer to the other, and counts for nothing here; nor does an
adjudication. Intervals are percentiles of a bootstrap over documents, as passages of one document are alike; the seed
is fixed.

Sources: Cohen, A coefficient of agreement for nominal scales, 1960; Krippendorff, Content analysis, 4th ed., ch. 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from corpus.chance import drawn_documents, tails
from corpus.reviewing import Action, ReviewDecision
from corpus.settling import opinion

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ROUNDS = 10_000
SEED = 15


@dataclass(frozen=True, slots=True)
class Rated:
    """What independent reviewers said of a label of one passage, by reviewer; two of them or more."""

    document: str
    said: Mapping[str, bool]


def independent(decisions: Iterable[ReviewDecision], label: str) -> dict[str, bool]:
    """What each reviewer of one item said of a label while they could see nothing of another's, by reviewer.

    Who has said which labels hold, of this one or of any other, sees from then on all that others say.
    """
    made: dict[str, list[ReviewDecision]] = {}
    said: dict[str, bool] = {}
    spoken: set[str] = set()
    seeing: set[str] = set()
    for decision in sorted(decisions, key=lambda one: (one.decided_at, one.id)):
        if decision.action is Action.ADJUDICATE:
            continue
        who = decision.reviewer
        made.setdefault(who, []).append(decision)
        stands = opinion(made[who])
        labels = {} if stands is None else stands.labels
        if who not in seeing:
            said.pop(who, None)
            said |= {who: labels[label]} if label in labels else {}
        (spoken.add if labels else spoken.discard)(who)
        seeing |= spoken if len(made) > 1 else set()
    return said


def agreement(rated: Sequence[Rated]) -> dict[str, Any]:
    """The three measures, each with its interval, over passages with two independent reviewers or more."""
    doubly = [one for one in rated if len(one.said) > 1]
    values, bounds = measures(doubly), intervals(doubly)
    return {
        "items": len(doubly),
        "documents": len({one.document for one in doubly}),
        "reviewers": sorted({name for one in doubly for name in one.said}),
        **{
            name: {"value": value, "interval": None if value is None else bounds.get(name)}
            for name, value in values.items()
        },
    }


def measures(rated: Sequence[Rated]) -> dict[str, float | None]:
    """The measures of passages; None where one is not defined, as κ and α are not where all said one thing."""
    import numpy as np  # noqa: PLC0415 - a tenth of a second that most commands need not pay

    sums = np.array([_sums(one) for one in rated]).reshape(-1, SUMS).sum(axis=0, keepdims=True)
    found = {name: float(values[0]) for name, values in _measured(sums).items()}
    return {name: round(value, 4) if np.isfinite(value) else None for name, value in found.items()}


def intervals(rated: Sequence[Rated]) -> dict[str, tuple[float, float] | None]:
    """Percentile intervals over documents drawn with replacement; none for fewer than two documents.

    Each measure follows from sums over passages, so a draw is a weighted sum and all draws are one product.
    """
    import numpy as np  # noqa: PLC0415 - as above

    documents = {name: at for at, name in enumerate(dict.fromkeys(one.document for one in rated))}
    if len(documents) < 2:
        return {}
    sums = np.zeros((len(documents), SUMS))
    for one in rated:
        sums[documents[one.document]] += _sums(one)
    drawn = drawn_documents(len(documents), ROUNDS, SEED) @ sums
    return {name: _percentiles(values) for name, values in _measured(drawn).items()}


SUMS = 10
"""What ``_sums`` counts of a passage."""


def _sums(one: Rated) -> list[float]:
    """1; agreement; the cells of the table of the first two reviewers; the cells of the coincidences of all.

    The first two are those by name, so that two who review a whole corpus are each on one side of the table.
    """
    pairs = list(combinations(one.said.values(), 2))
    alike = sum(a == b for a, b in pairs) / len(pairs)
    first_two = tuple(said for _, said in sorted(one.said.items())[:2])
    table = [float(first_two == cell) for cell in ((True, True), (True, False), (False, True), (False, False))]
    yes, whole = sum(one.said.values()), len(one.said)
    no = whole - yes
    coincidences = (yes * (yes - 1), yes * no, no * yes, no * (no - 1))
    return [1.0, alike, *table, *(count / (whole - 1) for count in coincidences)]


def _measured(sums: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[np.float64]]:
    """The measures of rows of sums; not a number where one is not defined."""
    import numpy as np  # noqa: PLC0415 - as above

    passages, alike, both, first, second, neither = sums[:, :6].T
    yes = sums[:, 6] + sums[:, 7]
    no = sums[:, 9] + sums[:, 8]
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = ((both + first) * (both + second) + (neither + second) * (neither + first)) / passages**2
        observed = (both + neither) / passages
        return {
            "percent": 100 * alike / passages,
            "kappa": (observed - chance) / (1 - chance),
            "alpha": 1 - (yes + no - 1) * (sums[:, 7] + sums[:, 8]) / (2 * yes * no),
        }


def _percentiles(values: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    import numpy as np  # noqa: PLC0415 - as above

    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = tails(known)
    return round(low, 3), round(high, 3)
