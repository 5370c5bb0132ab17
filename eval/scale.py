"""How search stands up to size: time, memory and opening at growing numbers of passages, each bar beside its figure.

Times are wall times: on a machine that others use they are too long, and the CPU's p95 beside them says how far.
Each size is built in a folder of its own (``eval.scale_build``), measured in a process of its own, and then served
under load. With ``--folder`` what was built is kept, and used again by the same code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.plot import Axis, Series, svg
from eval.report import keep_text
from eval.retrieval_runs import revision
from eval.scale_build import built
from eval.scale_corpus import usable
from eval.scale_load import RATE, under_load
from eval.scale_queries import WARM, queries
from eval.shared_texts import shared_texts

SIZES = (25_000, 100_000, 400_000)
BARS = {
    "lexical p95": ("ms", 25.0),
    "hybrid p95": ("ms", 40.0),
    f"API p95 at {RATE} requests/s": ("ms", 60.0),
    "resident memory": ("GB", 3.0),
    "open": ("s", 5.0),
}
"""At the largest size. The memory is the server's after the load."""


def measure(
    shared: Path, sizes: Sequence[int] = SIZES, folder: Path | None = None, *, reuse: bool = False
) -> dict[str, Any]:
    """The figures of each size; a folder that is given keeps what is built in it, ``reuse`` as for ``built``."""
    with tempfile.TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        texts = usable(shared_texts(shared, pdfs=False))
        asked = queries(shared, texts)
        rows = {}
        for size in sorted(sizes):
            made = built(place / str(size), texts, size, reuse=reuse)
            rows[str(size)] = {"build": made} | _measured(place / str(size), asked)
    plot = keep_text("scale.svg", svg(lines(rows), Axis("passages"), Axis("ms", logarithmic=False)))
    return {"revision": revision(), "texts": len(texts), "plot": str(plot), "sizes": rows, "bars": BARS}


def _measured(folder: Path, asked: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    given = folder / "queries.json"
    given.write_text(json.dumps(asked), "utf-8")
    command = [sys.executable, "-m", "eval.scale_measure", str(folder), str(given)]
    told = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own command
    mixed = [query for kind, listed in asked.items() for query in listed if kind != WARM]
    process = json.loads(told.splitlines()[-1])
    return {"process": process, "api": under_load(folder, mixed, asked[WARM]), "load": os.getloadavg()[1]}


def figures_of(row: Mapping[str, Any]) -> dict[str, float]:
    """What the bars are about, by their names."""
    process, api = row["process"], row["api"]
    found = (process["lexical"]["p95_ms"], process["hybrid"]["p95_ms"], api["p95_ms"], api["rss_gb"], process["open_s"])
    return dict(zip(BARS, found, strict=True))


def lines(rows: Mapping[str, Mapping[str, Any]]) -> list[Series]:
    """A line for each figure that is a time, and its bar dashed in the same colour."""
    drawn: list[Series] = []
    for colour, name in enumerate(name for name, (unit, _) in BARS.items() if unit == "ms"):
        points = [(float(size), figures_of(row)[name]) for size, row in rows.items()]
        bar = [(size, BARS[name][1]) for size, _ in points]
        drawn += [Series(name, points, colour=colour), Series("", bar, dashed=True, colour=colour)]
    return drawn


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """Each size in a line, then the slowest kinds of query and the bars at the largest."""
    for size, row in report["sizes"].items():
        told = ", ".join(f"{name} {figure:.2f} {BARS[name][0]}" for name, figure in figures_of(row).items())
        yield f"{int(size):>9,} passages: {told}"
        yield f"{'':>9}  {_beside(row)}"
    largest = list(report["sizes"].values())[-1]
    for kind, timed in largest["process"]["lexical"]["kinds"].items():
        hybrid = largest["process"]["hybrid"]["kinds"][kind]
        yield f"  {kind:<14} lexical p95 {timed['p95_ms']:.1f} ms, hybrid p95 {hybrid['p95_ms']:.1f} ms"
    for name, figure in figures_of(largest).items():
        unit, most = BARS[name]
        yield f"{'✓' if figure <= most else '✗'} {name} ≤ {most:g} {unit}: {figure:.2f}"
    yield f"plot: {report['plot']}"


def _beside(row: Mapping[str, Any]) -> str:
    """What has no bar: medians, CPU, memory that is no mapped file, how long the building took, who else ran."""
    process, api, build = row["process"], row["api"], row["build"]
    lexical, hybrid = process["lexical"], process["hybrid"]
    medians = f"p50: lexical {lexical['p50_ms']:.1f} ms, hybrid {hybrid['p50_ms']:.1f} ms, API {api['p50_ms']:.1f} ms"
    cpu = f"CPU p95: lexical {lexical['cpu']['p95_ms']:.1f} ms, hybrid {hybrid['cpu']['p95_ms']:.1f} ms"
    seconds = ", ".join(f"{name} {build[f'{name}_seconds']:.0f} s" for name in ("store", "write", "optimize"))
    own = f"own memory {api['rss_anonymous_gb']:.2f} GB; built: {seconds}; load of the machine {row['load']:.1f}"
    return f"{medians}; {cpu}; {own}"
