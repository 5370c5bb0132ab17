"""A built folder measured in a process of its own: how long it takes to open, searches take, and how much it holds.

``python -m eval.scale_measure FOLDER QUERIES``, the second a JSON file {kind: [query]}; prints JSON.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sentence_transformers  # noqa: F401 - what importing it takes is no part of opening a folder

from corpus.store import open_store
from eval.scale_build import settings_of
from eval.scale_corpus import SEED
from eval.scale_queries import WARM
from search.index import open_index
from search.searcher import Searcher


def measure(folder: Path, queries: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Seconds to open, milliseconds of searches in both modes by kind, and the memory that is held at the end."""
    started = time.perf_counter()
    settings = settings_of(folder)
    store = open_store(settings)
    with open_index(settings) as index:
        searcher = Searcher(index, store)
        opened = time.perf_counter() - started
        mixed = [(kind, query) for kind, asked in queries.items() for query in asked if kind != WARM]
        random.Random(SEED).shuffle(mixed)  # noqa: S311 - a fixed order; nothing here is secret
        figures = {mode: _timed(searcher, mode, queries[WARM], mixed) for mode in ("lexical", "hybrid")}
    store.close()
    return {"open_s": opened, **figures, **memory("self")}


def _timed(searcher: Searcher, mode: str, warm: Sequence[str], mixed: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Milliseconds of wall and of CPU: where others use the machine, the second says what is the search's own."""
    for query in warm:
        searcher.search(query, mode=mode)
    gc.collect()
    gc.freeze()  # as the server does once it has started
    times: dict[str, list[float]] = defaultdict(list)
    cpu: list[float] = []
    for kind, query in mixed:
        started, used = time.perf_counter(), time.process_time()
        searcher.search(query, mode=mode)
        times[kind].append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    everything = [taken for kind in times.values() for taken in kind]
    return spread(everything) | {"cpu": spread(cpu), "kinds": {kind: spread(taken) for kind, taken in times.items()}}


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


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))
