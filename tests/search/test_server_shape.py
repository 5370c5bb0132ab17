"""How a collection is laid out by its size, and by what the settings say instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.store.shape import Shape, Wishes, shape_of


@pytest.mark.parametrize(
    ("passages", "dimension", "payload", "vectors", "graph", "quantisation"),
    [
        (0, 0, False, False, False, "off"),  # an empty corpus
        (25_000, 384, False, False, False, "off"),  # 29 MB of vectors
        (100_000, 0, True, False, False, "off"),  # by words alone
        (400_000, 384, True, False, False, "off"),  # 461 MB
        (400_000, 1024, True, True, False, "int8"),  # 1.2 GB
        (10_000_000, 384, True, True, True, "int8"),  # 11.5 GB
    ],
)
def test_a_layout_follows_from_what_it_takes_in_memory(
    passages: int, dimension: int, payload: bool, vectors: bool, graph: bool, quantisation: str
) -> None:
    shape = shape_of(passages, dimension)
    assert (shape.payload_on_disk, shape.vectors_on_disk, shape.graph_on_disk) == (payload, vectors, graph)
    assert shape.quantisation == quantisation
    assert (shape.shards, shape.replicas, shape.quorum) == (None, None, None)


@given(st.integers(0, 10**8), st.integers(0, 4096), st.integers(0, 10**8))
def test_what_is_on_disk_stays_there_when_a_corpus_grows(passages: int, dimension: int, more: int) -> None:
    before, after = shape_of(passages, dimension), shape_of(passages + more, dimension)
    for name in ("payload_on_disk", "vectors_on_disk", "graph_on_disk"):
        assert getattr(before, name) <= getattr(after, name)
    assert after.quantisation != "binary"


@pytest.mark.parametrize(("replicas", "quorum"), [(1, 1), (2, 2), (3, 2), (5, 3)])
def test_more_than_half_of_the_replicas_must_have_written(replicas: int, quorum: int) -> None:
    shape = shape_of(1, 2, Wishes(shards=4, replicas=replicas))
    assert shape.options()["write_consistency_factor"] == quorum
    assert shape.options()["shard_number"] == 4


def test_settings_overrule_the_size() -> None:
    assert shape_of(10**8, 1024, Wishes(quantisation="off", on_disk="off")) == Shape(
        *(False, False, False), "off", None, None, None
    )
    shape = shape_of(10, 8, Wishes(quantisation="binary", on_disk="on"))
    made = shape.dense(8)
    assert (made.on_disk, made.hnsw_config.on_disk, shape.sparse().index.on_disk) == (True, True, True)  # type: ignore[union-attr]
    assert type(made.quantization_config).__name__ == "BinaryQuantization"
