"""The model an index was made with: found again, refused when it is another, missing without harm; both back ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from search.fusion import keep_fusion
from search.index import open_index, rebuilt_index
from search.searcher import Searcher
from search.store.base import Fusion
from search.store.server import Server
from tests.search.test_search import passage
from tests.search.test_store_contract import Lasting
from tests.search.tiny_models import tiny_cross_encoder, tiny_embedder

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

TEXT = "volunteers plant trees along the river"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("models")
    return {name: str(tiny_embedder(folder / name, seed=seed)) for seed, name in enumerate(("one", "other"))}


@pytest.fixture(params=["edge", "server"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    if request.param == "edge":
        return Settings(data=tmp_path / "data")
    client = Lasting(":memory:")
    monkeypatch.setattr(Server, "at", lambda address, _key: Server(client, address))
    return Settings(data=tmp_path / "data", qdrant_url="http://qdrant:6333")


def choosing(settings: Settings, embedding: str | None) -> Settings:
    return settings.model_copy(update={"embedding": embedding})


def build(settings: Settings) -> None:
    settings.data.mkdir(exist_ok=True)
    with rebuilt_index(settings) as index:
        index.write([passage(TEXT, "1", language="en")])


def found(settings: Settings, mode: str) -> list[str]:
    with open_index(settings) as index:
        return [hit.text for hit in Searcher(index).search("trees", mode=mode).hits]


def test_an_index_is_opened_with_the_model_it_was_made_with_without_being_told(
    settings: Settings, models: dict[str, str]
) -> None:
    build(choosing(settings, models["one"]))
    assert found(settings, "dense") == [TEXT]
    build(settings)  # and is rebuilt with it
    assert found(settings, "dense") == [TEXT]


@pytest.mark.parametrize(
    ("made", "now"), [("off", "one"), ("one", "off"), ("one", "other")], ids=["without", "with", "another model"]
)
def test_an_index_made_with_another_model_than_the_setting_is_refused_until_it_is_rebuilt(
    settings: Settings, models: dict[str, str], made: str, now: str
) -> None:
    build(choosing(settings, models.get(made, made)))
    asked = choosing(settings, models.get(now, now))
    with pytest.raises(PortalError) as refused:
        open_index(asked)
    assert refused.value.code == "index_mismatch"
    build(asked)
    assert found(asked, "lexical") == [TEXT]


def test_a_refused_index_can_be_opened_by_the_next(settings: Settings, models: dict[str, str]) -> None:
    build(settings)
    with pytest.raises(PortalError, match="another embedding"):
        open_index(choosing(settings, models["one"]))
    assert found(settings, "lexical") == [TEXT]


def test_without_its_model_an_index_is_searched_by_words_and_not_written_to(
    settings: Settings, models: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "moved"
    shutil.copytree(models["one"], folder)
    build(choosing(settings, str(folder)))
    shutil.rmtree(folder)
    assert found(settings, "auto") == [TEXT]
    with open_index(settings) as index:
        assert index.dense_off is not None
        assert "no model on this machine" in index.dense_off
        with pytest.raises(PortalError, match="embedding model cannot be loaded"):
            index.write([passage("rice", "2", language="en")])
    with pytest.raises(PortalError, match="embedding model cannot be loaded"):
        open_index(choosing(settings, str(folder)))  # asked for by name, it is not done without


def test_a_folder_whose_weights_have_changed_is_another_model(
    settings: Settings, models: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "trained"
    shutil.copytree(models["one"], folder)
    build(choosing(settings, str(folder)))
    shutil.copy(Path(models["other"]) / "model.safetensors", folder / "model.safetensors")
    with pytest.raises(PortalError, match="another embedding"):
        open_index(settings)
    build(settings)
    assert found(settings, "dense") == [TEXT]


def test_prompts_that_are_not_those_of_the_index_are_refused_when_the_model_is_loaded(
    settings: Settings, models: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(choosing(settings, models["one"]))
    monkeypatch.setattr("search.embed._prompts", lambda _model: "{}")
    with open_index(settings) as index, pytest.raises(PortalError, match="other prompts"):
        Searcher(index).search("trees", mode="dense")


def test_measured_weights_are_used_for_the_languages_they_were_measured_for(
    settings: Settings, models: dict[str, str], tmp_path: Path
) -> None:
    kept = settings.model_copy(update={"models": tmp_path / "kept", "embedding": models["one"]})
    build(kept)
    with open_index(kept) as index:
        assert index.fusion_for("Who planted trees?") is None
        assert index.embedder is not None
        keep_fusion(index.embedder.record, tmp_path / "kept", {"en": {"k": 5, "sparse": 1.0, "dense": 0.5}})
    with open_index(kept) as index:
        assert index.fusion_for("Who planted trees?") == Fusion(k=5, sparse=1.0, dense=0.5)
        assert index.fusion_for("谁种了树") is None


def test_a_reranker_that_is_configured_comes_with_the_index_and_one_that_is_not_here_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    build(settings)
    with pytest.raises(PortalError, match="vkp models pull mmarco"):
        open_index(settings.model_copy(update={"reranker": "mmarco-mMiniLMv2-L12"}))
    folder = tiny_cross_encoder(tmp_path / "cross-encoder")
    with open_index(settings.model_copy(update={"reranker": str(folder)})) as index:
        assert index.rerank is not None
        assert len(index.rerank("trees", [TEXT, "rice"])) == 2


def test_without_any_model_it_is_said(settings: Settings) -> None:
    build(settings)
    with open_index(settings) as index:
        assert (index.dense_off, index.rerank) == ("dense: off (no model on this machine)", None)


def test_a_lost_index_is_rebuilt_with_the_model_that_was_chosen(tmp_path: Path, models: dict[str, str]) -> None:
    settings = Settings(data=tmp_path)
    (tmp_path / "embedding.json").write_text(json.dumps({"use": models["one"]}))
    build(settings)
    assert found(settings, "dense") == [TEXT]


def test_an_index_whose_record_is_damaged_says_to_reindex_and_can_be(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    build(settings)
    for damaged in ("{", '{"colour": "red"}'):
        (settings.index / "embedding.json").write_text(damaged)
        with pytest.raises(PortalError, match="reindex"):
            open_index(settings)
    build(settings)
    assert found(settings, "lexical") == [TEXT]
