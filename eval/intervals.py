"""Intervals of ratios counted over documents: mentions of one document are alike, so documents are drawn, not mentions.

The percentile interval of the cluster bootstrap (Davison and Hinkley, Bootstrap Methods and their Application, 3.8):
documents are drawn with replacement, as many as there are, and their counts summed. The seed is fixed. Where no
document has a miss no draw has one, so an interval from 1 to 1 says nothing of rare misses.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

ROUNDS = 10_000
SEED = 20
TAILS = (2.5, 97.5)


def interval(parts: Sequence[float], wholes: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of ``sum(parts) / sum(wholes)``, where each has one count per document.

    None for fewer than two documents with anything to count: draws of one document are all alike.
    """
    if sum(whole > 0 for whole in wholes) < 2:
        return None
    drawn = draws(len(wholes))
    sums = drawn @ np.asarray(wholes, dtype=float)
    ratios = (drawn @ np.asarray(parts, dtype=float))[sums > 0] / sums[sums > 0]
    low, high = np.percentile(ratios, TAILS)
    return float(low), float(high)


@cache
def draws(documents: int) -> npt.NDArray[np.float64]:
    """How often each document is drawn, one row per round."""
    chosen = np.random.default_rng(SEED).multinomial(documents, [1 / documents] * documents, size=ROUNDS)
    return chosen.astype(float)
