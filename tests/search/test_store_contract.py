"""What every back end of the passage store must do, run on each of them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from corpus.errors import PortalError
from search.store.base import Filter, Fusion, PassageStore, Point, ScoredPoint, fused
from search.store.edge import EdgeStore
from search.store.server import COLLECTION, ServerStore
from search.tokens import document_vector, query_vector, tokenise

TEXTS = {
    "volunteers plant trees along the river": {"work": "DP/2099/1", "language": "en", "year": 2024},
    "the budget of the programme": {"work": "DP/2099/1", "language": "en", "year": 2024},
    "志愿者沿河种树": {"work": "DP/2099/2", "language": "zh", "year": 2025},
    "trees trees trees": {"work": "DP/2099/2", "language": "en", "year": 2025},
}


def identity(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def point(text: str, dense: tuple[float, ...] | None = None) -> Point:
    meta = TEXTS.get(text, {"work": "X/1", "language": "en", "year": 2026})
    payload = {"id": identity(text), "content": text, "meta": {"passage_id": identity(text), **meta}}
    return Point(identity(text), document_vector(tokenise(text)), payload, dense)


def asked(text: str) -> object:
    return query_vector(dict.fromkeys(tokenise(text), 1.0))


@pytest.fixture(params=["edge", "memory", "server"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageStore]:
    store: PassageStore
    if request.param == "edge":
        store = EdgeStore.open(tmp_path / "index", create=True, dense_size=2)
    elif request.param == "memory":
        store = ServerStore(QdrantClient(":memory:"), dense_size=2)
    else:
        url = os.environ.get("VKP_QDRANT_URL")
        if not url:
            pytest.skip("no Qdrant server: set VKP_QDRANT_URL")
        client = QdrantClient(url=url, api_key=os.environ.get("VKP_QDRANT_API_KEY"))
        client.delete_collection(COLLECTION)
        store = ServerStore(client, dense_size=2)
    yield store
    store.close()


@pytest.fixture
def store(empty: PassageStore) -> PassageStore:
    empty.upsert([point(text, (1.0, 0.1 * at)) for at, text in enumerate(TEXTS)])
    empty.flush()
    return empty


def contents(points: list[ScoredPoint]) -> list[str]:
    return [found.payload["content"] for found in points]


def test_an_empty_store_finds_nothing(empty: PassageStore) -> None:
    assert empty.search(asked("trees"), None, 5) == []
    assert (empty.count(), list(empty.scroll()), empty.facet("work")) == (0, [], {})


def test_rarer_words_count_more(store: PassageStore) -> None:
    # "river" stands in one passage and "trees" in two: IDF decides.
    assert contents(store.search(asked("river trees"), None, 5))[0] == "volunteers plant trees along the river"


def test_chinese_is_found_by_a_part_of_a_word(store: PassageStore) -> None:
    assert contents(store.search(asked("种树"), None, 5)) == ["志愿者沿河种树"]


def test_a_filter_keeps_to_its_values(store: PassageStore) -> None:
    where = Filter({"language": ("en",), "year": (2025,)})
    assert contents(store.search(asked("trees"), None, 5, where)) == ["trees trees trees"]
    assert store.count(where) == 1
    assert [p.payload["content"] for p in store.scroll(where)] == ["trees trees trees"]


def test_any_of_several_values_matches(store: PassageStore) -> None:
    assert store.count(Filter({"year": (2024, 2025)})) == 4


def test_an_unknown_filter_field_is_refused() -> None:
    with pytest.raises(PortalError, match="filter on 'colour'"):
        Filter({"colour": ("red",)})


def test_facets_count_what_the_filter_leaves(store: PassageStore) -> None:
    assert store.facet("language") == {"en": 3, "zh": 1}
    assert store.facet("year", where=Filter({"language": ("zh",)})) == {2025: 1}


def test_equal_scores_come_in_the_order_of_their_ids(empty: PassageStore) -> None:
    twins = [Point(identity(f"twin {n}"), document_vector(["twin"]), {"content": str(n), "meta": {}}) for n in range(9)]
    empty.upsert(twins)
    found = [p.id for p in empty.search(asked("twin"), None, 9)]
    assert found == sorted(found)


def test_upserting_again_replaces(store: PassageStore) -> None:
    store.upsert([point(text, (1.0, 0.0)) for text in TEXTS])
    assert store.count() == len(TEXTS)


def test_deleting_removes_and_ignores_the_unknown(store: PassageStore) -> None:
    store.delete([identity("trees trees trees"), identity("nothing")])
    assert store.count() == 3
    assert store.get([identity("trees trees trees")]) == []


def test_scrolling_gives_every_point_once_with_its_vector(store: PassageStore) -> None:
    points = list(store.scroll(vectors=True))
    assert sorted(p.id for p in points) == sorted(identity(text) for text in TEXTS)
    assert all(p.has_vector for p in points)


def test_a_point_without_terms_is_seen_to_have_no_vector(empty: PassageStore) -> None:
    empty.upsert([point("!?")])
    assert [p.has_vector for p in empty.scroll(vectors=True)] == [False]


def test_the_dense_leg_ranks_by_cosine(store: PassageStore) -> None:
    assert contents(store.search(None, (1.0, 0.0), 2))[0] == next(iter(TEXTS))


def test_both_legs_are_fused_by_rank(store: PassageStore) -> None:
    found = store.search(asked("budget"), (1.0, 0.0), 4, fusion=Fusion(k=60, sparse=1.0, dense=0.1))
    assert contents(found)[0] == "the budget of the programme"


def test_fusion_adds_weighted_reciprocal_ranks() -> None:
    one, two = ScoredPoint("1", 9.0, {}), ScoredPoint("2", 8.0, {})
    (first, second) = fused([one, two], [two], Fusion(k=1, sparse=1.0, dense=1.0))
    # 2: 1/(1+2) + 1/(1+1) = .8333; 1: 1/(1+1) = .5
    assert (first.id, round(first.score, 4), second.id, second.score) == ("2", 0.8333, "1", 0.5)


def test_what_was_flushed_is_there_after_opening_again(tmp_path: Path) -> None:
    store = EdgeStore.open(tmp_path, create=True)
    store.upsert([point("the budget of the programme")])
    store.flush()
    store.close()
    again = EdgeStore.open(tmp_path)
    assert again.count() == 1
    again.close()


def test_a_second_owner_of_a_folder_is_refused(tmp_path: Path) -> None:
    store = EdgeStore.open(tmp_path, create=True)
    with pytest.raises(PortalError, match="in use by another process"):
        EdgeStore.open(tmp_path, wait=0.1)
    store.close()


def test_a_damaged_folder_says_to_reindex(tmp_path: Path) -> None:
    EdgeStore.open(tmp_path, create=True).close()
    (tmp_path / "edge_config.json").write_text("{")
    with pytest.raises(PortalError, match="reindex"):
        EdgeStore.open(tmp_path)


def test_both_back_ends_rank_alike(tmp_path: Path) -> None:
    edge, memory = EdgeStore.open(tmp_path, create=True), ServerStore(QdrantClient(":memory:"))
    rankings = []
    for store in (edge, memory):
        store.upsert([point(text) for text in TEXTS])
        rankings.append(
            [contents(store.search(asked(q), None, 4)) for q in ("trees river", "志愿者", "budget programme")]
        )
        store.close()
    assert rankings[0] == rankings[1]
