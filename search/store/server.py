"""The server back end: a Qdrant server, 1.16 or newer, through qdrant-client.

The index is the alias ``passages``, for one of two collections: while one answers, the other is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from corpus.errors import PortalError
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
    ordered,
)

ALIAS = "passages"
COLLECTIONS = ("passages-a", "passages-b")
RECORD = "embedding"
"""The collection's metadata: which embedding the dense vectors were made with; absent where there are none."""

PAGE = 1000
BATCH = 500
"""Points in one request: the server refuses bodies over 32 MB, and a long passage takes 30 kB."""

REMEDIES = {401: "check VKP_QDRANT_API_KEY", 403: "check VKP_QDRANT_API_KEY", 404: "run 'vkp reindex'"}
UNREACHABLE = "check VKP_QDRANT_URL and that the server runs"

FAILURES = (ApiException, QdrantException, OSError, ValueError, AssertionError)
"""What qdrant-client raises: also ValueError for an address or a request that cannot be, AssertionError for an answer
without a result."""

PATIENCE = {"connect": 0.4, "write": 1.5, "read": 1.5, "pool": 1.5}
"""Seconds a search waits for the server: who searches is told within two that it does not answer."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Server:
    """A client, also one on ``:memory:``, and the address that errors name. ``hasty``: one for searches."""

    client: QdrantClient
    address: str
    hasty: QdrantClient | None = None

    @classmethod
    def at(cls, address: str, api_key: str | None, timeout: int = 10) -> Server:
        """A server that has not been asked anything yet; ``timeout`` in seconds for one request."""
        hooks = {"request": [_hasten]}
        try:
            patient = QdrantClient(url=address, api_key=api_key, timeout=timeout, check_compatibility=False)
            hasty = QdrantClient(url=address, api_key=api_key, check_compatibility=False, event_hooks=hooks)
            return cls(patient, address, hasty)
        except ValueError as failure:
            raise engine_failure(address, failure, UNREACHABLE) from failure

    def ask(self, call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """What the server answers; ``PortalError("index_unavailable")`` when it does not, or refuses."""
        try:
            return call(*arguments, **named)
        except UnexpectedResponse as failure:
            remedy = REMEDIES.get(failure.status_code or 0, "see the server's log")
            said = f"HTTP {failure.status_code} {_reason(failure)}"
            raise engine_failure(self.address, said, remedy) from failure
        except FAILURES as failure:
            raise engine_failure(self.address, failure, UNREACHABLE) from failure


def _hasten(request: Any) -> None:
    """A hook of the HTTP client: its own setting knows whole seconds only."""
    request.extensions["timeout"] = PATIENCE


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
            self.server.ask(self.client.upsert, self.collection, batch, wait=True)

    def delete(self, ids: Sequence[str]) -> None:
        """See ``PassageStore``."""
        if ids:
            self.server.ask(self.client.delete, self.collection, models.PointIdsList(points=list(ids)), wait=True)

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
        found = self.server.ask(
            self.hasty.query_points, self.collection, query, using=using, limit=limit, query_filter=_filter(where)
        )
        return ordered([ScoredPoint(str(p.id), p.score, p.payload or {}) for p in found.points])

    def count(self, where: Filter = EVERYTHING) -> int:
        """See ``PassageStore``."""
        return self.server.ask(self.hasty.count, self.collection, count_filter=_filter(where), exact=True).count

    def scroll(self, where: Filter = EVERYTHING, *, vectors: bool = False) -> Iterator[StoredPoint]:
        """See ``PassageStore``."""
        offset = None
        while True:
            records, offset = self.server.ask(
                self.client.scroll, self.collection, _filter(where), PAGE, offset=offset, with_vectors=vectors
            )
            yield from (_stored(record, vectors=vectors) for record in records)
            if offset is None:
                return

    def get(self, ids: Sequence[str]) -> list[StoredPoint]:
        """See ``PassageStore``."""
        records = self.server.ask(self.hasty.retrieve, self.collection, list(ids))
        return [_stored(record, vectors=False) for record in records]

    def flush(self) -> None:
        """See ``PassageStore``. Every write waited for the server's log already."""

    def optimize(self) -> None:
        """See ``PassageStore``. The server optimises by itself."""

    def close(self) -> None:
        """See ``PassageStore``. A collection on a server is not held."""


class ServerPlace(IndexPlace):
    """An index on a server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = server.client

    def exists(self) -> bool:
        """See ``IndexPlace``."""
        return self._present() is not None

    def made_with(self) -> EmbeddingRecord | None:
        """See ``IndexPlace``."""
        present = self._present()
        return None if present is None else self._record(present)

    def open(self) -> ServerStore:
        """See ``IndexPlace``."""
        if not self.exists():
            raise PortalError("index_unavailable", f"{self.server.address} holds no index")
        return ServerStore(self.server, ALIAS)

    def build(self, embedding: EmbeddingRecord | None) -> ServerStore:
        """See ``IndexPlace``."""
        aside = self._aside()
        dense = {} if embedding is None else {DENSE: _dense(embedding.dimension)}
        self.server.ask(self.client.delete_collection, aside)
        self.server.ask(
            self.client.create_collection,
            aside,
            vectors_config=dense,
            sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            metadata=None if embedding is None else {RECORD: embedding.as_json()},
        )
        for names, kind in ((KEYWORDS, KEYWORD), (INTEGERS, INTEGER)):
            for name in names:
                self.server.ask(self.client.create_payload_index, aside, f"meta.{name}", kind)
        return ServerStore(self.server, aside)

    def resume(self, embedding: EmbeddingRecord | None) -> ServerStore | None:
        """See ``IndexPlace``."""
        aside = self._aside()
        if not self.server.ask(self.client.collection_exists, aside) or self._record(aside) != embedding:
            return None
        return ServerStore(self.server, aside)

    def put(self, built: PassageStore) -> None:
        """See ``IndexPlace``. The alias moves in one operation of the server."""
        present, aside = self._present(), self._aside()
        take = models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=aside, alias_name=ALIAS))
        leave = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=ALIAS))
        self.server.ask(self.client.update_collection_aliases, [take] if present is None else [leave, take])
        if present is not None:
            self.server.ask(self.client.delete_collection, present)

    def discard(self, built: PassageStore) -> None:
        """See ``IndexPlace``."""
        self.server.ask(self.client.delete_collection, self._aside())

    def close(self) -> None:
        """See ``IndexPlace``."""
        self.client.close()
        if self.server.hasty is not None:
            self.server.hasty.close()

    def _record(self, collection: str) -> EmbeddingRecord | None:
        metadata = self.server.ask(self.client.get_collection, collection).config.metadata
        return EmbeddingRecord.from_json(metadata[RECORD]) if metadata and RECORD in metadata else None

    def _present(self) -> str | None:
        """The collection that the alias stands for."""
        aliases = self.server.ask(self.client.get_aliases).aliases
        return next((alias.collection_name for alias in aliases if alias.alias_name == ALIAS), None)

    def _aside(self) -> str:
        """The collection that the alias does not stand for."""
        one, other = COLLECTIONS
        return other if self._present() == one else one


COSINE = models.Distance.COSINE
KEYWORD, INTEGER = models.PayloadSchemaType.KEYWORD, models.PayloadSchemaType.INTEGER


def _dense(size: int) -> models.VectorParams:
    """As the embedded back end keeps them (``search.store.edge``)."""
    return models.VectorParams(size=size, distance=COSINE, datatype=models.Datatype.FLOAT16)


def _reason(failure: UnexpectedResponse) -> str:
    """What the server gives as its reason; a proxy before it may answer with anything."""
    try:
        return str(failure.structured()["status"]["error"])
    except (ValueError, KeyError, TypeError):
        return failure.reason_phrase


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
    filled = isinstance(sparse, models.SparseVector) and any(sparse.values)
    return StoredPoint(str(record.id), record.payload or {}, has_vector=filled)
