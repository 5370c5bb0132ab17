"""Ingest, killed at moments by chance while it replaces every document of a folder by a new version."""

from __future__ import annotations

from eval.reliability.kills import Tally, kill_at_random
from eval.reliability.measured import Measured, Size

KILLS = {Size.SHORT: 10, Size.FULL: 50, Size.SOAK: 700}


def measure(size: Size) -> Measured:
    """Kill, resume, verify."""
    tally = Tally()
    kill_at_random("ingest", KILLS[size], tally)
    return tally.measured("kill -9 of ingest at random", f"{KILLS[size]} kills")
