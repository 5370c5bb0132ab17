"""A built folder measured in a process of its own: how long it takes to open, searches take, and how much it holds.

``python -m eval.scale_measure FOLDER QUERIES``, the second a JSON file {kind: [query]}; prints JSON.
"""

from __future__ import annotations

import gc
import json
import random
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
from eval.timing import memory, spread
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


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))
