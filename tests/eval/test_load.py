"""A load is told as it was answered: on a real server, for a moment."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from corpus.settings import Settings
from eval.api_cost import compared
from eval.api_cost import table as cost_table
from eval.load import drawn, growth, summed, table, under_load
from ingest.pipeline import ingest


def test_a_load_on_a_real_server_is_told(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.report.REPORTS", tmp_path / "reports")
    ingest([next(samples.glob("*.en.txt"), next(samples.glob("*.pdf")))], Settings(data=tmp_path / "data"))
    told = under_load(tmp_path / "data", ["volunteers", "志愿者"], ["youth"], minutes=0.05, rate=10)
    assert (told["requests"], told["failed"]) == (30, 0)
    assert told["cpu_ms"] > 0
    assert told["held"][0][1] > told["held"][0][2] > 0
    assert any(line.startswith("✓ failed") for line in table(told))
    assert Path(told["plot"]).exists()


def test_what_fails_is_counted_by_its_status() -> None:
    told = summed([(10.0, 200), (20.0, 503), (30.0, 0), (40.0, 503)], [(0.0, 100.0, 50.0)], rate=1)
    assert (told["requests"], told["failed"], told["statuses"]) == (4, 3, {"0": 1, "503": 2})
    assert told["p50_ms"] == 25.0
    assert told["mb_per_minute"] is None


def test_memory_grows_by_a_line_through_what_came_after_a_minute() -> None:
    held = [(float(at), 900.0 if at < 60 else 1000.0 + 3 * (at / 60)) for at in range(0, 300, 2)]
    assert growth(held) == pytest.approx(3.0)
    assert growth([(at, 500.0) for at, _ in held]) == pytest.approx(0.0)
    assert growth(held[:30]) is None  # a minute alone says nothing


def test_the_plot_draws_times_and_memory() -> None:
    told = summed([(5.0, 200)] * 40, [(0.0, 100.0, 50.0), (2.0, 101.0, 51.0)], rate=2)
    drawing = ElementTree.fromstring(drawn(told))
    assert sum(element.tag.endswith("polyline") for element in drawing) == 3


def test_what_the_api_adds_is_told_between_and_query_by_query() -> None:
    own = [10.0, 20.0, 30.0]
    told = compared(own, [14.0, 24.0, 36.0], [11.0, 21.0, 31.0], 9.0, 12.0)
    assert told["adds_p50_ms"] == pytest.approx(4.0)
    assert told["adds_p95_ms"] == pytest.approx(34.8 - 29.0)
    assert told["on_top"]["p50_ms"] == pytest.approx(3.0)
    lines = list(cost_table({**told, "passages": 7, "queries": 3, "load": 1.0}))
    assert "✓ the API adds ≤ 5 ms, p50: 4.00 ms" in lines
    assert "✗ the API adds ≤ 5 ms, p95: 5.80 ms" in lines
