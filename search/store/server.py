"""The server back end: a Qdrant server, 1.16 or newer, through qdrant-client.

The index is the alias ``passages``, for one of two collections: while one answers, the other is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from qdrant_client import models

from corpus.errors import PortalError
from search.embed import EmbeddingRecord
from search.sparse import SparseVector
from search.store.asking import Server, completed
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
    has_vector,
    ordered,
)
from search.store.shape import RESCORED, Wishes, shape_of

ALIAS = "passages"
COLLECTIONS = ("passages-a", "passages-b")
RECORD = "embedding"
"""The collection's metadata: which embedding the dense vectors were made with; absent where there are none."""

PAGE = 1000
BATCH = 500
"""Points in one request: the server refuses bodies over 32 MB, and a long passage takes 30 kB."""


class ServerStore(PassageStore):
    """Passages in a collection, or in the one an alias stands for. The client is closed by who opened it."""

    def __init__(self, server: Server, collection: str) -> None:
        self.server = server
        self.client = server.client
        self.hasty = server.hasty or server.client
        self.collection = collection

    def upsert(self, points: Sequence[Point]) -> None:
        """See ``PassageStore``."""
        for start in range(0, len(points), BATCH):
            batch = [_point(point) for point in points[start : start + BATCH]]
            self.server.ask_again(completed(self.client.upsert), self.collection, batch, wait=True)

    def delete(self, ids: Sequence[str]) -> None:
        """See ``PassageStore``."""
        if ids:
            self.server.ask_again(
                completed(self.client.delete), self.collection, models.PointIdsList(points=list(ids)), wait=True
            )

    def sparse_search(self, vector: SparseVector, limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        if not vector.indices:
            return []
        wanted = models.SparseVector(indices=list(vector.indices), values=list(vector.values))
        return self._query(wanted, SPARSE, limit, where)

    def dense_search(self, vector: Sequence[float], limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        return self._query(list(vector), DENSE, limit, where)

    def _query(self, query: Any, using: str, limit: int, where: Filter) -> list[ScoredPoint]:
        found = self.server.search(
            self.hasty.query_points,
            self.collection,
            query,
            using=using,
            limit=limit,
            query_filter=_filter(where),
            search_params=RESCORED if using == DENSE else None,
        )
        return ordered([ScoredPoint(str(p.id), p.score, p.payload or {}) for p in found.points])

    def count(self, where: Filter = EVERYTHING) -> int:
        """See ``PassageStore``."""
        return self.server.search(self.hasty.count, self.collection, count_filter=_filter(where), exact=True).count

    def scroll(self, where: Filter = EVERYTHING, *, vectors: bool = False) -> Iterator[StoredPoint]:
        """See ``PassageStore``."""
        offset = None
        while True:
            records, offset = self.server.ask_again(
                self.client.scroll, self.collection, _filter(where), PAGE, offset=offset, with_vectors=vectors
            )
            yield from (_stored(record, vectors=vectors) for record in records)
            if offset is None:
                return

    def get(self, ids: Sequence[str]) -> list[StoredPoint]:
        """See ``PassageStore``."""
        records = self.server.search(self.hasty.retrieve, self.collection, list(ids))
        return [_stored(record, vectors=False) for record in records]

    def flush(self) -> None:
        """See ``PassageStore``. Every write waited for the server's log already."""

    def optimize(self) -> None:
        """See ``PassageStore``. The server optimises by itself."""

    def close(self) -> None:
        """See ``PassageStore``. A collection on a server is not held."""


class ServerPlace(IndexPlace):
    """An index on a server."""

    def __init__(self, server: Server, wishes: Wishes | None = None) -> None:
        self.server = server
        self.client = server.client
        self.wishes = wishes

    def exists(self) -> bool:
        """See ``IndexPlace``."""
        return self._present() is not None

    def made_with(self) -> EmbeddingRecord | None:
        """See ``IndexPlace``."""
        present = self._present()
        return None if present is None else self._record(present)

    def open(self) -> ServerStore:
        """See ``IndexPlace``. Raises ``PortalError("index_mismatch")`` where it is not as its record says."""
        present = self._present()
        if present is None:
            raise PortalError("index_unavailable", f"{self.server.address} holds no index")
        self._require_as_recorded(present)
        return ServerStore(self.server, ALIAS)

    def build(self, embedding: EmbeddingRecord | None, passages: int = 0) -> ServerStore:
        """See ``IndexPlace``."""
        aside = self._aside()
        dimension = 0 if embedding is None else embedding.dimension
        shape = shape_of(passages, dimension, self.wishes)
        self.server.look(self.client.delete_collection, aside)
        self.server.ask(
            self.client.create_collection,
            aside,
            vectors_config={DENSE: shape.dense(dimension)} if dimension else {},
            sparse_vectors_config={SPARSE: shape.sparse()},
            metadata=None if embedding is None else {RECORD: embedding.as_json()},
            **shape.options(),
        )
        for names, kind in ((KEYWORDS, KEYWORD), (INTEGERS, INTEGER)):
            for name in names:
                self.server.look(self.client.create_payload_index, aside, f"meta.{name}", kind)
        return ServerStore(self.server, aside)

    def resume(self, embedding: EmbeddingRecord | None) -> ServerStore | None:
        """See ``IndexPlace``."""
        aside = self._aside()
        if not self.server.look(self.client.collection_exists, aside) or self._record(aside) != embedding:
            return None
        return ServerStore(self.server, aside)

    def put(self, built: PassageStore) -> None:
        """See ``IndexPlace``. The alias moves in one operation of the server."""
        present, aside = self._present(), self._aside()
        self._require_well(aside)
        take = models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=aside, alias_name=ALIAS))
        leave = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=ALIAS))
        self.server.ask(self.client.update_collection_aliases, [take] if present is None else [leave, take])
        if present is not None:
            self.server.look(self.client.delete_collection, present)

    def sweep(self) -> bool:
        """See ``IndexPlace``."""
        aside = self._aside()
        return self.server.look(self.client.collection_exists, aside) and self.server.look(
            self.client.delete_collection, aside
        )

    def discard(self, built: PassageStore) -> None:
        """See ``IndexPlace``."""
        self.server.look(self.client.delete_collection, self._aside())

    def close(self) -> None:
        """See ``IndexPlace``."""
        self.client.close()
        if self.server.hasty is not None:
            self.server.hasty.close()

    def _record(self, collection: str) -> EmbeddingRecord | None:
        metadata = self.server.look(self.client.get_collection, collection).config.metadata
        return EmbeddingRecord.from_json(metadata[RECORD]) if metadata and RECORD in metadata else None

    def _require_as_recorded(self, collection: str) -> None:
        """A collection of that name that something else made is not searched, nor written to."""
        record, vectors = self._record(collection), self._vectors(collection)
        made = vectors.get(DENSE)
        is_ = None if made is None else (made.size, made.distance)
        should = None if record is None else (record.dimension, models.Distance.COSINE)
        if is_ != should:
            said = f"{self.server.address}: its vectors are {_told(is_)}, and its record says {_told(should)}"
            raise PortalError("index_mismatch", said)

    def _vectors(self, collection: str) -> dict[str, models.VectorParams]:
        made = self.server.look(self.client.get_collection, collection).config.params.vectors
        return made if isinstance(made, dict) else {}

    def _require_well(self, collection: str) -> None:
        """What the server could not build does not take the place of what answers."""
        if self.server.look(self.client.get_collection, collection).status == models.CollectionStatus.RED:
            raise PortalError(
                "index_unavailable", f"{self.server.address} could not build {collection}", "see the server's log"
            )

    def _present(self) -> str | None:
        """The collection that the alias stands for."""
        aliases = self.server.look(self.client.get_aliases).aliases
        return next((alias.collection_name for alias in aliases if alias.alias_name == ALIAS), None)

    def _aside(self) -> str:
        """The collection that the alias does not stand for."""
        one, other = COLLECTIONS
        return other if self._present() == one else one


KEYWORD, INTEGER = models.PayloadSchemaType.KEYWORD, models.PayloadSchemaType.INTEGER


def _told(vectors: tuple[int, models.Distance] | None) -> str:
    return "none" if vectors is None else f"of {vectors[0]} dimensions by {vectors[1].value}"


def _point(point: Point) -> models.PointStruct:
    sparse = models.SparseVector(indices=list(point.sparse.indices), values=list(point.sparse.values))
    vectors: dict[str, Any] = {SPARSE: sparse}
    if point.dense is not None:
        vectors[DENSE] = list(point.dense)
    return models.PointStruct(id=point.id, vector=vectors, payload=dict(point.payload))


def _filter(where: Filter) -> models.Filter | None:
    if not where.fields:
        return None
    conditions: list[Any] = [
        models.FieldCondition(key=f"meta.{name}", match=models.MatchAny(any=alike(values)))
        for name, values in where.fields.items()
    ]
    return models.Filter(must=conditions)


def _stored(record: models.Record, *, vectors: bool) -> StoredPoint:
    held = record.vector if vectors and isinstance(record.vector, dict) else {}
    sparse = held.get(SPARSE)
    dense = cast("list[float] | None", held.get(DENSE))
    filled = isinstance(sparse, models.SparseVector) and has_vector(sparse.values, dense)
    return StoredPoint(str(record.id), record.payload or {}, has_vector=filled)
