"""The passage index of a data folder: passages in, points out, through a Haystack pipeline."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from corpus.documents import PASSAGE_NAMESPACE
from corpus.errors import PortalError
from corpus.settings import Settings
from search.embed import Embedder, EmbeddingRecord, open_embedder
from search.store.base import IndexPlace, PassageStore


def point_id(expression: str, passage: str) -> str:
    """The id of a passage's point: an old and a new expression of a document may hold the same passage side by side."""
    return str(uuid.uuid5(PASSAGE_NAMESPACE, f"{expression}\x1f{passage}"))


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

    @property
    def point(self) -> str:
        """The id of its point in the index."""
        return point_id(self.expression, self.id)

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
    place: IndexPlace
    embedder: Embedder | None = None
    _pipeline: Any = None

    def write(self, passages: Sequence[IndexedPassage]) -> int:
        """Add or replace passages; returns how many."""
        if not passages:
            return 0
        from search.pipelines import indexing_pipeline, run  # noqa: PLC0415 - Haystack takes a second to import

        if self._pipeline is None:
            self._pipeline = indexing_pipeline(self.store, self.embedder)
        result = run(self._pipeline, {"encoder": {"passages": tuple(passages)}})
        return int(result["writer"]["written"])

    def remove(self, expression: str, passages: Sequence[str]) -> None:
        """Take passages of an expression out, named by their ids."""
        self.store.delete([point_id(expression, passage) for passage in passages])

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
        self.place.close()

    def __enter__(self) -> PassageIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_index(settings: Settings, *, create: bool = False) -> PassageIndex:
    """Open the index of a data folder, or a server's.

    ``create``: make an empty one where there is none. Give it only while the store holds no passages: an index that is
    missing beside stored passages has been lost, and a new one would find nothing without a word.

    Raises ``PortalError``: index_unavailable, data_busy, model_unavailable, and index_mismatch when it was made
    with another embedding than is configured.
    """
    embedder, place = open_embedder(settings.embedding), _place(settings)
    try:
        if place.exists():
            _require_made_with(embedder, place)
        elif create:
            with _built(place, embedder):
                pass
        return PassageIndex(place.open(), place, embedder)
    except BaseException:
        place.close()
        raise


@contextmanager
def rebuilt_index(settings: Settings) -> Iterator[PassageIndex]:
    """An empty index to write every passage into; it takes the place of the present one when the block ends well.

    Until then, and when the block fails or the process dies, the present index stays as it is. Raises ``PortalError``
    as ``open_index``.
    """
    embedder, place = open_embedder(settings.embedding), _place(settings)
    try:
        with _built(place, embedder) as index:
            yield index
    finally:
        place.close()


@contextmanager
def _built(place: IndexPlace, embedder: Embedder | None) -> Iterator[PassageIndex]:
    store = place.build(_record(embedder))
    try:
        index = PassageIndex(store, place, embedder)
        yield index
        index.optimize()
        index.flush()
    except BaseException:
        place.discard(store)
        raise
    place.put(store)


def _place(settings: Settings) -> IndexPlace:
    if settings.qdrant_url:
        from search.store.server import Server, ServerPlace  # noqa: PLC0415 - a second to import, for those who use it

        return ServerPlace(Server.at(settings.qdrant_url, settings.qdrant_api_key))
    from search.store.edge import EdgePlace  # noqa: PLC0415 - the engine is loaded only when the index is

    return EdgePlace(settings.index, settings.lock_seconds)


def _record(embedder: Embedder | None) -> EmbeddingRecord | None:
    return None if embedder is None else embedder.record


def _require_made_with(embedder: Embedder | None, place: IndexPlace) -> None:
    made_with, configured = place.made_with(), _record(embedder)
    if made_with != configured:
        none = "no dense vectors"
        raise PortalError("index_mismatch", f"it has {made_with or none}, configured is {configured or none}")
