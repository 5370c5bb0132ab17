"""The report of all faults: measured one after the other, with what each tried, lost and refused."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any

from corpus.errors import PortalError
from eval.reliability.measured import Measured, Size

FAULTS: tuple[str, ...] = (
    *("ingest_kills", "step_kills", "rebuild_kills", "decision_kills"),
    *("disk_full", "database_locked", "cut_files", "clock", "two_writers", "parser_faults"),
    *("index_lost", "power_cut", "backups", "inputs", "fuzzed", "load", "downloads"),
)
"""The modules of this package that measure one fault each, in the order of the report."""

SHOWN = ("tried", "acknowledged", "lost", "refused", "crashed", "worst")


def evaluate(size: Size, only: Sequence[str] = ()) -> dict[str, Any]:
    """Measure every fault, or those of ``only``. Raises ``PortalError("bad_input")`` for a name that is none."""
    unknown = sorted(set(only) - set(FAULTS))
    if unknown:
        raise PortalError("bad_input", f"no fault is called {', '.join(unknown)}", f"name some of: {', '.join(FAULTS)}")
    return {"size": size.value, "faults": [_timed(name, size) for name in only or FAULTS]}


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """One line for each fault, and one more for each thing that does not hold."""
    yield f"{'fault':<34}" + "".join(f"{name:>13}" for name in SHOWN) + f"{'seconds':>9}  bar"
    for row in figures["faults"]:
        said = "".join(f"{_shown(row[name]):>13}" for name in SHOWN)
        bar = f"{'missed' if row['missed'] else 'reached'}: {row['bar']}"
        yield f"{row['fault']:<34}{said}{row['seconds']:>9.1f}  {bar}"
        yield from (f"    {name}: {value}" for name, value in row["details"].items())
        yield from (f"    missed: {line}" for line in row["missed"])


def _timed(name: str, size: Size) -> dict[str, Any]:
    print(f"{name} …", file=sys.stderr)
    started = time.monotonic()
    measured: Measured = import_module(f"eval.reliability.{name}").measure(size)
    return {"name": name, "seconds": time.monotonic() - started, **asdict(measured)}


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else f"{value:,}"
