"""What the speed report says; how fast anything is, is never a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from eval.speed import beside_haystack, measure, table

FIGURES = {
    "ingest": {"pages": 500, "passages": 12000, "seconds": 25.0},
    "search": {"passages": 12000, "queries": 300, "p50_ms": 8.0, "p95_ms": 30.0, "max_ms": 40.0},
    "cold": {"count": 0.5, "links": 0.5, "search": 2.9},
    "peer": {
        "portal": {"pages": 300, "per_second": 60.0, "cpu": 9.0},
        "haystack": {"pages": 300, "per_second": 5.0, "cpu": 90.0},
        "ratio": 12.0,
    },
}


def test_each_bar_stands_beside_its_figure_and_a_missed_one_says_so() -> None:
    lines = list(table(FIGURES))
    assert [line for line in lines if "NOT met" in line] == [line for line in lines if line.startswith("search")]
    assert sum(", met)" in line for line in lines) == 4


def test_an_unknown_peer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="only peer is haystack"):
        measure(tmp_path, "elastic")


def test_the_peer_reads_the_same_files(samples: Path) -> None:
    pytest.importorskip("haystack_integrations.document_stores.qdrant")
    figures = beside_haystack([samples / "sample-vnr-xab-2025.en.pdf"])
    assert figures["portal"]["pages"] == figures["haystack"]["pages"] > 0
    assert figures["ratio"] == pytest.approx(figures["portal"]["per_second"] / figures["haystack"]["per_second"])
