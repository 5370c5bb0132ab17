"""What every back end of the passage store must do, run on each of them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from math import nan
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from corpus.errors import PortalError
from search.embed import EmbeddingRecord
from search.sparse import document_vector, query_vector
from search.store.asking import Server
from search.store.base import Filter, Fusion, IndexPlace, PassageStore, Point, ScoredPoint, fused, has_vector
from search.store.edge import EdgePlace, EdgeStore
from search.store.server import BATCH, COLLECTIONS, ServerPlace
from search.tokens import tokenise

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

TEXTS = {
    "volunteers plant trees along the river": {"work": "DP/2099/1", "language": "en", "year": 2024},
    "the budget of the programme": {"work": "DP/2099/1", "language": "en", "year": 2024},
    "志愿者沿河种树": {"work": "DP/2099/2", "language": "zh", "year": 2025},
    "trees trees trees": {"work": "DP/2099/2", "language": "en", "year": 2025},
}

PLANE = EmbeddingRecord("plane", "1", dimension=2)


def identity(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def point(text: str, dense: tuple[float, ...] | None = None) -> Point:
    meta = TEXTS.get(text, {"work": "X/1", "language": "en", "year": 2026})
    payload = {"id": identity(text), "content": text, "meta": {"passage_id": identity(text), **meta}}
    return Point(identity(text), document_vector(tokenise(text)), payload, dense)


def asked(text: str) -> object:
    return query_vector(dict.fromkeys(tokenise(text), 1.0))


class Lasting(QdrantClient):
    """A client on ``:memory:`` whose collections outlive its closing, as a server's do."""

    def close(self, grpc_grace: float | None = None, **kwargs: object) -> None:
        """Keep everything."""


@pytest.fixture(params=["edge", "memory", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[IndexPlace]:
    if request.param == "edge":
        yield EdgePlace(tmp_path / "index")
    elif request.param == "memory":
        yield ServerPlace(Server(Lasting(":memory:"), "memory"))
    else:
        url = os.environ.get("VKP_QDRANT_URL")
        if not url:
            pytest.skip("no Qdrant server: set VKP_QDRANT_URL")
        server = Server.at(url, os.environ.get("VKP_QDRANT_API_KEY"))
        if ServerPlace(server).exists():
            pytest.skip(f"{url} holds an index, which these tests would replace")
        yield ServerPlace(server)
        _forget(server)


def _forget(server: Server) -> None:
    for collection in COLLECTIONS:
        server.client.delete_collection(collection)


@pytest.fixture
def empty(place: IndexPlace) -> Iterator[PassageStore]:
    store = place.build(PLANE)
    yield store
    place.discard(store)


@pytest.fixture
def store(empty: PassageStore) -> PassageStore:
    empty.upsert([point(text, (1.0, 0.1 * at)) for at, text in enumerate(TEXTS)])
    empty.flush()
    return empty


def contents(points: list[ScoredPoint]) -> list[str]:
    return [found.payload["content"] for found in points]


def test_an_empty_store_finds_nothing(empty: PassageStore) -> None:
    assert empty.search(asked("trees"), None, 5) == []
    assert (empty.count(), list(empty.scroll())) == (0, [])


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


@pytest.mark.parametrize(
    ("dense", "holds"),
    [
        (None, True),
        ((0.6, 0.8), True),
        ((0.0, 0.0), True),
        ((0.6, 60.0), False),
        ((0.6, nan), False),
        ((0.1, 0.1), False),
    ],
)
def test_a_dense_vector_of_another_length_than_one_is_no_vector(dense: tuple[float, ...] | None, holds: bool) -> None:
    assert has_vector([1.0], dense) is holds


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
    store = EdgeStore.create(tmp_path / "index")
    store.upsert([point("the budget of the programme")])
    store.flush()
    store.close()
    again = EdgeStore.open(tmp_path / "index")
    assert again.count() == 1
    again.close()


def test_a_second_owner_of_a_folder_is_refused(tmp_path: Path) -> None:
    store = EdgeStore.create(tmp_path)
    with pytest.raises(PortalError, match="in use by another process"):
        EdgeStore.open(tmp_path, wait=0.1)
    store.close()


def test_a_damaged_folder_says_to_reindex(tmp_path: Path) -> None:
    EdgeStore.create(tmp_path).close()
    (tmp_path / "edge_config.json").write_text("{")
    with pytest.raises(PortalError, match="reindex"):
        EdgeStore.open(tmp_path)


def test_both_back_ends_rank_alike(tmp_path: Path) -> None:
    places: list[IndexPlace] = [EdgePlace(tmp_path / "index"), ServerPlace(Server(QdrantClient(":memory:"), "memory"))]
    rankings = []
    for place in places:
        store = place.build(None)
        store.upsert([point(text) for text in TEXTS])
        rankings.append(
            [contents(store.search(asked(q), None, 4)) for q in ("trees river", "志愿者", "budget programme")]
        )
        place.discard(store)
        place.close()
    assert rankings[0] == rankings[1]


def test_more_points_than_one_request_takes_are_all_written(empty: PassageStore) -> None:
    empty.upsert([point(f"passage {n}") for n in range(BATCH + 1)])
    assert empty.count() == BATCH + 1


def test_a_place_without_an_index_says_to_make_one(place: IndexPlace) -> None:
    assert not place.exists()
    with pytest.raises(PortalError, match=r"holds no index\. Run 'vkp reindex'"):
        place.open()


def test_what_is_built_is_not_seen_before_it_is_put(place: IndexPlace) -> None:
    place.build(None).close()
    assert not place.exists()


def test_a_new_index_takes_the_place_of_the_old_one_whole(place: IndexPlace) -> None:
    _put(place, "the budget of the programme")
    _put(place, "trees trees trees")
    assert _held(place) == ["trees trees trees"]


def test_a_build_that_died_leaves_the_index_and_nothing_in_the_next_build(place: IndexPlace) -> None:
    _put(place, "the budget of the programme")
    died = place.build(None)
    died.upsert([point("trees trees trees")])
    died.close()
    assert _held(place) == ["the budget of the programme"]
    _put(place, "志愿者沿河种树")
    assert _held(place) == ["志愿者沿河种树"]


def test_what_a_build_left_is_gone_on_with_by_the_same_embedding_alone(place: IndexPlace) -> None:
    assert place.resume(PLANE) is None
    left = place.build(PLANE)
    left.upsert([point("trees trees trees", (1.0, 0.0))])
    left.flush()
    left.close()
    assert place.resume(None) is None
    again = place.resume(PLANE)
    assert again is not None
    again.upsert([point("the budget of the programme", (0.0, 1.0))])
    again.flush()
    place.put(again)
    assert sorted(_held(place)) == ["the budget of the programme", "trees trees trees"]


def test_what_is_discarded_leaves_the_index(place: IndexPlace) -> None:
    _put(place, "the budget of the programme")
    place.discard(place.build(None))
    assert _held(place) == ["the budget of the programme"]


@pytest.mark.parametrize("embedding", [None, PLANE], ids=["none", "plane"])
def test_an_index_knows_which_embedding_it_was_made_with(place: IndexPlace, embedding: EmbeddingRecord | None) -> None:
    _put(place, "the budget of the programme", embedding)
    assert place.made_with() == embedding


def _put(place: IndexPlace, text: str, embedding: EmbeddingRecord | None = None) -> None:
    store = place.build(embedding)
    store.upsert([point(text, (1.0, 0.0) if embedding else None)])
    store.flush()
    place.put(store)


def _held(place: IndexPlace) -> list[str]:
    store = place.open()
    held = [p.payload["content"] for p in store.scroll()]
    store.close()
    return held


def test_asking_for_a_folder_that_is_open_leaves_its_owner_unharmed(tmp_path: Path) -> None:
    owner = EdgeStore.create(tmp_path / "index")
    for round_ in range(3):
        owner.upsert([point(f"trees {round_} {n}") for n in range(50)])
        with pytest.raises(PortalError, match="in use"):
            EdgeStore.open(tmp_path / "index", wait=0)
        owner.flush()
    owner.close()
    again = EdgeStore.open(tmp_path / "index")
    assert again.count() == 150
    again.close()
