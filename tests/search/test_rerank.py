"""The cross-encoder: a real one made on the spot, which proves the path; and scores by hand, which prove the order."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from search.rerank import open_reranker, reranked
from search.store.base import ScoredPoint
from tests.search.tiny_models import tiny_cross_encoder

POINTS = [ScoredPoint(text, score, {"content": text}) for text, score in (("road", 3.0), ("trees", 2.0), ("rice", 1.0))]


def by_length(_query: str, texts: object) -> list[float]:
    return [float(len(text)) for text in texts]  # type: ignore[attr-defined]


def order(points: list[ScoredPoint]) -> list[tuple[str, float]]:
    return [(point.id, point.score) for point in points]


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        # the longest first; scores stay those of the places, as a result's must fall
        (3, [("trees", 3.0), ("road", 2.0), ("rice", 1.0)]),
        # what lies deeper than it reads keeps its place
        (1, [("road", 3.0), ("trees", 2.0), ("rice", 1.0)]),
        # more than there are
        (9, [("trees", 3.0), ("road", 2.0), ("rice", 1.0)]),
    ],
)
def test_the_first_candidates_come_in_the_order_of_the_reranker(depth: int, expected: list[tuple[str, float]]) -> None:
    # "road" and "rice" have four letters: equal scores keep the order of the ranking
    assert order(reranked(by_length, "", POINTS, depth)) == expected


def test_a_reranker_that_forgets_a_text_is_noticed() -> None:
    with pytest.raises(PortalError, match="2 scores for 3 texts"):
        reranked(lambda *_: [1.0, 2.0], "", POINTS, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


@pytest.mark.parametrize("precision", ["", "@int8"])
def test_a_real_cross_encoder_scores_each_text_against_the_query(folder: Path, precision: str, tmp_path: Path) -> None:
    rerank = open_reranker(f"{folder}{precision}", tmp_path)
    assert rerank is not None
    texts = ["volunteers plant trees", "doctors treat sick in clinics", "road budget"]
    scores = rerank("who plant trees along the river", texts)
    assert len(set(scores)) == 3
    assert rerank("who plant trees along the river", texts[::-1]) == pytest.approx(list(scores)[::-1], abs=1e-4)
    assert rerank("anything", []) == []
    points = [ScoredPoint(text, 1.0 - at, {"content": text}) for at, text in enumerate(texts)]
    first = reranked(rerank, "who plant trees along the river", points, 3)[0]
    assert first.id == texts[max(range(3), key=lambda at: scores[at])]


def test_off_is_no_reranker_and_one_that_is_not_here_says_how_to_get_it(tmp_path: Path) -> None:
    assert open_reranker("off", tmp_path) is None
    with pytest.raises(PortalError, match="vkp models pull bge-reranker-v2-m3"):
        open_reranker("bge-reranker-v2-m3", tmp_path)


def test_weights_that_are_no_safetensors_are_not_loaded(folder: Path, tmp_path: Path) -> None:
    import torch

    for file in folder.iterdir():
        if file.suffix != ".safetensors":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.save({}, tmp_path / "pytorch_model.bin")
    rerank = open_reranker(str(tmp_path), tmp_path)
    assert rerank is not None
    with pytest.raises(PortalError, match="cannot be loaded"):
        rerank("trees", ["river"])
