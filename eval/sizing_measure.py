"""What the model of sizes is made of, measured: real PDFs ingested, the parts of an index, a server's memory.

Sizes of files are what they take on the disk: the engine's files have holes. Times are CPU times of one core, children
included, as the machine is shared.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from corpus.settings import Settings
from corpus.store import Store, open_store
from eval.minilm import minilm_folder
from eval.scale_build import BATCH, settings_at
from eval.served import served
from eval.speed_pages import real_pdfs
from eval.timing import cpu_seconds, memory
from ingest.backup.taking import take
from ingest.indexed import indexed_passages
from ingest.pipeline import ingest
from search.embed import loaded
from search.index import rebuilt_index
from search.models import local_model

EMBEDDED = 256
"""Passages that are embedded to tell what one takes."""

PATIENCE = 300
"""Seconds for an answer: the first hybrid search loads the model, beside whatever else the machine does."""

PARTS = {
    "sparse": ("vector_storage-*-sparse",),
    "inverted": ("vector_index-*-sparse",),
    "dense": ("vector_storage-*-dense",),
    "graph": ("vector_index-*-dense",),
    "payload": ("payload_storage", "payload_index"),
}
"""The folders of a segment of the engine, by what they hold."""


def on_disk(place: Path) -> int:
    """Bytes that a file, or all of a folder, takes on the disk."""
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return sum(file.stat().st_blocks * 512 for file in files)


def index_parts(index: Path) -> dict[str, int]:
    """Bytes of the parts of an embedded index: what its segments hold by kind, and the log of the engine."""
    parts = {
        name: sum(on_disk(place) for pattern in patterns for place in index.glob(f"segments/*/{pattern}"))
        for name, patterns in PARTS.items()
    }
    return parts | {"log": on_disk(index) - sum(parts.values())}


def held_by(folder: Path, queries: Sequence[str]) -> dict[str, Any]:
    """What a folder holds, and what a server over it holds once it was asked ``queries`` in both ways.

    ``open_s``: CPU seconds of the server until it answered.
    """
    settings = settings_at(folder)
    store = open_store(settings)
    totals = store.works.totals()
    store.close()
    dimension = _dimension(settings)
    with served(settings) as (server, address, _), httpx.Client(base_url=address, timeout=PATIENCE) as client:
        opened = cpu_seconds(str(server.pid))
        resident: dict[str, float] = {}
        for mode in ("lexical", "hybrid")[: 2 if dimension else 1]:
            for query in queries:
                client.get("/v1/search", params={"q": query, "mode": mode}).raise_for_status()
            resident[mode] = memory(str(server.pid))["rss_gb"] * 2**30
    return {
        "passages": totals["passages"],
        "pages": totals["pages"],
        "dimension": dimension,
        "store": on_disk(settings.data / "portal.db"),
        "index": on_disk(settings.index),
        "memory_by_words": resident["lexical"],
        "memory": resident.get("hybrid", resident["lexical"]),
        "open_s": opened,
    }


def _dimension(settings: Settings) -> int:
    record = settings.index / "embedding.json"
    return int(json.loads(record.read_text("utf-8"))["dimension"]) if record.exists() else 0


def constants(shared: Path, folder: Path, queries: Sequence[str]) -> dict[str, float]:
    """All that ``eval/sizing.yml`` keeps: of real PDFs, and of a folder of ``eval scale`` with vectors."""
    with tempfile.TemporaryDirectory() as temporary:
        real = _real(shared, Path(temporary) / "data")
        small = held_by(Path(temporary) / "data", queries)
        in_memory = small["index"] - index_parts(Path(temporary) / "data" / "index")["log"]
        empty = _empty_store(Path(temporary) / "empty")
    parts, held = index_parts(settings_at(folder).index), held_by(folder, queries)
    passages, vectors = held["passages"], parts["dense"] + parts["graph"]
    server = small["memory"] - in_memory
    heap = held["memory_by_words"] - server - (held["index"] - parts["log"] - vectors)
    text = (held["store"] - empty) / passages  # made passages are on few pages: their store is their text
    opening = (held["open_s"] - small["open_s"]) / (passages - small["passages"])
    return {
        **real,
        "store_bytes": empty,
        "sparse_bytes_per_passage": parts["sparse"] / passages,
        "inverted_bytes_per_passage": parts["inverted"] / passages,
        "payload_bytes_per_passage": parts["payload"] / passages,
        "graph_bytes_per_passage": parts["graph"] / passages,
        "log_bytes": parts["log"],
        "server_bytes": server,
        "model_bytes": held["memory"] - held["memory_by_words"] - vectors,
        "heap_bytes_per_passage": max(0.0, heap) / passages,
        "store_bytes_per_passage": text,
        "store_bytes_per_page": (real["store_of_real"] - empty - small["passages"] * text) / real["pages_of_real"],
        "open_seconds": small["open_s"] - opening * small["passages"],
        "open_ms_per_passage": 1000 * opening,
        "embed_ms_per_passage": _embedding(shared),
    }


def _real(shared: Path, data: Path) -> dict[str, float]:
    """An ingest of every second real PDF, without a model; then its index built anew, and a backup."""
    pdfs, settings = real_pdfs(shared)[::2], Settings(data=data)
    own, every = _cpu(lambda: ingest(pdfs, settings))
    store = open_store(settings)
    try:
        totals = store.works.totals()
        rebuilt, _ = _cpu(partial(_rebuild, settings, store))
        backup, _ = _cpu(lambda: take(settings, store, data.parent / "backup.zip", "sizing"))
    finally:
        store.close()
    pages, passages = totals["pages"], totals["passages"]
    originals, kept = on_disk(settings.data / "originals"), on_disk(settings.data / "portal.db")
    return {
        "passages_per_page": passages / pages,
        "original_bytes_per_page": originals / pages,
        "store_of_real": float(kept),
        "pages_of_real": float(pages),
        "ingest_ms_per_page": 1000 * every / pages,
        "writer_ms_per_page": 1000 * own / pages,
        "reindex_ms_per_passage": 1000 * rebuilt / passages,
        "backup_bytes_per_second": (originals + kept) / backup,
    }


def _rebuild(settings: Settings, store: Store) -> None:
    with rebuilt_index(settings) as index:
        shown = (p for e in store.works.expressions() for p in indexed_passages(store.works.passages(e.id)))
        while batch := list(islice(shown, BATCH)):
            index.write(batch)


def _empty_store(data: Path) -> int:
    """Bytes of a store with nothing in it."""
    settings = Settings(data=data)
    data.mkdir()
    open_store(settings, create=True).close()
    return on_disk(data / "portal.db")


def _embedding(shared: Path) -> float:
    """CPU milliseconds of a passage with MiniLM, of passages as real PDFs have them."""
    embedder = loaded(local_model(minilm_folder(), Path()))
    with tempfile.TemporaryDirectory() as folder:
        texts = list(islice(_texts(shared, Settings(data=Path(folder) / "data")), EMBEDDED))
    embedder.documents(texts[:8])
    own, _ = _cpu(lambda: embedder.documents(texts))
    return 1000 * own / len(texts)


def _texts(shared: Path, settings: Settings) -> Iterator[str]:
    ingest(real_pdfs(shared)[:6], settings)
    store = open_store(settings)
    try:
        passages = [p for e in store.works.expressions() for p in store.works.passages(e.id)]
    finally:
        store.close()
    yield from (passage.text for passage in passages)


def _cpu(act: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of this process, and of it with its children."""
    before, started = os.times(), time.process_time()
    act()
    own, after = time.process_time() - started, os.times()
    children = after.children_user + after.children_system - before.children_user - before.children_system
    return own, own + children
