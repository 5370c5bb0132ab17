"""Haystack's DocumentStore protocol over the port, so that Haystack's own components can use the passages."""

from __future__ import annotations

import search.quiet_haystack  # noqa: F401 - before Haystack

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from haystack import Document, default_from_dict, default_to_dict
from haystack.dataclasses import SparseEmbedding
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.errors import FilterError

from corpus.documents import PASSAGE_NAMESPACE
from corpus.errors import PortalError
from search.sparse import SparseVector, document_vector
from search.store.base import FILTERABLE, Filter, PassageStore, Point, StoredPoint
from search.store.edge import EdgeStore, exists
from search.tokens import tokenise


class PassageDocumentStore:
    """Documents kept in a ``PassageStore``. The embedded store of ``folder`` is opened when it is first needed.

    Filters: equality and membership on the indexed fields of ``meta``, joined by AND; anything else is refused with
    ``FilterError`` rather than half applied.
    """

    def __init__(self, folder: str, store: PassageStore | None = None) -> None:
        self.folder = folder
        self._store = store

    @property
    def store(self) -> PassageStore:
        """The port, opened on first use."""
        if self._store is None:
            folder = Path(self.folder)
            self._store = EdgeStore.open(folder) if exists(folder) else EdgeStore.create(folder)
        return self._store

    def to_dict(self) -> dict[str, Any]:
        """The settings from which ``from_dict`` makes an equal store."""
        return default_to_dict(self, folder=self.folder)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> PassageDocumentStore:
        """A store from its settings."""
        made: PassageDocumentStore = default_from_dict(cls, data)
        return made

    def count_documents(self) -> int:
        """How many documents there are."""
        return self.store.count()

    def filter_documents(self, filters: dict[str, Any] | None = None) -> list[Document]:
        """The documents that match, by id."""
        return [_document(point) for point in self.store.scroll(as_filter(filters))]

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        """Write documents; FAIL (also NONE) raises DuplicateDocumentError, SKIP and OVERWRITE as they say."""
        if not all(isinstance(document, Document) for document in documents):
            raise ValueError("write_documents takes a list of Documents")
        points = {_point_id(document.id): document for document in documents}
        known = {point.id for point in self.store.get(list(points))}
        if known and policy in (DuplicatePolicy.NONE, DuplicatePolicy.FAIL):
            raise DuplicateDocumentError(f"{len(known)} of the documents are already in the store")
        new = {i: d for i, d in points.items() if i not in known or policy is DuplicatePolicy.OVERWRITE}
        self.store.upsert([_point(identity, document) for identity, document in new.items()])
        return len(new)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete documents; unknown ids are ignored."""
        self.store.delete([_point_id(identity) for identity in document_ids])


def as_filter(filters: Mapping[str, Any] | None) -> Filter:
    """Haystack's filter as the port's. Raises ``FilterError`` for what the port does not do."""
    if not filters:
        return Filter()
    conditions = filters.get("conditions", []) if filters.get("operator") == "AND" else [filters]
    fields: dict[str, tuple[str | int, ...]] = {}
    for condition in conditions:
        name, values = _condition(condition)
        fields[name] = tuple(v for v in fields[name] if v in values) if name in fields else values
    try:
        return Filter(fields)
    except PortalError as failure:
        raise FilterError(str(failure)) from failure


def _condition(condition: Mapping[str, Any]) -> tuple[str, tuple[str | int, ...]]:
    field, operator, value = (condition.get(key) for key in ("field", "operator", "value"))
    name = str(field).removeprefix("meta.")
    if field is None or not str(field).startswith("meta.") or name not in FILTERABLE:
        raise FilterError(f"cannot filter on {field!r}: fields are meta.{', meta.'.join(sorted(FILTERABLE))}")
    if operator == "==":
        return name, (_scalar(value),)
    if operator == "in" and isinstance(value, Sequence) and not isinstance(value, str):
        return name, tuple(_scalar(one) for one in value)
    raise FilterError(f"cannot filter with {operator!r}: use ==, in, and AND of them")


def _scalar(value: Any) -> str | int:
    if not isinstance(value, (str, int)):
        raise FilterError(f"cannot filter on the value {value!r}: use text or a whole number")
    return value


def _point_id(document_id: str) -> str:
    """Passage ids are UUIDs and stay; the engine takes no other, so other ids are hashed to one."""
    try:
        return str(uuid.UUID(document_id))
    except ValueError:
        return str(uuid.uuid5(PASSAGE_NAMESPACE, document_id))


def _point(identity: str, document: Document) -> Point:
    text = document.content or ""
    given = document.sparse_embedding
    sparse = document_vector(tokenise(text)) if given is None else _sparse(given)
    dense = None if document.embedding is None else tuple(document.embedding)
    return Point(identity, sparse, {"id": document.id, "content": document.content, "meta": document.meta}, dense)


def _sparse(given: SparseEmbedding) -> SparseVector:
    return SparseVector(tuple(given.indices), tuple(given.values))


def _document(point: StoredPoint) -> Document:
    payload = point.payload
    return Document(id=payload["id"], content=payload.get("content"), meta=dict(payload.get("meta") or {}))
