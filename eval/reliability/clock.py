"""A clock that is set back a day, or forward a year: what is written is ordered by sequence, and nobody is locked out.

A year ahead a sign-in and a key that had an end are over: that is what they say. The lock of the one writer is the
system's and has no time in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from eval.reliability.killed import launched
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import Decided

DAY = 86_400.0
SHIFTS = (0.0, -DAY, 365 * DAY, 0.0)
"""Seconds; in this order, so that time goes backwards twice."""

ROUNDS = {Size.SHORT: 1, Size.FULL: 5, Size.SOAK: 5}


def measure(size: Size) -> Measured:
    """Ingest and decide under each clock, then compare the orders."""
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="vkp-clock-") as folder:
        commands = launched()
        decided = Decided(commands, Path(folder))
        decided.begin()
        shifts = SHIFTS * ROUNDS[size]
        for shift in shifts:
            missed += [f"clock {shift:+.0f} s: {line}" for line in _under(decided, shift)]
        missed += [*_orders(decided, shifts), *decided.verified()]
    return Measured(
        fault="clock back a day, forward a year",
        bar="order by sequence; the lock has no time in it",
        tried=len(shifts),
        lost=len(missed),
        missed=tuple(missed),
    )


def _under(decided: Decided, shift: float) -> Iterator[str]:
    """New versions of the documents, and a decision."""
    decided.prepare()
    decided.rewrite()
    level = "L1" if decided.rounds % 2 else "L2"
    decide = ("review", "level", decided.passage, level, "--by", "Ana")
    for arguments in (("ingest", decided.documents, "--json"), decide):
        ended = decided.commands.run(*arguments, "--data", decided.data, shift=shift)
        if ended.code != 0:
            yield f"{arguments[0]} ended with {ended.code}: {ended.err.strip()[-200:]}"


def _orders(decided: Decided, shifts: tuple[float, ...]) -> Iterator[str]:
    """Whether what was decided last counts, and whether the clocks were wrong at all."""
    rows = decided.rows("SELECT id, ordinal, decided_at, replaces FROM review_decisions ORDER BY id")
    if [ordinal for _, ordinal, _, _ in rows] != list(range(1, len(shifts) + 1)):
        yield f"decisions are numbered {[ordinal for _, ordinal, _, _ in rows]}"
    if [replaces for *_, replaces in rows] != [None, *(number for number, *_ in rows[:-1])]:
        yield "a decision does not replace the one before it"
    times = [at for _, _, at, _ in rows]
    if times == sorted(times):
        yield "the clocks were not wrong"
    jobs = [sequence for (sequence,) in decided.rows("SELECT sequence FROM jobs ORDER BY rowid")]
    if jobs != sorted(jobs):
        yield f"jobs are numbered {jobs}"
    document = decided.commands.run("review", "show", decided.passage, "--by", "Ana", "--json", "--data", decided.data)
    if document.document()["seen"] != rows[-1][0]:
        yield "the decision that counts is not the last one"
