"""A steady load for minutes on a real server: how long requests take, what fails, and whether memory stays flat.

Requests leave at fixed times, whether or not earlier ones were answered (``eval.scale_load``); a request's time counts
from when it was due. Memory is what is resident of the server's process, read every few seconds; how it grows is the
slope of a line through what was read after the first minute, in which caches fill.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from eval.plot import Axis, Series, svg
from eval.report import keep_text
from eval.scale_build import settings_at
from eval.scale_corpus import SEED, usable
from eval.scale_load import RATE, Answered, at_rate
from eval.scale_queries import WARM, queries
from eval.served import served
from eval.shared_texts import shared_texts
from eval.timing import cpu_seconds, memory, spread

MINUTES = 5.0
EVERY = 2.0
"""Seconds between two looks at memory."""

SETTLED = 60.0
"""Seconds after which memory is held to be flat."""

WINDOW = 10.0
"""Seconds of answers of which one 95th percentile is drawn."""

BARS = {"p95_ms": 150.0, "failed": 0.0, "mb_per_minute": 2.0}

Held = tuple[float, float, float]
"""Seconds since the load began, megabytes resident, and those of them that are no mapped file."""


def measure(shared: Path, folder: Path, minutes: float = MINUTES, rate: int = RATE) -> dict[str, Any]:
    """What the load took. A request that is not answered with 200 is counted, not raised."""
    asked = queries(shared, usable(shared_texts(shared, pdfs=False)))
    mixed = [query for kind, listed in asked.items() if kind != WARM for query in listed]
    return under_load(folder, mixed, asked[WARM], minutes, rate)


def under_load(
    folder: Path, asked: Sequence[str], warm: Sequence[str], minutes: float, rate: int = RATE
) -> dict[str, Any]:
    """``asked`` in a fixed random order at ``rate`` a second; ``warm`` before, not timed."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed order; nothing here is secret
    given = [chance.choice(asked) for _ in range(round(rate * minutes * 60))]
    with served(settings_at(folder)) as (server, address, started):
        at_rate(address, warm, rate=rate)
        loads = [os.getloadavg()[0]]
        used = cpu_seconds(str(server.pid))
        with _watched(str(server.pid)) as held:
            answers = at_rate(address, given, rate=rate)
        used = cpu_seconds(str(server.pid)) - used
        loads.append(os.getloadavg()[0])
    figures = summed(answers, held, rate)
    plot = keep_text("load.svg", drawn(figures))
    asked_for = {"minutes": minutes, "rate": rate, "start_s": started, "machine": loads}
    used_by_one = 1000 * used / len(answers)
    return {**asked_for, "cpu_ms": used_by_one, **figures, "bars": BARS, "plot": str(plot)}


@contextmanager
def _watched(process: str) -> Iterator[list[Held]]:
    """What a process holds while the block runs."""
    held: list[Held] = []
    done, started = threading.Event(), time.perf_counter()

    def look() -> None:
        while not done.is_set():
            now = memory(process)
            held.append((time.perf_counter() - started, now["rss_gb"] * 1024, now["rss_anonymous_gb"] * 1024))
            done.wait(EVERY)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield held
    finally:
        done.set()
        looking.join()


def summed(answers: Sequence[Answered], held: Sequence[Held], rate: int) -> dict[str, Any]:
    """The spread of times, what failed by status (0: no answer), and how memory grows."""
    failed = [status for _, status in answers if status != 200]
    per_window = max(1, round(rate * WINDOW))
    windows = [[taken for taken, _ in answers[at : at + per_window]] for at in range(0, len(answers), per_window)]
    over_time = [spread(window)["p95_ms"] for window in windows if len(window) > 1]
    return {
        "requests": len(answers),
        "failed": len(failed),
        "statuses": {str(status): failed.count(status) for status in sorted(set(failed))},
        **spread([taken for taken, _ in answers]),
        "mb_per_minute": growth([(at, resident) for at, resident, _ in held]),
        "anonymous_mb_per_minute": growth([(at, own) for at, _, own in held]),
        "p95_by_window": over_time,
        "held": [list(one) for one in held],
    }


def growth(held: Sequence[tuple[float, float]]) -> float | None:
    """Megabytes a minute after ``SETTLED``, by least squares; None where too little was seen after it."""
    late = [(at, size) for at, size in held if at >= SETTLED]
    if len(late) < 3:
        return None
    slope = np.polyfit([at for at, _ in late], [size for _, size in late], 1)[0]
    return float(slope) * 60


def drawn(figures: Mapping[str, Any]) -> str:
    """The 95th percentile of every ten seconds, and what the server held, over time."""
    times = [((at + 1) * WINDOW / 60, taken) for at, taken in enumerate(figures["p95_by_window"])]
    held = [(at / 60, resident) for at, resident, _ in figures["held"]]
    own = [(at / 60, anonymous) for at, _, anonymous in figures["held"]]
    lines = [Series("ms, p95 of 10 s", times), Series("MB resident", held), Series("MB no mapped file", own)]
    return svg(lines, Axis("minutes", logarithmic=False), Axis("ms; MB"))


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The load in a line, then each bar."""
    yield f"{report['requests']} requests in {report['minutes']:g} minutes, {report['rate']} a second; started in " + (
        f"{report['start_s']:.1f} s; load of the machine {' to '.join(f'{one:.1f}' for one in report['machine'])}"
    )
    yield f"  p50 {report['p50_ms']:.1f} ms, p95 {report['p95_ms']:.1f} ms, longest {report['max_ms']:.0f} ms"
    yield f"  CPU of the server: {report['cpu_ms']:.1f} ms a request"
    first, last = report["held"][0], report["held"][-1]
    yield f"  memory {first[1]:.0f} to {last[1]:.0f} MB, of it no mapped file {first[2]:.0f} to {last[2]:.0f} MB"
    for name, most in BARS.items():
        figure = report[name]
        said = "not known: less than a minute and a half" if figure is None else f"{figure:.1f}"
        yield f"{'✓' if figure is not None and figure <= most else '✗'} {name} ≤ {most:g}: {said}"
    yield f"plot: {report['plot']}"
