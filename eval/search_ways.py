"""The ways to search that ``eval.search_peers`` sets side by side, each asked in a process of its own.

``python -m eval.search_ways ENGINE GIVEN FOLDER`` prints a line of JSON {way: figures}. Every peer has its defaults,
but for what many languages need: tokens for Chinese. bm25s gets characters with their pairs and other words whole,
Lucene its analyser for Chinese, Japanese and Korean, LanceDB the words of ICU. All are asked for ten passages, the bare
engine for the hundred that a ranker looks at.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from corpus.store import open_store
from eval.retrieval_engines import K
from eval.retrieval_lucene import compiled, run_java
from eval.retrieval_peers import characters
from eval.scale_build import settings_at
from eval.timing import memory, spread
from search.index import open_index
from search.searcher import Searcher
from search.sparse import query_vector
from search.store.base import Fusion, fused
from search.tokens import tokenise

FOUND = 100
"""Passages that the bare engine is asked for."""

Ask = Callable[[int], object]
"""Ask the query at a place of ``Given.asked``."""


@dataclass(frozen=True, slots=True)
class Given:
    """What every engine is given, as files of a folder: passages, queries (the first not timed), vectors of both."""

    folder: Path

    @property
    def passages(self) -> Path:
        """An id, a tab and a text on each line."""
        return self.folder / "passages.tsv"

    @property
    def queries(self) -> Path:
        """As ``passages``; the id of those that are not timed is "warm"."""
        return self.folder / "queries.tsv"

    @property
    def vectors(self) -> Path:
        """Float32 of each passage, a row each; missing without a model."""
        return self.folder / "vectors.npy"

    @property
    def query_vectors(self) -> Path:
        """The same of each query."""
        return self.folder / "query-vectors.npy"

    def write(self, passages: Iterable[tuple[str, str]], warm: Sequence[str], asked: Sequence[str]) -> None:
        """Write passages and queries."""
        _write_lines(self.passages, passages)
        _write_lines(self.queries, [*(("warm", query) for query in warm), *(("asked", query) for query in asked)])

    def texts(self) -> tuple[list[str], list[str]]:
        """The ids and texts of the passages."""
        return _columns(self.passages)

    def asked(self) -> tuple[int, list[str]]:
        """How many queries are not timed, and all of them."""
        kinds, queries = _columns(self.queries)
        return kinds.count("warm"), queries


def portal(given: Given, folder: Path) -> Iterator[tuple[str, Ask]]:
    """The portal's own search as the API calls it, and its engine bare, asked for the tokens as they stand."""
    settings = settings_at(folder)
    _, queries = given.asked()
    store = open_store(settings)
    with open_index(settings) as index:
        searcher = Searcher(index, store)
        sparse = [query_vector(Counter(tokenise(query))) for query in queries]
        yield "portal", lambda at: searcher.search(queries[at], mode="lexical")
        yield "engine", lambda at: index.store.sparse_search(sparse[at], FOUND)
        if index.embedder is not None:
            dense = np.load(given.query_vectors).tolist()
            yield "portal hybrid", lambda at: searcher.search(queries[at], mode="hybrid")
            yield (
                "engine hybrid",
                lambda at: fused(
                    index.store.sparse_search(sparse[at], FOUND),
                    index.store.dense_search(dense[at], FOUND),
                    Fusion(),
                ),
            )
    store.close()


def bm25s(given: Given, folder: Path) -> Iterator[tuple[str, Ask]]:
    """The library bm25s over characters and words."""
    import bm25s as library  # noqa: PLC0415 - an optional peer

    _, texts = given.texts()
    _, queries = given.asked()
    engine = library.BM25()
    engine.index(characters(texts), show_progress=False)
    ask = partial(engine.retrieve, k=min(K, len(texts)), show_progress=False)
    yield "bm25s", lambda at: ask(characters([queries[at]]))


def lancedb(given: Given, folder: Path) -> Iterator[tuple[str, Ask]]:
    """LanceDB's own full-text index, and with its HNSW of int8 fused by rank."""
    import lancedb as library  # noqa: PLC0415 - optional peers
    import pyarrow as arrow  # noqa: PLC0415
    from lancedb.index import FTS, HnswSq  # noqa: PLC0415

    ids, texts = given.texts()
    _, queries = given.asked()
    columns: dict[str, Any] = {"id": ids, "text": texts}
    if given.vectors.exists():
        matrix = np.load(given.vectors)
        flat = arrow.array(matrix.ravel())
        columns["vector"] = arrow.FixedSizeListArray.from_arrays(flat, matrix.shape[1])
    with tempfile.TemporaryDirectory() as place:
        table = library.connect(place).create_table("passages", arrow.table(columns))
        table.create_index("text", config=FTS(base_tokenizer="icu", stem=False, remove_stop_words=False))
        yield "lancedb", lambda at: _rows(table.search(queries[at], query_type="fts"))
        if given.vectors.exists():
            table.create_index("vector", config=HnswSq(distance_type="cosine"))
            dense = np.load(given.query_vectors)
            search = partial(table.search, query_type="hybrid")
            yield "lancedb hybrid", lambda at: _rows(search().vector(dense[at]).text(queries[at]))


def _rows(search: Any) -> Any:
    return search.limit(K).select(["id", "text"]).to_arrow()


def floor(given: Given, folder: Path) -> Iterator[tuple[str, Ask]]:
    """Every vector multiplied: what reading all of them from memory takes. Nothing without a model."""
    if not given.vectors.exists():
        return
    matrix, asked = np.load(given.vectors), np.load(given.query_vectors)
    most = min(K, len(matrix))
    yield "exact dense", lambda at: np.argpartition(-(matrix @ asked[at]), most - 1)[:most]


ENGINES = {"portal": portal, "bm25s": bm25s, "lancedb": lancedb, "floor": floor}


def figures(engine: str, given: Given, folder: Path) -> dict[str, dict[str, Any]]:
    """What each way of an engine took. Raises ``ModuleNotFoundError``, ``PortalError`` where it is not installed."""
    if engine == "lucene":
        return {"lucene": lucene(given)}
    warm, queries = given.asked()
    timed: dict[str, dict[str, Any]] = {}
    started = time.perf_counter()
    for name, ask in ENGINES[engine](given, folder):
        built = None if engine in ("portal", "floor") else time.perf_counter() - started
        timed[name] = {"build_s": built, **_timed(ask, warm, len(queries))}
        started = time.perf_counter()
    return timed


def _timed(ask: Ask, warm: int, count: int) -> dict[str, float]:
    for at in range(warm):
        ask(at)
    rows = [_both_clocks(ask, at) for at in range(warm, count)]
    return summed(rows) | {"rss_gb": memory("self")["rss_gb"]}


def _both_clocks(ask: Ask, at: int) -> tuple[float, float]:
    """Milliseconds of the wall and of every thread of this process."""
    started, used = time.perf_counter(), time.process_time()
    ask(at)
    return (time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000


def summed(rows: Sequence[tuple[float, float]]) -> dict[str, float]:
    """The spread of the milliseconds of wall and CPU, and queries a second by each."""
    wall, cpu = [row[0] for row in rows], [row[1] for row in rows]
    used = {f"cpu_{name}": taken for name, taken in spread(cpu).items()}
    per_second = {"per_second": 1000 / statistics.mean(wall), "cpu_per_second": 1000 / max(statistics.mean(cpu), 1e-6)}
    return {**spread(wall), **used, **per_second}


def lucene(given: Given) -> dict[str, Any]:
    """Lucene's default BM25, timed by its own driver, all in memory; the memory is what its process took at most."""
    with tempfile.TemporaryDirectory() as place:
        classes = compiled(Path(place))
        files = str(given.passages), str(given.queries)
        told = run_java(classes, "RankPassages", "cjk", *files, str(K)).splitlines()
    rows = [line.split("\t") for line in told[1:] if line]
    timed = [(int(row[1]) / 1e6, int(row[2]) / 1e6) for row in rows if row[0] != "warm"]  # from nanoseconds
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return {"build_s": float(told[0]), **summed(timed), "rss_gb": peak}


def _write_lines(file: Path, rows: Iterable[tuple[str, str]]) -> None:
    file.write_text("".join(f"{name}\t{' '.join(text.split())}\n" for name, text in rows), "utf-8")


def _columns(file: Path) -> tuple[list[str], list[str]]:
    rows = [line.split("\t", 1) for line in file.read_text("utf-8").split("\n") if line]
    return [row[0] for row in rows], [row[1] for row in rows]


if __name__ == "__main__":
    print(json.dumps(figures(sys.argv[1], Given(Path(sys.argv[2])), Path(sys.argv[3]))))
