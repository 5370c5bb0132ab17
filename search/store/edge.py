"""The embedded back end: the Qdrant engine in this process (qdrant-edge). One process owns a folder at a time."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import qdrant_edge as edge
from filelock import FileLock, Timeout

from corpus.errors import PortalError
from corpus.originals import sync_folder
from search.embed import EmbeddingRecord
from search.sparse import SparseVector
from search.store.base import (
    DENSE,
    EVERYTHING,
    INTEGERS,
    KEYWORDS,
    SPARSE,
    Filter,
    IndexPlace,
    PassageStore,
    Point,
    ScoredPoint,
    StoredPoint,
    alike,
    engine_failure,
    has_vector,
    ordered,
)
from search.store.edge_mark import marked, remove_mark, write_mark
from search.store.edge_probe import require_openable

log = logging.getLogger("vkp.search")

PAGE = 1000

LEFT_AS_WRITTEN = 32 << 10
"""KiB of words' weights, some 60,000 passages, up to which an index without dense vectors is left as it was written.

To make it anew when a run ends takes a fifth of a millisecond for each passage and twice the disk, and 32,000 passages
are searched no faster for it (docs/performance.md).
"""

HELD = "the index is held by another process, as 'vkp serve' holds it: waiting up to %g s; stop it, or ask its HTTP API"
"""Said at once by who has to wait, with the seconds."""

RECORD = "embedding.json"
"""Beside the engine's files: which embedding the dense vectors were made with; absent where there are none."""


class EdgeStore(PassageStore):
    """Passages in a folder. ``shown``: what its mark says (``search.store.edge_mark``); None while there is none."""

    def __init__(self, folder: Path, shard: Any, lock: FileLock | None = None, shown: str | None = None) -> None:
        self.folder = folder
        self.shard = shard
        self.lock = lock
        self.shown = shown
        self.unsynced = True

    @classmethod
    def create(cls, folder: Path, dense_size: int | None = None) -> EdgeStore:
        """Make an empty store; what is in the folder is removed."""
        lock = _locked(folder, wait=0)
        store = cls(folder, _asked(folder, partial(_create, folder, dense_size)), lock)
        for name in KEYWORDS:
            store._update(edge.UpdateOperation.create_field_index(f"meta.{name}", edge.PayloadSchemaType.Keyword))
        for name in INTEGERS:
            store._update(edge.UpdateOperation.create_field_index(f"meta.{name}", edge.PayloadSchemaType.Integer))
        store.flush()
        return store

    @classmethod
    def open(cls, folder: Path, *, wait: float = 10.0) -> EdgeStore:
        """Open a folder; ``wait`` is how many seconds another process may take to let go of it.

        One that was not left in order is looked at by another process first, which takes a second or more.
        Raises ``PortalError``: index_unavailable (missing or damaged), data_busy.
        """
        if not exists(folder):
            raise PortalError("index_unavailable", f"{folder} holds no index")
        lock = _locked(folder, wait)
        try:
            shown = marked(folder)
            if shown is None:
                require_openable(folder)
            store = cls(folder, _asked(folder, partial(edge.EdgeShard.load, str(folder))), lock, shown)
            store._mark_again()
        except BaseException:
            lock.release()
            raise
        return store

    def upsert(self, points: Sequence[Point]) -> None:
        """See ``PassageStore``. One operation of the engine's log, so a crash keeps all or none of it."""
        if points:
            self._update(edge.UpdateOperation.upsert_points([_point(point) for point in points]))

    def delete(self, ids: Sequence[str]) -> None:
        """See ``PassageStore``."""
        if ids:
            self._update(edge.UpdateOperation.delete_points(list(ids)))

    def sparse_search(self, vector: SparseVector, limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        if not vector.indices:
            return []
        wanted = edge.SparseVector(indices=list(vector.indices), values=list(vector.values))
        return self._query(edge.Query.Nearest(wanted, using=SPARSE), limit, where)

    def dense_search(self, vector: Sequence[float], limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        return self._query(edge.Query.Nearest(list(vector), using=DENSE), limit, where)

    def _query(self, query: Any, limit: int, where: Filter) -> list[ScoredPoint]:
        request = edge.QueryRequest(query=query, limit=limit, filter=_filter(where), with_payload=True)
        return ordered([ScoredPoint(str(p.id), p.score, p.payload) for p in self._asked(self.shard.query, request)])

    def count(self, where: Filter = EVERYTHING) -> int:
        """See ``PassageStore``."""
        return int(self._asked(self.shard.count, edge.CountRequest(exact=True, filter=_filter(where))))

    def scroll(self, where: Filter = EVERYTHING, *, vectors: bool = False) -> Iterator[StoredPoint]:
        """See ``PassageStore``."""
        offset = None
        while True:
            request = edge.ScrollRequest(
                offset=offset, limit=PAGE, filter=_filter(where), with_payload=True, with_vector=vectors
            )
            records, offset = self._asked(self.shard.scroll, request)
            yield from (_stored(record, vectors=vectors) for record in records)
            if offset is None:
                return

    def digest(self) -> str:
        """The SHA-256 of every point with payload and vectors, by id: two indexes of one digest hold the same."""
        found, offset = hashlib.sha256(), None
        while True:
            request = edge.ScrollRequest(offset=offset, limit=PAGE, with_payload=True, with_vector=True)
            records, offset = self._asked(self.shard.scroll, request)
            for record in records:
                payload = json.dumps(record.payload, sort_keys=True)
                found.update(f"{record.id} {payload} {sorted(record.vector.items())}\n".encode())
            if offset is None:
                return found.hexdigest()

    def get(self, ids: Sequence[str]) -> list[StoredPoint]:
        """See ``PassageStore``."""
        records = self._asked(partial(self.shard.retrieve, with_payload=True, with_vector=False), list(ids))
        return [_stored(record, vectors=False) for record in records]

    def flush(self) -> None:
        """See ``PassageStore``. The engine syncs nothing to disk before this."""
        if self.unsynced:
            self._asked(self.shard.flush)
            self.unsynced = False

    def mark(self, shown: str) -> None:
        """See ``PassageStore``."""
        self.flush()
        if self.lost():  # the engine goes on writing to files that nobody will find again
            raise PortalError("index_unavailable", f"{self.folder} was removed")
        self.shown = shown
        self._mark_again()

    def unmark(self) -> None:
        """See ``PassageStore``."""
        if self.shown is not None:
            self._asked(remove_mark, self.folder)
            self.shown = None

    def holds(self, shown: str) -> bool:
        """See ``PassageStore``."""
        return self.shown == shown

    def lost(self) -> bool:
        """See ``PassageStore``."""
        return not exists(self.folder)

    def _mark_again(self) -> None:
        """The engine removes and adds files when it opens and closes."""
        if self.shown is not None:
            self._asked(write_mark, self.folder, self.shown)

    def optimize(self) -> None:
        """See ``PassageStore``."""
        self.unsynced = True
        self._asked(self.shard.optimize)

    def close(self) -> None:
        """See ``PassageStore``."""
        try:
            self._asked(self.shard.close)
            if not self.lost():
                self._mark_again()
        finally:
            if self.lock is not None:
                self.lock.release()

    def _update(self, operation: Any) -> None:
        self.unsynced = True
        self._asked(self.shard.update, operation)

    def _asked(self, call: Callable[..., Any], *arguments: object) -> Any:
        return _asked(self.folder, partial(call, *arguments))


class EdgePlace(IndexPlace):
    """An index in a folder, built in ``<folder>.new``; ``<folder>.old`` is what is being replaced.

    Taking the place is two renames: who dies between them leaves no index, and opening it says to run 'vkp reindex'.
    ``wait`` as for ``EdgeStore.open``.
    """

    def __init__(self, folder: Path, wait: float = 10.0) -> None:
        self.folder = folder
        self.wait = wait
        self.aside = folder.with_name(f"{folder.name}.new")
        self.replaced = folder.with_name(f"{folder.name}.old")

    def exists(self) -> bool:
        """See ``IndexPlace``."""
        return exists(self.folder)

    def holds(self, shown: str) -> bool:
        """See ``IndexPlace``. What its mark says."""
        return marked(self.folder) == shown

    def made_with(self) -> EmbeddingRecord | None:
        """See ``IndexPlace``."""
        return _made_with(self.folder)

    def open(self) -> EdgeStore:
        """See ``IndexPlace``."""
        return EdgeStore.open(self.folder, wait=self.wait)

    def build(self, embedding: EmbeddingRecord | None, passages: int = 0) -> EdgeStore:
        """See ``IndexPlace``."""
        store = EdgeStore.create(self.aside, None if embedding is None else embedding.dimension)
        if embedding is not None:
            record = json.dumps(embedding.as_json())
            _asked(self.aside, lambda: (self.aside / RECORD).write_text(record, encoding="utf-8"))
        return store

    def resume(self, embedding: EmbeddingRecord | None) -> EdgeStore | None:
        """See ``IndexPlace``."""
        if not exists(self.aside) or _made_with(self.aside) != embedding:
            return None
        return EdgeStore.open(self.aside, wait=0)

    def put(self, built: PassageStore) -> None:
        """See ``IndexPlace``."""
        built.close()
        _asked(self.folder, self._replace)

    def _replace(self) -> None:
        shutil.rmtree(self.replaced, ignore_errors=True)
        if self.folder.exists():
            self.folder.rename(self.replaced)
        self.aside.rename(self.folder)
        sync_folder(self.folder.parent)
        shutil.rmtree(self.replaced, ignore_errors=True)

    def discard(self, built: PassageStore) -> None:
        """See ``IndexPlace``."""
        built.close()
        shutil.rmtree(self.aside, ignore_errors=True)

    def close(self) -> None:
        """See ``IndexPlace``. A folder is held by its open store alone."""


def exists(folder: Path) -> bool:
    """Whether a folder holds an index, whole or not."""
    return (folder / "edge_config.json").exists()


def _made_with(folder: Path) -> EmbeddingRecord | None:
    record = folder / RECORD
    if not record.exists():
        return None
    return EmbeddingRecord.from_json(_asked(record, lambda: json.loads(record.read_text(encoding="utf-8"))))


def _asked(folder: Path, call: Callable[[], Any]) -> Any:
    """What the engine answers. Its exceptions are bare ones, and where it panics they are none of ``Exception``."""
    try:
        return call()
    except BaseException as failure:
        if isinstance(failure, Exception) or type(failure).__name__ == "PanicException":
            raise engine_failure(folder, failure) from failure
        raise


def _create(folder: Path, dense_size: int | None) -> Any:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    dense = None if dense_size is None else {DENSE: _dense(dense_size)}
    sparse = {SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)}
    # "Cached": the payload of every candidate is read, and reads from a disk would be most of a search's time.
    left = None if dense is not None else edge.EdgeOptimizersConfig(indexing_threshold=LEFT_AS_WRITTEN)
    config = edge.EdgeConfig(vectors=dense, sparse_vectors=sparse, optimizers=left, payload_memory=edge.Memory.Cached)
    return edge.EdgeShard.create(str(folder), config)


def _dense(size: int) -> Any:
    """Half floats take half the memory and find the same passages; the engine's int8 makes opening take seconds."""
    return edge.EdgeVectorParams(size, edge.Distance.Cosine, datatype=edge.VectorStorageDatatype.Float16)


def _taken_at_once(lock: FileLock) -> bool:
    """Take a lock that nobody else holds."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


def _locked(folder: Path, wait: float) -> FileLock:
    """The folder's lock, held. The engine has one of its own, and writes to the files of its holder before it asks."""
    lock = FileLock(folder.with_name(f"{folder.name}.lock"), timeout=wait, thread_local=False)
    try:
        if not _taken_at_once(lock):
            if wait:
                log.warning(HELD, wait)
            lock.acquire()
    except Timeout as failure:
        raise PortalError("data_busy", f"the index in {folder} is open") from failure
    except OSError as failure:
        raise PortalError("data_unreadable", f"{folder}: {failure.strerror}") from failure
    return lock


def _point(point: Point) -> Any:
    sparse = edge.SparseVector(indices=list(point.sparse.indices), values=list(point.sparse.values))
    vectors: dict[str, Any] = {SPARSE: sparse}
    if point.dense is not None:
        vectors[DENSE] = list(point.dense)
    return edge.Point(id=point.id, vector=vectors, payload=dict(point.payload))


def _filter(where: Filter) -> Any:
    if not where.fields:
        return None
    conditions: list[Any] = [
        edge.FieldCondition(key=f"meta.{name}", match=edge.MatchAny(any=alike(values)))
        for name, values in where.fields.items()
    ]
    return edge.Filter(must=conditions)


def _stored(record: Any, *, vectors: bool) -> StoredPoint:
    held = (record.vector or {}) if vectors else {}
    sparse = held.get(SPARSE)
    filled = sparse is not None and has_vector(sparse.values, held.get(DENSE))
    return StoredPoint(str(record.id), record.payload, has_vector=filled)
