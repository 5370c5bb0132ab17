"""95 % intervals from draws by chance: what agreement, recall, a corrected count and the evaluations share.

The percentile bootstrap over documents (Davison and Hinkley, Bootstrap Methods and their Application, 3.8), as what
stands in one document is alike; and shares from their Beta posterior with Jeffreys' prior. Who draws says the seed, so
that the same figures come out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Draws = npt.NDArray[np.float64]

TAILS = (2.5, 97.5)
JEFFREYS = 0.5


def tails(values: Draws) -> tuple[float, float]:
    """The percentiles that 95 % of draws lie between."""
    import numpy as np  # noqa: PLC0415 - a tenth of a second that most commands need not pay

    low, high = np.percentile(values, TAILS)
    return float(low), float(high)


def drawn_documents(documents: int, rounds: int, seed: int) -> Draws:
    """How often each document is drawn, of as many drawn with replacement as there are: a row for each round."""
    import numpy as np  # noqa: PLC0415 - as above

    share = [1 / documents] * documents
    return np.random.default_rng(seed).multinomial(documents, share, size=rounds).astype(float)


def drawn_shares(chance: np.random.Generator, holding: float, failing: float, rounds: int) -> Draws:
    """A share of which so many hold and so many fail, as often as there are rounds."""
    return chance.beta(holding + JEFFREYS, failing + JEFFREYS, rounds)
