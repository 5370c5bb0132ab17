"""What a score is made of: the parts make the score, in every model, and nothing is worked out unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.corpus_folder import open_searcher
from corpus.settings import Settings
from ingest.pipeline import ingest
from search.features import FEATURES
from search.searcher import Searcher


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Searcher]:
    settings = Settings(data=tmp_path_factory.mktemp("samples") / "data")
    ingest([next(samples.glob("*dp-2099-11*")), next(samples.glob("*res-99-901.en*"))], settings)
    with open_searcher(settings) as (_, opened):
        yield opened


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ("青年志愿者 数字化转型", {"chinese", "across"}),
        ("insurance of volunteers", {"words", "across"}),
        ("战略框架", {"chinese", "across"}),  # headings too, which weigh less
    ],
)
def test_the_parts_of_a_score_make_the_score(searcher: Searcher, query: str, models: set[str]) -> None:
    hits = searcher.search(query, k=40, explain=True).hits
    assert hits
    for hit in hits:
        assert hit.parts is not None
        made = sum(part.contribution for part in hit.parts.features) * hit.parts.kind_weight
        assert (hit.score, hit.parts.score) == (pytest.approx(made, abs=0.002), pytest.approx(made, abs=1e-4))
        assert {part.name for part in hit.parts.features} <= set(FEATURES)
        assert all(
            part.contribution == pytest.approx(part.value * part.weight, abs=2e-4) for part in hit.parts.features
        )
    assert {hit.parts.model for hit in hits if hit.parts} <= models


def test_asking_for_the_parts_changes_no_score_and_no_order(searcher: Searcher) -> None:
    plain, explained = (searcher.search("volunteers 志愿者", k=40, explain=asked).hits for asked in (False, True))
    assert [(hit.passage_id, hit.score) for hit in plain] == [(hit.passage_id, hit.score) for hit in explained]
    assert all(hit.parts is None for hit in plain)


def test_a_document_asked_for_by_its_symbol_has_no_parts(searcher: Searcher) -> None:
    hits = searcher.search("DP/2099/11", k=5, explain=True).hits
    assert [hit.parts for hit in hits] == [None] * 5
