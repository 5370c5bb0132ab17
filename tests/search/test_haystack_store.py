"""Haystack's own suite for document stores, as far as the port goes, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from haystack import Document, Pipeline
from haystack.components.writers import DocumentWriter
from haystack.document_stores.types import DuplicatePolicy
from haystack.errors import FilterError
from haystack.testing.document_store import CountDocumentsTest, DeleteDocumentsTest, WriteDocumentsTest

from search.store.haystack import PassageDocumentStore, as_filter


@pytest.fixture
def document_store(tmp_path: Path) -> Iterator[PassageDocumentStore]:
    store = PassageDocumentStore(str(tmp_path / "index"))
    yield store
    store.store.close()


class TestProtocol(CountDocumentsTest, DeleteDocumentsTest, WriteDocumentsTest):
    @pytest.fixture
    def document_store(self, tmp_path: Path) -> Iterator[PassageDocumentStore]:
        store = PassageDocumentStore(str(tmp_path / "index"))
        yield store
        store.store.close()

    def test_write_documents(self, document_store: PassageDocumentStore) -> None:
        assert document_store.write_documents([Document(id="1", content="text")]) == 1


def test_haystacks_writer_writes_into_it(document_store: PassageDocumentStore) -> None:
    pipeline = Pipeline()
    pipeline.add_component("writer", DocumentWriter(document_store, policy=DuplicatePolicy.OVERWRITE))
    written = pipeline.run({"writer": {"documents": [Document(content="志愿服务", meta={"language": "zh"})]}})
    assert written["writer"]["documents_written"] == 1
    found = document_store.filter_documents({"field": "meta.language", "operator": "==", "value": "zh"})
    assert [document.content for document in found] == ["志愿服务"]


def test_it_is_made_again_from_its_settings() -> None:
    store = PassageDocumentStore("somewhere")
    assert store.to_dict() == {
        "type": "search.store.haystack.PassageDocumentStore",
        "init_parameters": {"folder": "somewhere"},
    }
    assert PassageDocumentStore.from_dict(store.to_dict()).folder == "somewhere"


@pytest.mark.parametrize(
    "filters",
    [
        {"field": "language", "operator": "==", "value": "zh"},  # without meta. it would silently find nothing
        {"field": "meta.colour", "operator": "==", "value": "red"},
        {"field": "meta.year", "operator": ">", "value": 2020},
        {"operator": "OR", "conditions": [{"field": "meta.year", "operator": "==", "value": 2020}]},
    ],
)
def test_a_filter_that_cannot_be_applied_is_refused(filters: dict[str, object]) -> None:
    with pytest.raises(FilterError):
        as_filter(filters)


def test_conditions_are_joined_by_and() -> None:
    year = {"field": "meta.year", "operator": "in", "value": [2024, 2025]}
    language = {"field": "meta.language", "operator": "==", "value": "zh"}
    assert as_filter({"operator": "AND", "conditions": [year, language]}).fields == {
        "year": (2024, 2025),
        "language": ("zh",),
    }
