"""How much a corpus takes: memory, disk, processor time, days, machines and money, from what a page and a passage take.

Straight lines through what was measured (``eval/sizing.yml`` says by which command). Beyond the largest corpus that was
ever built they are a way to think, not a measurement: ``Needs.measured`` says which it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import ceil
from pathlib import Path
from typing import Any

import yaml

from corpus.lexicon import Loader

MODEL = Path(__file__).parent / "sizing.yml"
GB = 1e9
HOUR_MS = 3_600_000
PRECISIONS: Mapping[str, float] = {"float32": 4, "float16": 2, "int8": 1, "binary": 1 / 8}
"""Bytes of a dimension in memory."""


@dataclass(frozen=True, slots=True)
class Constants:
    """What was measured; bytes unless the name says otherwise, milliseconds of one core's time."""

    passages_per_page: float
    original_bytes_per_page: float
    store_bytes: float
    store_bytes_per_passage: float
    store_bytes_per_page: float
    sparse_bytes_per_passage: float
    inverted_bytes_per_passage: float
    payload_bytes_per_passage: float
    graph_bytes_per_passage: float
    log_bytes: float
    server_bytes: float
    model_bytes: float
    heap_bytes_per_passage: float
    ingest_ms_per_page: float
    writer_ms_per_page: float
    embed_ms_per_passage: float
    reindex_ms_per_passage: float
    graph_ms_per_passage: float
    backup_bytes_per_second: float
    open_seconds: float
    open_ms_per_passage: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Where one kind of engine ends, and how much one machine of the next holds. Choices, not measurements."""

    measured_passages: float
    embedded_passages: float
    node_gb: float
    shard_passages: float
    replicas: int
    ingest_days: float
    node_cores: int
    embed_factor_1024: float


@dataclass(frozen=True, slots=True)
class Prices:
    """Euro; put your own in: ``--core-hour``, ``--memory-month``, ``--disk-month``."""

    core_hour: float
    memory_gb_month: float
    disk_tb_month: float


@dataclass(frozen=True, slots=True)
class Corpus:
    """So many documents; ``dimension`` 0 is a search by words alone."""

    name: str
    documents: int
    pages_per_document: float
    dimension: int = 0
    precision: str = "float16"

    @property
    def pages(self) -> float:
        """Of all documents."""
        return self.documents * self.pages_per_document


@dataclass(frozen=True, slots=True)
class Held:
    """What a corpus holds on one machine: bytes on disk and in memory, seconds to open."""

    store: float
    index: float
    memory: float
    open_s: float


@dataclass(frozen=True, slots=True)
class Needs:
    """All that a corpus takes. Hours are of one core; ``writer_days`` of the one process that writes a local store."""

    corpus: Corpus
    pages: float
    passages: float
    originals_gb: float
    store_gb: float
    index_gb: float
    memory_gb: float
    engine: str
    shards: int
    replicas: int
    machines: int
    ingest_hours: float
    embed_hours: float
    reindex_hours: float
    writer_days: float
    ingest_nodes: int
    backup_hours: float
    open_s: float
    euro_once: float
    euro_month: float
    measured: bool


@dataclass(frozen=True, slots=True)
class Model:
    """The constants with the sizes, limits and prices they are asked for."""

    constants: Constants
    limits: Limits
    prices: Prices
    corpora: tuple[Corpus, ...]
    sources: Mapping[str, str]

    def held(self, passages: float, pages: float, dimension: int = 0, precision: str = "float16") -> Held:
        """Of one portal with its embedded index. With vectors the model that embeds questions is loaded too."""
        one = self.constants
        vectors = self.vector_bytes(dimension, precision) if dimension else 0.0
        words = one.sparse_bytes_per_passage + one.inverted_bytes_per_passage
        index = passages * (words + one.payload_bytes_per_passage + vectors)
        loaded = one.server_bytes + (one.model_bytes if dimension else 0.0)
        return Held(
            store=one.store_bytes + passages * one.store_bytes_per_passage + pages * one.store_bytes_per_page,
            index=one.log_bytes + index,
            memory=loaded + index + passages * one.heap_bytes_per_passage,
            open_s=one.open_seconds + passages * one.open_ms_per_passage / 1000,
        )

    def vector_bytes(self, dimension: int, precision: str) -> float:
        """Of one passage, with its place in the graph."""
        return dimension * PRECISIONS[precision] + self.constants.graph_bytes_per_passage

    def needs(self, corpus: Corpus) -> Needs:
        """All that it takes, on the engines that its size asks for."""
        one, passages = self.constants, corpus.pages * self.constants.passages_per_page
        held = self.held(passages, corpus.pages, corpus.dimension, corpus.precision)
        originals = corpus.pages * one.original_bytes_per_page
        engine, shards, replicas, machines, memory, index = self._engine(corpus, passages, held)
        ingest = corpus.pages * one.ingest_ms_per_page / HOUR_MS
        embed = passages * self._embed_ms(corpus.dimension) / HOUR_MS
        graph = one.graph_ms_per_passage if corpus.dimension else 0.0
        reindex = passages * (one.reindex_ms_per_passage + graph) / HOUR_MS
        copies = max(1, replicas)
        disk_tb = (originals + held.store + index * copies) / 1e12
        prices = self.prices
        return Needs(
            corpus=corpus,
            pages=corpus.pages,
            passages=passages,
            originals_gb=originals / GB,
            store_gb=held.store / GB,
            index_gb=index * copies / GB,
            memory_gb=memory / GB,
            engine=engine,
            shards=shards,
            replicas=replicas,
            machines=machines,
            ingest_hours=ingest,
            embed_hours=embed,
            reindex_hours=reindex + embed,
            writer_days=corpus.pages * one.writer_ms_per_page / HOUR_MS / 24,
            ingest_nodes=ceil((ingest + embed) / 24 / self.limits.ingest_days / self.limits.node_cores),
            backup_hours=(originals + held.store) / one.backup_bytes_per_second / 3600,
            open_s=held.open_s if machines == 1 else one.open_seconds,  # a Qdrant server is open already
            euro_once=(ingest + embed) * prices.core_hour,
            euro_month=memory / GB * prices.memory_gb_month + disk_tb * prices.disk_tb_month,
            measured=passages <= self.limits.measured_passages,
        )

    def _embed_ms(self, dimension: int) -> float:
        """Of one passage: a small model's; a large one's (1,024 dimensions) is a multiple that was never measured."""
        if not dimension:
            return 0.0
        return self.constants.embed_ms_per_passage * (self.limits.embed_factor_1024 if dimension > 384 else 1.0)

    def _engine(self, corpus: Corpus, passages: float, held: Held) -> tuple[str, int, int, int, float, float]:
        """Engine, shards, replicas, machines; bytes of memory of all of them, and of the index once.

        A Qdrant server holds the inverted index and the vectors that it compares in memory; the payload, and the
        vectors as they were given, lie on its disk.
        """
        if passages <= self.limits.embedded_passages:
            return "SQLite, embedded index", 1, 0, 1, held.memory, held.index
        vectors = self.vector_bytes(corpus.dimension, corpus.precision) if corpus.dimension else 0.0
        hot = passages * (self.constants.inverted_bytes_per_passage + vectors)
        coarse = corpus.precision in ("int8", "binary")  # beside these the server keeps what it was given
        given = passages * corpus.dimension * PRECISIONS["float16"] if coarse else 0.0
        shards, replicas = ceil(passages / self.limits.shard_passages), self.limits.replicas
        nodes = max(replicas, ceil(hot * replicas / GB / self.limits.node_gb))
        portal = self.constants.server_bytes + (self.constants.model_bytes if corpus.dimension else 0.0)
        return "PostgreSQL, Qdrant", shards, replicas, nodes + 1, hot * replicas + portal, held.index + given


def load_model(path: Path = MODEL, prices: Mapping[str, float] | None = None) -> Model:
    """The model of a file; ``prices`` take the place of its own. A constant without its command is a ``KeyError``."""
    told: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=Loader)  # noqa: S506 - it is the safe one
    known = told["constants"]
    return Model(
        constants=Constants(**{field.name: float(known[field.name]["value"]) for field in fields(Constants)}),
        limits=Limits(**told["limits"]),
        prices=Prices(**{**told["prices"], **(prices or {})}),
        corpora=tuple(Corpus(**corpus) for corpus in told["corpora"]),
        sources={name: known[name]["by"] for name in known},
    )
