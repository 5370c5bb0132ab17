"""The passage index of a data folder: passages in, points out, through a Haystack pipeline."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import PortalError
from corpus.settings import Settings
from search.embed import Embedder, EmbeddingRecord, open_embedder
from search.store.base import PassageStore

RECORD = "embedding.json"
"""Beside the engine's files: which embedding the dense vectors were made with, or that there are none."""


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with all that filters, facets and results show of it."""

    id: str
    text: str
    work: str
    symbol: str
    title: str
    type: str
    language: str
    country: str | None
    year: int | None
    expression: str
    kind: str
    number: str | None
    parent: str | None
    role: str | None
    heading_path: tuple[str, ...]
    page_first: int
    page_last: int
    ordinal: int
    path: str

    def __deepcopy__(self, memo: dict[int, Any]) -> IndexedPassage:
        """Frozen all through, so a copy is the thing itself: a Haystack pipeline copies whatever it is given."""
        return self

    def meta(self) -> dict[str, Any]:
        """The payload's ``meta``; keys without a value are left out."""
        values = {name: getattr(self, name) for name in self.__slots__ if name not in ("id", "text")}
        values["heading_path"] = list(self.heading_path)
        return {"passage_id": self.id} | {name: value for name, value in values.items() if value is not None}


REQUIRED_META = frozenset({"passage_id", "work", "language", "type", "expression", "kind", "page_first", "path"})


@dataclass(frozen=True, slots=True)
class IndexedPoint:
    """A point as ``vkp verify`` looks at it."""

    id: str
    meta: Mapping[str, Any]
    has_vector: bool


@dataclass
class PassageIndex:
    """The index of one data folder, open for writing and searching."""

    store: PassageStore
    embedder: Embedder | None = None
    _pipeline: Any = None

    def write(self, passages: Sequence[IndexedPassage]) -> int:
        """Add or replace passages, all at once; returns how many."""
        if not passages:
            return 0
        from search.pipelines import indexing_pipeline, run  # noqa: PLC0415 - Haystack takes a second to import

        if self._pipeline is None:
            self._pipeline = indexing_pipeline(self.store, self.embedder)
        result = run(self._pipeline, {"encoder": {"passages": tuple(passages)}})
        return int(result["writer"]["written"])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove passages."""
        self.store.delete(ids)

    def ids(self) -> Iterator[str]:
        """The id of every passage."""
        return (point.id for point in self.store.scroll())

    def points(self) -> Iterator[IndexedPoint]:
        """Every point with whether its vector holds something."""
        for point in self.store.scroll(vectors=True):
            yield IndexedPoint(point.id, point.payload.get("meta", {}), point.has_vector)

    def count(self) -> int:
        """How many passages there are."""
        return self.store.count()

    def flush(self) -> None:
        """Return when everything written survives a crash."""
        self.store.flush()

    def optimize(self) -> None:
        """Merge what a bulk load left in pieces."""
        self.store.optimize()

    def close(self) -> None:
        """Let go of the index."""
        self.store.close()

    def __enter__(self) -> PassageIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_index(settings: Settings, *, create: bool = False) -> PassageIndex:
    """Open the index of a data folder, or a server's.

    Raises ``PortalError``: index_unavailable, data_busy, model_unavailable, and index_mismatch when it was made
    with another embedding than is configured.
    """
    if settings.qdrant_url:
        from search.store.server import ServerStore  # noqa: PLC0415 - a second to import, for those who use it

        embedder = open_embedder(settings.embedding)
        size = None if embedder is None else embedder.record.dimension
        return PassageIndex(
            ServerStore.connect(settings.qdrant_url, settings.qdrant_api_key, dense_size=size), embedder
        )
    return _open_embedded(settings, create=create)


def _open_embedded(settings: Settings, *, create: bool) -> PassageIndex:
    from search.store import edge  # noqa: PLC0415 - the engine is loaded only when the index is

    made_with = _recorded(settings) if edge.exists(settings.index) else None
    embedder = open_embedder(settings.embedding)
    wanted = None if embedder is None else embedder.record
    if edge.exists(settings.index) and made_with != wanted:
        raise PortalError("index_mismatch", f"it has {_named(made_with)}, configured is {_named(wanted)}")
    size = None if wanted is None else wanted.dimension
    store = edge.EdgeStore.open(settings.index, create=create, dense_size=size, wait=settings.lock_seconds)
    if made_with is None and wanted is not None:
        (settings.index / RECORD).write_text(json.dumps(asdict(wanted)), encoding="utf-8")
    return PassageIndex(store, embedder)


def _recorded(settings: Settings) -> EmbeddingRecord | None:
    place = settings.index / RECORD
    if not place.exists():
        return None
    try:
        return EmbeddingRecord(**json.loads(place.read_text(encoding="utf-8")))
    except (ValueError, TypeError, OSError) as failure:
        raise PortalError("index_unavailable", f"{place}: {failure}") from failure


def _named(record: EmbeddingRecord | None) -> str:
    return "no dense vectors" if record is None else f"{record.model} at {record.revision}"


def index_exists(settings: Settings) -> bool:
    """Whether there is an index to open."""
    return bool(settings.qdrant_url) or (settings.index / "edge_config.json").exists()


def drop_index(settings: Settings) -> None:
    """Remove the embedded index, to be built anew; a server's points are removed one document at a time instead."""
    if not settings.qdrant_url:
        shutil.rmtree(settings.index, ignore_errors=True)
