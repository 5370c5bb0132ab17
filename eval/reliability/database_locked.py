"""The database held by another program: for a moment, and for longer than anybody waits."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Timer

import httpx

from eval.reliability.killed import launched
from eval.reliability.measured import Measured, Size, Tried
from eval.reliability.resumed import Decided
from eval.reliability.serving import serving

SHORT_LOCK, LONG_LOCK = 4.0, 30.0
"""Seconds. What waits is given an answer before the long one ends."""

MOST_WAITED = 20.0
ROUNDS = {Size.SHORT: 1, Size.FULL: 5, Size.SOAK: 5}


def measure(size: Size) -> Measured:
    """Decide through the API and the command line while another program holds SQLite's write lock."""
    tried = Tried()
    with tempfile.TemporaryDirectory(prefix="vkp-locked-") as folder:
        commands = launched()
        decided = Decided(commands, Path(folder))
        decided.begin()
        with serving(commands, decided.data) as (_, address):
            for _ in range(ROUNDS[size]):
                _lock(decided, address, SHORT_LOCK, (201, 0), 2, tried)
                _lock(decided, address, LONG_LOCK, (503, 2), 0, tried)
        tried.missed += decided.verified()
    return Measured(
        fault="database locked 4 s / 30 s",
        bar="succeeds / 503 without a partial row",
        tried=4 * ROUNDS[size],
        refused=tried.refused,
        lost=len(tried.missed),
        worst=tried.worst,
        missed=tuple(tried.missed),
    )


def _lock(decided: Decided, address: str, seconds: float, expected: tuple[int, int], added: int, tried: Tried) -> None:
    """Both decide while the lock is held; ``expected`` are the status and the exit code."""
    before = decided.decisions()
    with held(decided.data / "portal.db", seconds), ThreadPoolExecutor(2) as pool:
        began = time.monotonic()
        asked = pool.submit(_decide, address, decided.passage)
        typed = pool.submit(
            decided.commands.run,
            *("review", "level", decided.passage, "L1", "--by", "Ben", "--json", "--data", decided.data),
        )
        status, code = asked.result(), typed.result().code
        waited = time.monotonic() - began
    tried.refused += (status == 503) + (code == 2)
    tried.worst = max(tried.worst, waited)
    if (status, code) != expected:
        tried.missed.append(f"locked {seconds:g} s: answered by {status}, the command ended with {code}")
    if waited > MOST_WAITED:
        tried.missed.append(f"locked {seconds:g} s: it took {waited:.1f} s to be told")
    if decided.decisions() != before + added:
        tried.missed.append(f"locked {seconds:g} s: {decided.decisions() - before} rows of {added} are there")


def _decide(address: str, passage: str) -> int:
    item = httpx.get(f"{address}/v1/review/items/{passage}", params={"reviewer": "Ana"}, timeout=60).json()
    said = {"action": "level", "reviewer": "Ana", "level": "L1_mention", "seen": item["seen"]}
    return httpx.post(f"{address}/v1/review/items/{passage}/decisions", json=said, timeout=60).status_code


@contextmanager
def held(database: Path, seconds: float) -> Iterator[None]:
    """SQLite's write lock, for so long or until the block ends."""
    with closing(sqlite3.connect(database, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        release = Timer(seconds, connection.execute, ("ROLLBACK",))
        release.start()
        try:
            yield
        finally:
            release.cancel()
            release.join()
