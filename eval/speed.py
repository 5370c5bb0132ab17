"""How fast: ingest, warm search, cold commands, and ingest beside the plain Haystack pipeline.

Times are wall seconds unless they say CPU; CPU seconds include child processes. The machine is shared and noisy: a
ratio is of two figures of one run.
"""

from __future__ import annotations

import importlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store
from eval import speed_ingest
from eval.gold import json_lines
from eval.minilm import minilm_folder
from ingest.pipeline import ingest
from search.index import open_index
from search.searcher import Searcher
from search.sparse import query_vector
from search.tokens import tokenise

QUERIES = 300
ENGINE_FINDS = 100
"""Passages that the bare engine is asked for."""

COLD_RUNS = 5
PDF_FOLDERS = ("un-zh-typeset", "un-en-with-docx", "un-en", "un-es", "vnr-factsheets-en", "not-vnr", "un-scans-en-ru")
PEER_FOLDERS = ("un-en-with-docx", "un-en")
BARS = {"search_p95_ms": 25.0, "to_engine": 3.0, "count_s": 1.5, "links_s": 1.5, "search_s": 3.0, "ratio": 20.0}


def measure(shared: Path, peer: str | None = None, pages: int = 0) -> dict[str, Any]:
    """Every figure; ``peer`` is None or "haystack". With ``pages`` an ingest of so many is measured by stage too."""
    if peer not in (None, "haystack"):
        raise PortalError("bad_input", f"peer {peer!r}", "the only peer is haystack")
    if peer is not None:
        importlib.import_module("haystack.utils.device")  # with torch, before the portal imports it without
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        sources = [shared / "un-documents", *(shared / "pdf" / name for name in PDF_FOLDERS)]
        report = ingest([source for source in sources if source.exists()], settings)
        figures: dict[str, Any] = {
            "ingest": {"pages": report.pages, "passages": report.passages, "seconds": report.seconds},
            "search": warm_search(settings, _queries(shared, settings)),
            "cold": cold_commands(settings),
        }
    if peer is not None:
        pdfs = [pdf for name in PEER_FOLDERS for pdf in sorted((shared / "pdf" / name).glob("*.pdf"))]
        figures["peer"] = beside_haystack(pdfs)
    if pages:
        figures["stages"] = speed_ingest.measure(shared, pages)
    return figures | {"bars": BARS}


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, each bar beside its figure."""
    loaded = figures["ingest"]
    if "stages" in figures:
        yield from speed_ingest.table(figures["stages"])
    yield f"ingest   {loaded['pages']} pages, {loaded['passages']} passages in {loaded['seconds']:.1f} s"
    warm = figures["search"]
    yield f"search   warm, {warm['passages']} passages, {warm['queries']} queries: p50 {warm['p50_ms']:.1f} ms, " + (
        _bar("p95", warm["p95_ms"], BARS["search_p95_ms"], "ms")
    )
    yield f"search   bare engine: p95 {warm['engine_p95_ms']:.1f} ms, " + (
        _bar("ratio", warm["to_engine"], BARS["to_engine"], "times")
    )
    for name, seconds in figures["cold"].items():
        yield f"cold     vkp {name:<7} " + _bar("median", seconds, BARS[f"{name}_s"], "s")
    if "peer" in figures:
        yield from _peer_lines(figures["peer"])


def _peer_lines(peer: Mapping[str, Any]) -> Iterator[str]:
    for name in ("portal", "haystack"):
        row = peer[name]
        yield f"peer     {name:<9} {row['pages']} pages, {row['per_second']:.1f} pages/s, {row['cpu']:.1f} CPU s"
    met = "met" if peer["ratio"] >= BARS["ratio"] else "NOT met"
    yield f"peer     ratio {peer['ratio']:.1f} (bar: at least {BARS['ratio']:.0f}, {met})"


def _bar(what: str, figure: float, bar: float, unit: str) -> str:
    return f"{what} {figure:.2f} {unit} (bar: at most {bar:g}, {'met' if figure <= bar else 'NOT met'})"


def warm_search(settings: Settings, queries: Sequence[str]) -> dict[str, Any]:
    """p50 and p95 of whole searches in this process: reading the query, ranking, highlights, facets.

    Beside them the bare engine, asked for the tokens of each query as they stand.
    """
    with open_index(settings) as index:
        searcher = Searcher(index)
        for query in queries[:20]:
            searcher.search(query)
        times = [_timed(partial(searcher.search, query)) * 1000 for query in queries]
        vectors = [query_vector(Counter(tokenise(query))) for query in queries]
        bare = [_timed(partial(index.store.sparse_search, vector, ENGINE_FINDS)) * 1000 for vector in vectors]
        passages = index.count()
    ranked, least = statistics.quantiles(times, n=100), statistics.quantiles(bare, n=100)
    return {
        "passages": passages,
        "queries": len(times),
        "p50_ms": ranked[49],
        "p95_ms": ranked[94],
        "max_ms": max(times),
        "engine_p95_ms": least[94],
        "to_engine": ranked[94] / least[94],
    }


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _queries(shared: Path, settings: Settings) -> list[str]:
    """The seed queries, then pieces of passages of the corpus, chosen by a fixed seed."""
    seeds = [row["query"] for row in json_lines(shared / "retrieval/seed-queries-dev.jsonl")]
    store = open_store(settings)
    texts = [p.text for e in store.works.expressions() for p in store.works.passages(e.id) if len(p.text) > 60]
    store.close()
    # A fixed seed for a fixed sample; nothing here is secret.
    chosen = random.Random(20).sample(texts, min(QUERIES - len(seeds), len(texts)))  # noqa: S311
    return [*seeds, *(text[10:50].strip() for text in chosen)]


def cold_commands(settings: Settings) -> dict[str, float]:
    """Median wall seconds of whole processes."""
    calls = {"count": ["count", "3.1"], "links": ["links", "DP/2022/11"], "search": ["search", "志愿者 数字化转型"]}
    return {name: statistics.median(_cold(call, settings) for _ in range(COLD_RUNS)) for name, call in calls.items()}


def _cold(call: Sequence[str], settings: Settings) -> float:
    command = [sys.executable, "-m", "api.cli", *call, "--json", "--data", str(settings.data)]
    return _timed(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: S603 - our own command


def beside_haystack(pdfs: Sequence[Path]) -> dict[str, Any]:
    """Pages per second of our lexical ingest and of the plain Haystack pipeline, on the same files, in turn."""
    ours = _measured(lambda: _ingest_ours(pdfs))
    theirs = _measured(lambda: _ingest_haystack(pdfs), pages=ours["pages"])
    return {"portal": ours, "haystack": theirs, "ratio": ours["per_second"] / theirs["per_second"]}


def _measured(act: Callable[[], int], pages: int | None = None) -> dict[str, Any]:
    before, started = _cpu(), time.perf_counter()
    counted = act()
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    read = counted if pages is None else pages
    return {"pages": read, "seconds": seconds, "cpu": cpu, "per_second": read / seconds}


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _ingest_ours(pdfs: Sequence[Path]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return ingest(list(pdfs), Settings(data=Path(folder) / "data")).pages


def _ingest_haystack(pdfs: Sequence[Path]) -> int:
    """PDF → words → MiniLM → Qdrant in a folder, as Haystack's own pieces do it; imports and model are loaded first."""
    from haystack import Pipeline  # noqa: PLC0415 - only the peer needs these
    from haystack.components.converters import PyPDFToDocument  # noqa: PLC0415
    from haystack.components.preprocessors import DocumentSplitter  # noqa: PLC0415
    from haystack.components.writers import DocumentWriter  # noqa: PLC0415
    from haystack_integrations.components.embedders.sentence_transformers import (  # noqa: PLC0415
        SentenceTransformersDocumentEmbedder,
    )
    from haystack_integrations.document_stores.qdrant import QdrantDocumentStore  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        store = QdrantDocumentStore(path=folder, embedding_dim=384)
        pipeline = Pipeline()
        pipeline.add_component("read", PyPDFToDocument())
        pipeline.add_component("split", DocumentSplitter(split_by="word", split_length=200))
        pipeline.add_component("embed", SentenceTransformersDocumentEmbedder(model=minilm_folder(), progress_bar=False))
        pipeline.add_component("write", DocumentWriter(store))
        pipeline.connect("read", "split")
        pipeline.connect("split", "embed")
        pipeline.connect("embed", "write")
        result = pipeline.run({"read": {"sources": list(pdfs)}})
    written: int = result["write"]["documents_written"]
    return written
