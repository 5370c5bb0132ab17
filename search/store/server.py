"""The server back end: a Qdrant server through qdrant-client, in one collection that is never recreated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from corpus.errors import PortalError
from search.store.base import (
    DENSE,
    EVERYTHING,
    INTEGERS,
    KEYWORDS,
    SPARSE,
    Filter,
    PassageStore,
    Point,
    ScoredPoint,
    StoredPoint,
    ordered,
)
from search.tokens import SparseVector

COLLECTION = "passages"
PAGE = 1000


class ServerStore(PassageStore):
    """Passages on a Qdrant server. Any client serves, also one on ``:memory:``."""

    def __init__(self, client: QdrantClient, *, dense_size: int | None = None) -> None:
        self.client = client
        self.ensure_schema(dense_size)

    @classmethod
    def connect(cls, url: str, api_key: str | None, *, dense_size: int | None = None) -> ServerStore:
        """Connect; ``PortalError("index_unavailable")`` when the server does not answer."""
        try:
            return cls(QdrantClient(url=url, api_key=api_key, timeout=10), dense_size=dense_size)
        except (ApiException, UnexpectedResponse, OSError) as failure:
            raise PortalError("index_unavailable", f"{url}: {failure}", "check VKP_QDRANT_URL") from failure

    def ensure_schema(self, dense_size: int | None = None) -> None:
        """See ``PassageStore``."""
        if self.client.collection_exists(COLLECTION):
            return
        dense = {} if dense_size is None else {DENSE: models.VectorParams(size=dense_size, distance=COSINE)}
        sparse = {SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)}
        self.client.create_collection(COLLECTION, vectors_config=dense, sparse_vectors_config=sparse)
        for name in KEYWORDS:
            self.client.create_payload_index(COLLECTION, f"meta.{name}", models.PayloadSchemaType.KEYWORD)
        for name in INTEGERS:
            self.client.create_payload_index(COLLECTION, f"meta.{name}", models.PayloadSchemaType.INTEGER)

    def upsert(self, points: Sequence[Point]) -> None:
        """See ``PassageStore``."""
        if points:
            self.client.upsert(COLLECTION, [_point(point) for point in points], wait=True)

    def delete(self, ids: Sequence[str]) -> None:
        """See ``PassageStore``."""
        if ids:
            self.client.delete(COLLECTION, models.PointIdsList(points=list(ids)), wait=True)

    def sparse_search(self, vector: SparseVector, limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        if not vector.indices:
            return []
        return self._query(
            models.SparseVector(indices=list(vector.indices), values=list(vector.values)), SPARSE, limit, where
        )

    def dense_search(self, vector: Sequence[float], limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """See ``PassageStore``."""
        return self._query(list(vector), DENSE, limit, where)

    def _query(self, query: Any, using: str, limit: int, where: Filter) -> list[ScoredPoint]:
        found = self.client.query_points(COLLECTION, query, using=using, limit=limit, query_filter=_filter(where))
        return ordered([ScoredPoint(str(p.id), p.score, p.payload or {}) for p in found.points])

    def facet(self, name: str, limit: int = 100, where: Filter = EVERYTHING) -> dict[str | int, int]:
        """See ``PassageStore``."""
        found = self.client.facet(COLLECTION, f"meta.{name}", limit=limit, exact=True, facet_filter=_filter(where))
        hits = [(hit.value, hit.count) for hit in found.hits]
        return dict(sorted(hits, key=lambda hit: (-hit[1], str(hit[0]))))

    def count(self, where: Filter = EVERYTHING) -> int:
        """See ``PassageStore``."""
        return self.client.count(COLLECTION, count_filter=_filter(where), exact=True).count

    def scroll(self, where: Filter = EVERYTHING, *, vectors: bool = False) -> Iterator[StoredPoint]:
        """See ``PassageStore``."""
        offset = None
        while True:
            records, offset = self.client.scroll(
                COLLECTION, _filter(where), limit=PAGE, offset=offset, with_payload=True, with_vectors=vectors
            )
            yield from (_stored(record, vectors=vectors) for record in records)
            if offset is None:
                return

    def get(self, ids: Sequence[str]) -> list[StoredPoint]:
        """See ``PassageStore``."""
        return [_stored(record, vectors=False) for record in self.client.retrieve(COLLECTION, list(ids))]

    def flush(self) -> None:
        """See ``PassageStore``. Every write waited for the server's log already."""

    def optimize(self) -> None:
        """See ``PassageStore``. The server optimises by itself."""

    def close(self) -> None:
        """See ``PassageStore``."""
        self.client.close()


COSINE = models.Distance.COSINE


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
        models.FieldCondition(key=f"meta.{name}", match=models.MatchAny(any=list(values)))  # type: ignore[arg-type]
        for name, values in where.fields.items()
    ]
    return models.Filter(must=conditions)


def _stored(record: models.Record, *, vectors: bool) -> StoredPoint:
    held = record.vector if vectors and isinstance(record.vector, dict) else {}
    sparse = held.get(SPARSE)
    filled = isinstance(sparse, models.SparseVector) and any(sparse.values)
    return StoredPoint(str(record.id), record.payload or {}, has_vector=filled)
