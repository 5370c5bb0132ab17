"""What a search costs beside peers: the same passages and queries, in one run, at growing sizes.

Given are data folders (of ``eval scale``, or any other). What each shows is written out once; then every engine reads
it in a process of its own (``eval.search_ways``), one after the other, so that none is slowed by another and what each
holds can be told. Times are wall times of one query after the other, in one thread, the reading of the query (tokens)
with them and the making of its vector without, except in the portal's own hybrid search. The CPU beside them counts
every thread of the process: on a machine that others use it says what a search costs.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.store import open_store
from eval.plot import Axis, Series, svg
from eval.report import keep_text
from eval.retrieval_runs import revision
from eval.scale_build import settings_at
from eval.scale_corpus import SEED, usable
from eval.scale_queries import WARM, queries
from eval.search_ways import Given
from eval.shared_texts import shared_texts
from ingest.indexed import indexed_passages
from search.index import embedder_in_use

QUERIES = 300
BAR = 3.0
"""The portal's p95 to that of the bare engine, lexical."""

FLOORS = {"portal": "engine", "portal hybrid": "engine hybrid"}
ENGINES = ("portal", "bm25s", "lucene", "lancedb", "floor")


def measure(shared: Path, folders: Sequence[Path], engines: Sequence[str] = ENGINES) -> dict[str, Any]:
    """The figures of each folder by its number of passages; an engine that is not installed is named with why."""
    texts = usable(shared_texts(shared, pdfs=False))
    asked = queries(shared, texts)
    mixed = [query for kind, listed in asked.items() if kind != WARM for query in listed]
    chosen = random.Random(SEED).sample(mixed, min(QUERIES, len(mixed)))  # noqa: S311 - a fixed sample
    rows = [_of(folder, asked[WARM], chosen, engines) for folder in folders]
    sizes = {str(row.pop("passages")): row for row in sorted(rows, key=lambda row: int(row["passages"]))}
    plot = keep_text("search-peers.svg", drawn(sizes))
    return {"revision": revision(), "queries": len(chosen), "sizes": sizes, "plot": str(plot), "bar": BAR}


def _of(folder: Path, warm: Sequence[str], asked: Sequence[str], engines: Sequence[str]) -> dict[str, Any]:
    """What every engine took over one folder."""
    with tempfile.TemporaryDirectory() as temporary:
        given = Given(Path(temporary))
        passages = write_given(folder, given, warm, asked)
        ways: dict[str, Any] = {}
        lacking: dict[str, str] = {}
        for engine in engines:
            done = _run(engine, given.folder, folder)
            if done.returncode:
                lacking[engine] = (done.stderr.strip().splitlines() or ["no word"])[-1]
            else:
                ways |= json.loads(done.stdout.splitlines()[-1])
    return {"passages": passages, "ways": ways, "lacking": lacking, "ratios": ratios(ways), "load": os.getloadavg()[1]}


def _run(engine: str, given: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eval.search_ways", engine, str(given), str(folder)]
    return subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own command


def write_given(folder: Path, given: Given, warm: Sequence[str], asked: Sequence[str]) -> int:
    """Write what engines are given; how many passages there are. Without a model there are no vectors."""
    settings = settings_at(folder)
    store = open_store(settings)
    try:
        shown = [p for e in store.works.expressions() for p in indexed_passages(store.works.passages(e.id))]
    finally:
        store.close()
    given.write(((p.id, p.text) for p in shown), warm, asked)
    embedder = embedder_in_use(settings)
    if embedder is not None:
        np.save(given.vectors, np.asarray(embedder.documents([p.text for p in shown]), dtype=np.float32))
        np.save(given.query_vectors, np.asarray([embedder.query(q) for q in (*warm, *asked)], dtype=np.float32))
    return len(shown)


def ratios(ways: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, dict[str, float]]]:
    """Of each of the portal's ways its p95, wall and CPU, to every other's: above 1 the portal takes longer."""
    return {
        own: {
            name: {"p95": _ratio(ways[own], way, "p95_ms"), "cpu": _ratio(ways[own], way, "cpu_p95_ms")}
            for name, way in ways.items()
            if name not in FLOORS
        }
        for own in FLOORS
        if own in ways
    }


def _ratio(own: Mapping[str, Any], other: Mapping[str, Any], figure: str) -> float:
    return float(own[figure] / max(other[figure], 1e-6))


def drawn(sizes: Mapping[str, Mapping[str, Any]]) -> str:
    """The plot of the p95 of CPU time against passages: what others do on the machine lengthens it least."""
    names = dict.fromkeys(name for row in sizes.values() for name in row["ways"])
    lines = [
        Series(name, [(float(size), r["ways"][name]["cpu_p95_ms"]) for size, r in sizes.items() if name in r["ways"]])
        for name in names
    ]
    return svg(lines, Axis("passages"), Axis("CPU ms of a search, 95th percentile"))


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """Each way at each size, then the portal beside it, then the bar at the largest."""
    for size, row in report["sizes"].items():
        yield f"{int(size):,} passages, {report['queries']} queries, load of the machine {row['load']:.1f}"
        for name, way in row["ways"].items():
            built = "" if way["build_s"] is None else f", built in {way['build_s']:.1f} s"
            yield (
                f"  {name:<16} p50 {way['p50_ms']:8.2f} ms, p95 {way['p95_ms']:8.2f} ms, {way['per_second']:7.0f}/s, "
                f"CPU p50 {way['cpu_p50_ms']:6.2f}, p95 {way['cpu_p95_ms']:6.2f} ms, {way['rss_gb']:.2f} GB{built}"
            )
        yield from (f"  {name:<16} not measured: {why}" for name, why in row["lacking"].items())
        for own, others in row["ratios"].items():
            told = ", ".join(f"{name} {one['p95']:.1f} (CPU {one['cpu']:.1f})" for name, one in others.items())
            yield f"  {own}, its p95 to that of: {told}"
    beside = list(report["sizes"].values())[-1]["ratios"].get("portal", {}).get("engine")
    if beside is not None:
        met = "✓" if beside["p95"] <= BAR else "✗"
        yield f"{met} p95 to the bare engine ≤ {BAR:g}: {beside['p95']:.2f} (CPU {beside['cpu']:.2f})"
    yield f"plot: {report['plot']}"
