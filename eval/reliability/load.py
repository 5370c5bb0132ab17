"""Load held: searches leave twenty times a second, whether or not the earlier ones were answered."""

from __future__ import annotations

from itertools import cycle, islice

from eval.reliability.measured import Measured, Size
from eval.reliability.small_portal import small_portal
from eval.scale_load import RATE, Answered, at_rate
from eval.timing import spread

SECONDS = {Size.SHORT: 10, Size.FULL: 60, Size.SOAK: 600}
P95_MS = 1000

QUERIES = (
    "volunteers",
    "志愿服务",
    "How is volunteer work insured?",
    "青年志愿者如何参与数字化转型？",
    "A/RES/99/901",
    "DP/2098/25 第5段",
    "national volunteer policy",
    "women and youth volunteers in rural areas",
)


def measure(size: Size) -> Measured:
    """Searches at a steady rate over three samples; the time of one counts from when it should have left."""
    with small_portal() as portal:
        at_rate(portal.address, QUERIES)
        answers = at_rate(portal.address, list(islice(cycle(QUERIES), RATE * SECONDS[size])))
    times = spread([milliseconds for milliseconds, _ in answers])
    failed = sum(status != 200 for _, status in answers)
    return Measured(
        fault="load",
        bar=f"{RATE} searches a second for {SECONDS[size]} s: all answered, 95% within {P95_MS} ms",
        tried=len(answers),
        crashed=failed,
        worst=times["max_ms"] / 1000,
        details={name: round(value, 1) for name, value in times.items()},
        missed=tuple(_missed(answers, times["p95_ms"])),
    )


def _missed(answers: list[Answered], p95: float) -> list[str]:
    failed = sorted({status for _, status in answers} - {200})
    slow = [f"95% were answered within {p95:.0f} ms"] if p95 > P95_MS else []
    return slow + ([f"some were answered with {', '.join(map(str, failed))} (0: not at all)"] if failed else [])
