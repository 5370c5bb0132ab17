"""How a collection on a server is laid out, by its size: what is kept in memory, what on disk, and in how many copies.

Qdrant's own estimate (its guide to capacity planning): vectors take number x dimension x bytes x 1.5 in memory. That a
passage's payload is 2 kB is ours. Binary quantisation is never chosen by size: on hard data it kept .39 of the nearest,
where 8-bit integers kept .99. The bounds were never measured on a server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from qdrant_client import models

from corpus.settings import Settings

FLOAT16 = 2
OVERHEAD = 1.5
"""Of vectors in memory, for the graph and the lists of ids."""

PAYLOAD_ON_DISK = 100_000
"""Passages: from here on their texts, 200 MB, are read from disk; ten of them are, for a page of hits."""

QUANTISED_BYTES = 1 << 30
"""Vectors that take more memory than this are kept there as 8-bit integers, half as large, the originals on disk."""

GRAPH_ON_DISK = 10_000_000
"""Passages: from here on the graph and the lists of words, some 10 GB, are on disk too."""

OVERSAMPLING = 2.0
"""How many times more candidates are taken by the small vectors, then scored anew by the originals."""

Quantisation = Literal["auto", "off", "int8", "binary"]
OnDisk = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings say; None and ``auto``: by size, or as the server does."""

    shards: int | None = None
    replicas: int | None = None
    quantisation: Quantisation = "auto"
    on_disk: OnDisk = "auto"

    @classmethod
    def of(cls, settings: Settings) -> Wishes:
        """Those of a portal."""
        return cls(
            settings.qdrant_shards, settings.qdrant_replicas, settings.qdrant_quantization, settings.qdrant_on_disk
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """How a collection is made. ``quorum``: how many replicas must have written before a write is done."""

    payload_on_disk: bool
    vectors_on_disk: bool
    graph_on_disk: bool
    quantisation: Literal["off", "int8", "binary"]
    shards: int | None
    replicas: int | None
    quorum: int | None

    def dense(self, dimension: int) -> models.VectorParams:
        """The dense vectors: cosine, in 16 bits as the embedded back end keeps them (``search.store.edge``)."""
        return models.VectorParams(
            size=dimension,
            distance=models.Distance.COSINE,
            datatype=models.Datatype.FLOAT16,
            on_disk=self.vectors_on_disk,
            hnsw_config=models.HnswConfigDiff(on_disk=self.graph_on_disk),
            quantization_config=self._quantised(),
        )

    def sparse(self) -> models.SparseVectorParams:
        """The sparse vectors, weighted by how rare a word is."""
        index = models.SparseIndexParams(on_disk=self.graph_on_disk)
        return models.SparseVectorParams(modifier=models.Modifier.IDF, index=index)

    def options(self) -> dict[str, Any]:
        """What else ``create_collection`` takes."""
        said = {
            "on_disk_payload": self.payload_on_disk,
            "shard_number": self.shards,
            "replication_factor": self.replicas,
            "write_consistency_factor": self.quorum,
        }
        return {name: value for name, value in said.items() if value is not None}

    def _quantised(self) -> Any:
        if self.quantisation == "int8":
            scalar = models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.99, always_ram=True)
            return models.ScalarQuantization(scalar=scalar)
        if self.quantisation == "binary":
            return models.BinaryQuantization(binary=models.BinaryQuantizationConfig(always_ram=True))
        return None


RESCORED = models.SearchParams(quantization=models.QuantizationSearchParams(rescore=True, oversampling=OVERSAMPLING))
"""Of no effect where nothing is quantised."""


def shape_of(passages: int, dimension: int, wishes: Wishes | None = None) -> Shape:
    """The layout for so many passages with dense vectors of a dimension; 0: there are none."""
    wishes = wishes or Wishes()
    large = passages * dimension * FLOAT16 * OVERHEAD > QUANTISED_BYTES
    quantisation = wishes.quantisation
    if quantisation == "auto":
        quantisation = "int8" if large else "off"
    forced = {"on": True, "off": False}.get(wishes.on_disk)
    return Shape(
        payload_on_disk=passages >= PAYLOAD_ON_DISK if forced is None else forced,
        vectors_on_disk=large if forced is None else forced,
        graph_on_disk=passages >= GRAPH_ON_DISK if forced is None else forced,
        quantisation=quantisation,
        shards=wishes.shards,
        replicas=wishes.replicas,
        quorum=None if wishes.replicas is None else wishes.replicas // 2 + 1,
    )
