"""What the speed report says; how fast anything is, is never a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from eval import speed_ingest, speed_pages
from eval.speed import beside_haystack, measure, table
from ingest.pdf.bare import pdfium_text
from ingest.pipeline import ingest

FIGURES = {
    "ingest": {"pages": 500, "passages": 12000, "seconds": 25.0},
    "search": {"passages": 12000, "queries": 300, "p50_ms": 8.0, "p95_ms": 30.0, "max_ms": 40.0}
    | {"engine_p95_ms": 12.0, "to_engine": 2.5},
    "cold": {"count": 0.5, "links": 0.5, "search": 2.9},
    "peer": {
        "portal": {"pages": 300, "per_second": 60.0, "cpu": 9.0},
        "haystack": {"pages": 300, "per_second": 5.0, "cpu": 90.0},
        "ratio": 12.0,
    },
}


def test_each_bar_stands_beside_its_figure_and_a_missed_one_says_so() -> None:
    lines = list(table(FIGURES))
    assert [line.split()[0] for line in lines if "NOT met" in line] == ["search", "peer"]
    assert sum(", met)" in line for line in lines) == 4


def test_every_stage_stands_beside_its_floor(shared_data: Path) -> None:
    figures = speed_ingest.measure(shared_data, pages=2)
    assert figures["pages"] >= 2
    assert {"ingest.read", "ingest.derive", "ingest.index", "ingest.flush"} <= figures["stages"].keys()
    assert any("times its floor" in line for line in speed_ingest.table(figures))


def test_the_same_file_is_other_documents(shared_data: Path, tmp_path: Path) -> None:
    pdf = speed_pages.real_pdfs(shared_data)[0]
    made, manifest = speed_pages.write_pages([pdf], 1 + len(pdfium_text(pdf)), tmp_path)
    report = ingest(list(made), Settings(data=tmp_path / "data"), manifest=manifest)
    assert (len(made), report.indexed, report.superseded) == (2, 2, ())


def test_an_unknown_peer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="only peer is haystack"):
        measure(tmp_path, "elastic")


def test_the_peer_reads_the_same_files(samples: Path) -> None:
    pytest.importorskip("haystack_integrations.document_stores.qdrant")
    figures = beside_haystack([samples / "sample-vnr-xab-2025.en.pdf"])
    assert figures["portal"]["pages"] == figures["haystack"]["pages"] > 0
    assert figures["ratio"] == pytest.approx(figures["portal"]["per_second"] / figures["haystack"]["per_second"])
