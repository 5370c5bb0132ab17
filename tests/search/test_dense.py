"""The dense leg with a real small model, on English passages: the whole path, and that hybrid search gains by it."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from eval.fusion import GRID, LEXICAL, cross_validated, grid_values, legs_of
from eval.minilm import minilm_folder
from eval.paraphrases import paraphrase_set
from search.embed import Embedder, loaded
from search.index import PassageIndex, open_index
from search.models import local_model
from search.searcher import Searcher
from tests.search.test_search import passage

TEXTS = [
    "Doctors treated the sick in rural clinics.",
    "The road budget was approved.",
    "Farmers sold rice at the market.",
]


@pytest.fixture(scope="module")
def model() -> str:
    if importlib.util.find_spec("sentence_transformers") is None:
        pytest.skip("no model on this machine: install the extras dense and dev")
    try:
        return minilm_folder()
    except ModuleNotFoundError as failure:
        pytest.skip(str(failure))


@pytest.fixture(scope="module")
def embedder(model: str) -> Embedder:
    return loaded(local_model(model, Path("nowhere")))


def test_dense_and_hybrid_find_a_paraphrase(model: str, tmp_path: Path) -> None:
    with open_index(Settings(data=tmp_path, embedding=model), create=True) as index:
        index.write([passage(text, str(n), language="en", ordinal=n) for n, text in enumerate(TEXTS, start=1)])
        searcher = Searcher(index)
        assert searcher.search("physicians caring for ill patients", mode="dense").hits[0].number == "1"
        assert searcher.search("physicians in clinics", mode="hybrid").hits[0].number == "1"
        assert index.near("physicians caring for ill patients", 1)[0].payload["content"] == TEXTS[0]


def test_auto_is_lexical_with_a_model_that_nobody_evaluated(model: str, tmp_path: Path) -> None:
    with open_index(Settings(data=tmp_path, embedding=model), create=True) as index:
        assert index.fusion == {}
        assert Searcher(index).search("rice", mode="auto").mode == "lexical"


def test_vectors_have_length_one_and_the_dimension_that_is_kept(embedder: Embedder) -> None:
    vectors = [*embedder.documents(TEXTS), embedder.query("clinics")]
    assert {len(vector) for vector in vectors} == {embedder.record.dimension} == {384}
    assert [math.hypot(*vector) for vector in vectors] == pytest.approx([1.0] * 4, abs=1e-5)


def test_int8_gives_other_vectors_that_stay_close(model: str, embedder: Embedder) -> None:
    small = loaded(local_model(f"{model}@int8", Path("nowhere")))
    assert small.record != embedder.record
    for exact, near in zip(embedder.documents(TEXTS), small.documents(TEXTS), strict=True):
        cosine = sum(a * b for a, b in zip(exact, near, strict=True))
        assert exact != near  # assigning to a name that is not the module's changes nothing
        assert cosine > 0.95


def test_a_text_longer_than_the_model_reads_is_counted_and_embedded(embedder: Embedder) -> None:
    before = embedder.cut
    embedder.documents(["volunteers plant trees " * 200, "short"])
    assert embedder.cut == before + 1


@pytest.mark.parametrize("setting", ["/no/such/folder", "someone/model", "bge-m3", "x@int4"])
def test_a_model_that_is_not_on_this_machine_is_refused_with_a_remedy(setting: str, tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="embedding model cannot be loaded"):
        open_index(Settings(data=tmp_path, embedding=setting), create=True)


@pytest.fixture(scope="module")
def paraphrases(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    with open_index(Settings(data=tmp_path_factory.mktemp("paraphrases"), embedding=model), create=True) as index:
        yield index


def test_on_english_paraphrases_hybrid_is_not_below_lexical_on_queries_its_weights_never_saw(
    paraphrases: PassageIndex,
) -> None:
    given = paraphrase_set()
    values = grid_values(given, legs_of(paraphrases, given))
    figures = cross_validated(given.queries, values)
    assert figures["hybrid"] >= figures["lexical"]
    assert figures["helps"]
    assert len(given.queries) == figures["queries"] == 120
    assert LEXICAL in GRID  # so that fusion that does not help can be left out
