"""Peers rank with what they are, and need nothing until they are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from eval import retrieval_lucene
from eval.retrieval_engines import Engine, Portal
from eval.retrieval_lucene import Lucene, jars
from eval.retrieval_peers import characters, every_peer
from eval.retrieval_pool import EvalSet, Pool
from tests.eval.retrieval_data import eval_set, pool

PEERS = {peer.name: peer for peer in every_peer()}


def found_first(engine: Engine, language: str) -> list[str]:
    """The best label for each query of the set made by hand."""
    given = eval_set(language)
    ranking = engine.rank(given.pool, given.queries)
    return [ranking.found[query.id][0] for query in given.queries]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_portal_finds_what_was_asked_for(language: str) -> None:
    assert found_first(Portal(), language) == ["x:0", "x:1"]


@pytest.mark.parametrize(
    ("name", "language"),
    [("bm25s-en", "en"), ("bm25s-jieba", "zh"), ("bm25s-jieba-search", "zh"), ("bm25s-characters", "zh")],
)
def test_bm25s_finds_what_was_asked_for(name: str, language: str) -> None:
    pytest.importorskip("bm25s")
    pytest.importorskip("Stemmer")
    assert found_first(PEERS[name], language) == ["x:0", "x:1"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_haystack_finds_what_was_asked_for(language: str) -> None:
    assert found_first(PEERS["haystack-bm25"], language) == ["x:0", "x:1"]


@pytest.mark.parametrize(("analyser", "language"), [("en", "en"), ("cjk", "zh"), ("smartcn", "zh")])
def test_lucene_finds_what_was_asked_for(analyser: str, language: str) -> None:
    try:
        jars()
    except PortalError as failure:
        pytest.skip(str(failure))
    assert found_first(Lucene(analyser, language), language) == ["x:0", "x:1"]


def test_lucene_without_its_jars_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval_lucene, "JARS", tmp_path)
    with pytest.raises(PortalError, match="lucene-core") as failure:
        Lucene("en", "en").rank(pool(), [])
    assert failure.value.code == "path_missing"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("志愿者", ["志", "愿", "者", "志愿", "愿者"]),
        ("志願者", ["志", "愿", "者", "志愿", "愿者"]),  # traditional characters are converted
        ("A 5G网", ["a", "5g", "网"]),
    ],
)
def test_characters_stand_alone_and_in_pairs(text: str, tokens: list[str]) -> None:
    assert characters([text]) == [tokens]


@pytest.mark.parametrize(
    ("name", "asked", "language", "expected"),
    [
        ("xquad-zh", "zh", "zh", {"bm25s-characters", "lucene-smartcn", "haystack-bm25"}),
        ("xquad-en", "en", "en", {"bm25s-en", "lucene-en", "haystack-bm25", "minilm"}),
        ("xquad-en-zh", "en", "zh", {"bm25s-characters", "lucene-smartcn", "minilm"}),  # MiniLM: English on one side
        ("xquad-zh-ru", "zh", "ru", {"bm25s-ru", "lucene-ru"}),  # nobody knows both languages
    ],
)
def test_a_peer_is_asked_where_it_is_one(name: str, asked: str, language: str, expected: set[str]) -> None:
    given = EvalSet(name, asked, Pool(name, language, (), {}), ())
    taking = {peer.name for peer in PEERS.values() if peer.takes(given)}
    assert expected <= taking
    assert "bm25s-fr" not in taking
