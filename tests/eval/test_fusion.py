"""How fusion weights are chosen: on queries that are then not measured, and not at all where they do not help."""

from __future__ import annotations

from pathlib import Path

from eval.fusion import GRID, LEXICAL, Legs, best, cross_validated, folds, keep_weights
from eval.paraphrases import paraphrase_set
from eval.retrieval_pool import EvalQuery
from search.embed import EmbeddingRecord
from search.fusion import measured_fusion
from search.store.base import Fusion, ScoredPoint

QUERIES = [EvalQuery(f"q{n}", "", f"article {n // 3}", ("a",)) for n in range(60)]
HELPFUL = GRID[5]
DENSE = Fusion(k=60, sparse=0.0)


def values(lexical: float, hybrid: float, spread: float = 0.0) -> dict[Fusion, dict[str, float]]:
    """Every fusion but one as good as lexical alone; ``spread``: every other query so much better, the rest worse."""
    flat = dict.fromkeys((q.id for q in QUERIES), lexical)
    swung = {q.id: hybrid + (spread if n % 2 else -spread) for n, q in enumerate(QUERIES)}
    return dict.fromkeys((*GRID, DENSE), flat) | {HELPFUL: swung}


def test_questions_to_one_article_are_never_in_two_folds() -> None:
    parts = folds(QUERIES)
    assert sorted(q.id for part in parts for q in part) == sorted(q.id for q in QUERIES)
    groups = [{q.group for q in part} for part in parts]
    assert sum(map(len, groups)) == len(set().union(*groups)) == 20


def test_a_fusion_that_is_better_everywhere_is_chosen_and_helps() -> None:
    figures = cross_validated(QUERIES, values(0.5, 0.6))
    assert (round(figures["hybrid"], 3), figures["helps"]) == (0.6, True)
    assert figures["weights"] == {"k": HELPFUL.k, "sparse": 1.0, "dense": HELPFUL.dense}


def test_a_gain_that_may_be_chance_does_not_help() -> None:
    figures = cross_validated(QUERIES, values(0.5, 0.53, spread=0.4))
    assert figures["difference"]["interval"][0] < 0
    assert not figures["helps"]


def test_what_is_never_better_is_left_out_and_nothing_is_lost() -> None:
    figures = cross_validated(QUERIES, values(0.5, 0.4))
    assert best(QUERIES, values(0.5, 0.4)) == LEXICAL
    assert (figures["hybrid"], figures["lexical"], figures["helps"]) == (0.5, 0.5, False)


def test_a_leg_without_weight_adds_nothing() -> None:
    one, two = (ScoredPoint(name, 1.0, {"meta": {"passage_id": name}}) for name in "ab")
    legs = Legs((one,), (two,))
    assert legs.fused(LEXICAL) == ["a"]
    assert legs.fused(DENSE) == ["b"]
    assert legs.fused(Fusion(k=5, dense=2.0)) == ["b", "a"]


def test_weights_are_kept_only_for_languages_where_fusion_helps_and_only_for_that_model(tmp_path: Path) -> None:
    record = EmbeddingRecord("small", "1", 2)
    rows = {"en": cross_validated(QUERIES, values(0.5, 0.6)), "zh": cross_validated(QUERIES, values(0.5, 0.4))}
    figures = {"record": record.as_json(), "languages": {name: row | {"sets": ["x"]} for name, row in rows.items()}}
    keep_weights(figures, tmp_path)
    assert measured_fusion(record, tmp_path) == {"en": Fusion(k=HELPFUL.k, sparse=1.0, dense=HELPFUL.dense)}
    assert measured_fusion(EmbeddingRecord("small", "2", 2), tmp_path) == {}
    assert measured_fusion(EmbeddingRecord("small", "1", 2, "int8"), tmp_path) == {}
    assert measured_fusion(None, tmp_path) == {}


def test_the_portals_own_set_has_two_questions_to_each_of_sixty_passages() -> None:
    given = paraphrase_set()
    assert (len(given.pool.passages), len(given.queries)) == (60, 120)
    assert len({passage.text for passage in given.pool.passages}) == 60
    assert len({query.text for query in given.queries}) == 120
