"""qdrant-haystack reads a server's collection of ours: the vectors keep the names that it knows."""

from __future__ import annotations

import pytest

from search.store.asking import Server
from search.store.server import ALIAS, ServerPlace
from tests.search.test_store_contract import PLANE, TEXTS, Lasting, point

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")


def test_haystacks_own_retriever_finds_passages_by_their_vectors() -> None:
    pytest.importorskip("haystack_integrations.document_stores.qdrant", reason="qdrant-haystack needs Python 3.11")
    from haystack_integrations.components.retrievers.qdrant import QdrantEmbeddingRetriever
    from haystack_integrations.document_stores.qdrant import QdrantDocumentStore

    client = Lasting(":memory:")
    place = ServerPlace(Server(client, "memory"))
    built = place.build(PLANE)
    built.upsert([point(text, (1.0, 0.1 * at)) for at, text in enumerate(TEXTS)])
    place.put(built)
    theirs = QdrantDocumentStore(":memory:", index=ALIAS, embedding_dim=PLANE.dimension, use_sparse_embeddings=True)
    theirs._client = client  # a server's address would stand here; this one lives in the process
    found = QdrantEmbeddingRetriever(theirs, top_k=1).run(query_embedding=[1.0, 0.0])["documents"]
    assert [document.content for document in found] == [next(iter(TEXTS))]
    assert found[0].meta["work"] == "DP/2099/1"
