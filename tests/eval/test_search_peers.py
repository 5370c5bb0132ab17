"""The peers of a search are asked the same; how fast anything is, is never a test."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from corpus.errors import PortalError
from eval.retrieval_lucene import jars
from eval.scale_build import built, settings_at
from eval.search_peers import drawn, ratios, table, write_given
from eval.search_ways import Given, figures, summed
from tests.eval.test_scale import TEXTS

QUERIES = ("volunteers of Nairobi", "志愿者修建", "A/60/1 para. 3")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sixty passages, with vectors."""
    pytest.importorskip("sentence_transformers")
    place = tmp_path_factory.mktemp("made")
    built(place, TEXTS, 60)
    return place


@pytest.fixture(scope="module")
def given(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """What every engine is given of it."""
    made = Given(tmp_path_factory.mktemp("given"))
    assert write_given(folder, made, QUERIES[:1], QUERIES) == 60
    return made


def test_every_engine_is_given_the_passages_and_the_queries(given: Given) -> None:
    ids, texts = given.texts()
    assert len(set(ids)) == 60
    assert {text.text for text in TEXTS[1:]} <= set(texts)  # of the first the beginning, as a heading
    assert given.asked() == (1, [QUERIES[0], *QUERIES])


def test_the_portal_is_asked_beside_its_bare_engine(given: Given, folder: Path) -> None:
    ways = figures("portal", given, folder)
    assert list(ways) == ["portal", "engine", "portal hybrid", "engine hybrid"]
    assert all(way["build_s"] is None and way["p95_ms"] >= way["p50_ms"] > 0 for way in ways.values())


@pytest.mark.parametrize(
    ("engine", "needs", "names"),
    [
        ("bm25s", "bm25s", ["bm25s"]),
        ("lancedb", "lancedb", ["lancedb", "lancedb hybrid"]),
        ("floor", "numpy", ["exact dense"]),
    ],
)
def test_a_peer_searches_what_it_was_given(
    given: Given, folder: Path, engine: str, needs: str, names: list[str]
) -> None:
    pytest.importorskip(needs)
    assert list(figures(engine, given, folder)) == names


def test_lucene_is_timed_by_its_own_clock(given: Given, folder: Path) -> None:
    try:
        jars()
    except PortalError as failure:
        pytest.skip(str(failure))
    (way,) = figures("lucene", given, folder).values()
    assert 0 < way["p50_ms"] <= way["p95_ms"]


def test_a_peer_that_is_not_installed_is_named(folder: Path, given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "bm25s", None)
    with pytest.raises(ModuleNotFoundError, match="bm25s"):
        figures("bm25s", given, folder)


def test_the_spread_and_the_rates_by_hand() -> None:
    told = summed([(2.0, 1.0), (4.0, 1.0), (6.0, 1.0)])
    assert (told["p50_ms"], told["cpu_p50_ms"]) == (4.0, 1.0)
    assert (told["per_second"], told["cpu_per_second"]) == (250.0, 1000.0)


WAYS = {
    "portal": {"p50_ms": 5.0, "p95_ms": 12.0, "cpu_p50_ms": 4.0, "cpu_p95_ms": 10.0},
    "engine": {"p50_ms": 2.0, "p95_ms": 3.0, "cpu_p50_ms": 2.0, "cpu_p95_ms": 2.0},
    "lucene": {"p50_ms": 1.0, "p95_ms": 6.0, "cpu_p50_ms": 1.0, "cpu_p95_ms": 5.0},
}


def test_ratios_say_how_much_longer_the_portal_takes() -> None:
    beside = ratios(WAYS)
    assert beside == {"portal": {"engine": {"p95": 4.0, "cpu": 5.0}, "lucene": {"p95": 2.0, "cpu": 2.0}}}


def test_the_table_has_each_way_what_is_lacking_and_the_bar() -> None:
    more = {"per_second": 100.0, "rss_gb": 0.5, "build_s": 1.0}
    ways = {name: way | more for name, way in WAYS.items()}
    row = {"ways": ways, "lacking": {"lancedb": "No module"}, "ratios": ratios(WAYS), "load": 1.0}
    lines = list(table({"queries": 3, "sizes": {"100": row}, "plot": "x.svg"}))
    assert sum(line.startswith("  ") for line in lines) == 5
    assert any("lancedb" in line and "not measured" in line for line in lines)
    assert "✗ p95 to the bare engine ≤ 3: 4.00 (CPU 5.00)" in lines
    assert ElementTree.fromstring(drawn({"100": row, "1000": row})).tag.endswith("svg")


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="holds no corpus"):
        settings_at(tmp_path)
