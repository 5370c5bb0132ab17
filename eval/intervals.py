"""Intervals of ratios counted over documents: mentions of one document are alike, so documents are drawn, not mentions.

The percentile interval of the cluster bootstrap (``corpus.chance``): documents are drawn with replacement, as many as
there are, and their counts summed. The seed is fixed. Where no document has a miss no draw has one, so an interval from
1 to 1 says nothing of rare misses.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from corpus.chance import drawn_documents, tails

ROUNDS = 10_000
SEED = 20


def interval(parts: Sequence[float], wholes: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of ``sum(parts) / sum(wholes)``, where each has one count per document.

    None for fewer than two documents with anything to count: draws of one document are all alike.
    """
    if sum(whole > 0 for whole in wholes) < 2:
        return None
    drawn = draws(len(wholes))
    sums = drawn @ np.asarray(wholes, dtype=float)
    ratios = (drawn @ np.asarray(parts, dtype=float))[sums > 0] / sums[sums > 0]
    return tails(ratios)


@cache
def draws(documents: int) -> npt.NDArray[np.float64]:
    """How often each document is drawn, one row per round."""
    return drawn_documents(documents, ROUNDS, SEED)
