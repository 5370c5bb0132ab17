"""How times spread, and what a process holds and has used."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from pathlib import Path


def spread(times: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the longest."""
    ranked = statistics.quantiles(times, n=100, method="inclusive")
    return {"p50_ms": ranked[49], "p95_ms": ranked[94], "max_ms": max(times)}


def memory(process: str) -> dict[str, float]:
    """GB that a process holds now: all that is resident, and what of it is not a mapped file."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    said = dict(line.split(":", 1) for line in lines if line.startswith("Rss") or line.startswith("VmRSS"))
    kilobytes = {name: int(value.split()[0]) for name, value in said.items()}
    return {"rss_gb": kilobytes["VmRSS"] / 2**20, "rss_anonymous_gb": kilobytes["RssAnon"] / 2**20}


def cpu_seconds(process: str) -> float:
    """What a process has used of the processor since it began, its threads included, its children not."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
