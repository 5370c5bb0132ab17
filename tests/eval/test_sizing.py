"""The model of sizes: its arithmetic by hand, and what it reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.sizing import drawn, table
from eval.sizing_measure import index_parts, on_disk
from eval.sizing_model import Constants, Corpus, Limits, Model, Prices, load_model

MB = 1e6
MODEL = Model(
    Constants(
        passages_per_page=10,
        original_bytes_per_page=40_000,
        store_bytes=MB,
        store_bytes_per_passage=900,
        store_bytes_per_page=1_000,
        sparse_bytes_per_passage=500,
        inverted_bytes_per_passage=600,
        payload_bytes_per_passage=900,
        graph_bytes_per_passage=100,
        log_bytes=50 * MB,
        server_bytes=300 * MB,
        model_bytes=200 * MB,
        heap_bytes_per_passage=400,
        ingest_ms_per_page=36,
        writer_ms_per_page=18,
        embed_ms_per_passage=7.2,
        reindex_ms_per_passage=0.36,
        graph_ms_per_passage=0.36,
        backup_bytes_per_second=100 * MB,
        open_seconds=2,
        open_ms_per_passage=0.01,
    ),
    Limits(
        measured_passages=50_000,
        embedded_passages=100_000,
        node_gb=1,
        shard_passages=4_000_000,
        replicas=2,
        ingest_days=1,
        node_cores=4,
        embed_factor_1024=10,
    ),
    Prices(core_hour=0.1, memory_gb_month=2, disk_tb_month=100),
    (),
    {},
)


def test_what_one_machine_holds_by_words() -> None:
    held = MODEL.held(10_000, 1_000)
    assert held.store == pytest.approx(11 * MB)  # 1, 10,000 × 900 and 1,000 × 1,000
    assert held.index == pytest.approx(70 * MB)  # 10,000 × (500 + 600 + 900), and the log
    assert held.memory == pytest.approx(324 * MB)  # server, index without its log, 10,000 × 400
    assert held.open_s == pytest.approx(2.1)


@pytest.mark.parametrize(("precision", "bytes_"), [("float32", 1636), ("float16", 868), ("int8", 484), ("binary", 148)])
def test_a_vector_takes_what_its_precision_says(precision: str, bytes_: float) -> None:
    assert MODEL.vector_bytes(384, precision) == bytes_


def test_vectors_add_themselves_and_the_model_of_questions() -> None:
    words, both = MODEL.held(10_000, 0), MODEL.held(10_000, 0, 384)
    assert both.index - words.index == pytest.approx(8.68 * MB)
    assert both.memory - words.memory == pytest.approx(208.68 * MB)


def test_a_small_corpus_stays_on_one_machine() -> None:
    needs = MODEL.needs(Corpus("small", 100, 10))
    assert (needs.pages, needs.passages, needs.machines, needs.shards) == (1_000, 10_000, 1, 1)
    assert needs.engine == "SQLite, embedded index"
    assert needs.measured
    assert needs.originals_gb == pytest.approx(0.04)
    assert needs.ingest_hours == pytest.approx(0.01)
    assert (needs.embed_hours, needs.ingest_nodes) == (0, 1)
    assert needs.backup_hours * 3600 == pytest.approx(0.51)  # 40 and 11 MB
    assert needs.euro_month == pytest.approx(0.324 * 2 + 0.000121 * 100)


def test_a_large_corpus_is_parted_and_copied() -> None:
    needs = MODEL.needs(Corpus("large", 100_000, 10, 384, "int8"))
    assert needs.engine == "PostgreSQL, Qdrant"
    assert (needs.shards, needs.replicas) == (3, 2)  # 10 million passages, 4 million a shard
    assert needs.memory_gb == pytest.approx(2 * 10.84 + 0.5)  # 10 million × (600 + 484), twice, and the portal
    assert needs.machines == 23  # of 1 GB each, and the portal's own
    assert needs.index_gb == pytest.approx(2 * (0.05 + 24.84 + 7.68))  # with the half floats that the server keeps
    assert needs.ingest_hours == pytest.approx(10)
    assert needs.embed_hours == pytest.approx(20)
    assert needs.reindex_hours == pytest.approx(22)
    assert needs.writer_days == pytest.approx(5 / 24)
    assert needs.ingest_nodes == 1
    assert needs.euro_once == pytest.approx(3)
    assert not needs.measured


def test_a_large_model_embeds_as_many_times_slower_as_is_assumed() -> None:
    small, large = (MODEL.needs(Corpus("x", 1000, 10, size)) for size in (384, 1024))
    assert large.embed_hours == pytest.approx(10 * small.embed_hours)


def test_twice_the_documents_take_twice_the_hours() -> None:
    one, two = (MODEL.needs(Corpus("x", documents, 12, 384)) for documents in (1000, 2000))
    for name in ("passages", "originals_gb", "ingest_hours", "embed_hours", "reindex_hours", "writer_days"):
        assert getattr(two, name) == pytest.approx(2 * getattr(one, name))


def test_the_shipped_model_has_a_command_for_every_constant_and_takes_other_prices() -> None:
    model = load_model(prices={"core_hour": 1.5})
    assert all(source.startswith("python -m eval ") for source in model.sources.values())
    assert model.prices.core_hour == 1.5
    assert {corpus.documents for corpus in model.corpora} == {400, 100_000, 10_000_000}


def test_parts_of_an_index_are_told_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("vector_storage-text-sparse/a", "vector_index-text-sparse/b", "payload_storage/c"):
        place = tmp_path / "segments/1" / name
        place.parent.mkdir(parents=True)
        place.write_bytes(b"x" * 8192)
    (tmp_path / "wal").write_bytes(b"x" * 4096)
    parts = index_parts(tmp_path)
    assert parts["sparse"] == parts["inverted"] == parts["payload"] == 8192
    assert (parts["dense"], parts["log"]) == (0, 4096)
    assert on_disk(tmp_path) == 3 * 8192 + 4096


def test_a_prediction_stands_beside_what_was_measured() -> None:
    held = MODEL.held(10_000, 1_000)
    measured = {"passages": 10_000, "pages": 50, "dimension": 0, "store": held.store, "index": held.index * 2}
    check = {
        "measured": measured | {"memory": held.memory, "open_s": 2.0},
        "predicted": {"store": held.store, "index": held.index, "memory": held.memory, "open_s": held.open_s},
        "off_percent": {"store": 0.0, "index": -50.0, "memory": 0.0, "open_s": 5.0},
    }
    report = {"checks": [check], "needs": [], "prices": {}, "measured_now": {}, "constants": {}, "plot": "x.svg"}
    lines = list(table(report))
    assert [line.split()[0] for line in lines[1:5]] == ["✓", "✗", "✓", "✓"]
    drawing = ElementTree.fromstring(drawn(replace(MODEL), [check]))
    assert sum(element.tag.endswith("polyline") for element in drawing) == 3
    assert sum(element.tag.endswith("circle") for element in drawing) >= 3
