"""What the report on reading PDFs says; how fast it is, is never a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.reading import WAYS, compare, table

FIGURES = {
    "pages_per_second": {"pypdfium2": 400.0, "pypdf": 15.0, "reading": 300.0, "structure": 100.0, "child": 70.0},
    "ratios": {"pypdfium2": 0.25, "pypdf": 6.7},
    "bars": {"pypdfium2": 0.3, "pypdf": 5.0},
}


def test_each_bar_stands_beside_its_ratio_and_a_missed_one_says_so() -> None:
    lines = list(table(FIGURES))
    assert [line.split()[3] for line in lines if "NOT met" in line] == ["pypdfium2"]
    assert [line.split()[3] for line in lines if ", met)" in line] == ["pypdf"]
    assert len(lines) == len(WAYS) + 2


def test_every_way_reads_the_files_and_the_ratios_are_of_one_run(samples: Path) -> None:
    figures = compare([samples / "sample-vnr-xab-2025.en.pdf"], rounds=1)
    speeds = figures["pages_per_second"]
    assert speeds.keys() == WAYS.keys()
    assert all(speed > 0 for speed in speeds.values())
    assert figures["ratios"]["pypdf"] == pytest.approx(speeds["structure"] / speeds["pypdf"])
