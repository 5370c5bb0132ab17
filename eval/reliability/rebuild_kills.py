"""Building the index anew, switching its model and migrating the store, killed at moments by chance."""

from __future__ import annotations

from eval.reliability.kills import Tally, kill_at_random
from eval.reliability.measured import Measured, Size

KILLS = {
    Size.SHORT: {"reindex": 3, "migration": 2, "switch": 2},
    Size.FULL: {"reindex": 20, "migration": 15, "switch": 15},
    Size.SOAK: {"reindex": 70, "migration": 60, "switch": 70},
}


def measure(size: Size) -> Measured:
    """Kill, resume, verify."""
    tally = Tally()
    for work, kills in KILLS[size].items():
        kill_at_random(work, kills, tally)
    fault = "kill -9 of reindex, migration and model switch at random"
    return tally.measured(fault, f"{sum(KILLS[size].values())} kills", **KILLS[size])
