"""One report of all measurements: what was measured, what was missed, what was not measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.bench import SOURCES, collect, table
from tests.eval.test_search_peers import WAYS

AT = {"settings": {"at": "2026-01-02T03:04:05Z"}}
MORE = {"per_second": 100.0, "rss_gb": 0.5}
REPORTS: dict[str, dict[str, Any]] = {
    "speed": {
        "stages": {
            "pages": 2000,
            "megabytes": 60.0,
            "seconds": 20.0,
            "pages_per_s": 100.0,
            "cpu": {"ms_per_page": 20.0},
            "whole_to_stages": 1.5,
            "stages": {"ingest.read": 10.0, "ingest.index": 4.0},
            "to_floor": {"ingest.read": 2.0},
            "bars": {"pages_per_s": 87.0, "whole_to_stages": 1.3},
        },
        "cold": {"count": 1.0, "search": 4.0},
        "peer": {"ratio": 21.0},
        "bars": {"count_s": 1.5, "search_s": 3.0, "ratio": 20.0},
    },
    "citation-speed": {
        "bars": [{"what": "MB/s on the shared texts", "least": 5.0}],
        "texts": {"all": {"mb_per_s": 6.0}},
    },
    "search-peers": {
        "bar": 3.0,
        "sizes": {
            "100": {
                "ways": {name: way | MORE for name, way in WAYS.items()},
                "ratios": {"portal": {"engine": {"p95": 4.0, "cpu": 5.0}}},
            }
        },
    },
    "api-cost": {"passages": 100, "adds_p50_ms": 3.0, "adds_p95_ms": 6.0, "bar_ms": 5.0},
    "load": {
        "rate": 20,
        "minutes": 5.0,
        "requests": 6000,
        "p95_ms": 100.0,
        "failed": 0,
        "mb_per_minute": None,
        "bars": {"p95_ms": 150.0, "failed": 0.0, "mb_per_minute": 2.0},
    },
}


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    """The table of the reports above, one of another shape, and a plot."""
    for name, report in REPORTS.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(AT | report), "utf-8")
    (tmp_path / "reading.json").write_text(json.dumps(AT | {"old": 1}), "utf-8")
    (tmp_path / "load.svg").write_text("<svg/>", "utf-8")
    return list(table(collect(tmp_path)))


def told(lines: list[str], *words: str) -> str:
    """The one line that says all of these."""
    (line,) = [line for line in lines if all(word in line for word in words)]
    return line


def test_every_figure_stands_beside_its_bar(lines: list[str]) -> None:
    assert told(lines, "2,000 pages").startswith("✓ ingest")
    assert told(lines, "whole to its stages").startswith("✗")
    assert "10.00 CPU s, 200 pages/s, 2.0 times its floor" in told(lines, "ingest.read")
    assert told(lines, "mentions found").endswith("6.00 MB/s  (bar: at least 5)")
    assert told(lines, "adds to the p95").startswith("✗ API")
    assert "100: portal" in told(lines, "p50 5.0, p95 12.0 ms")
    assert told(lines, "requests that failed").startswith("✓")


def test_what_was_not_measured_names_its_command(lines: list[str]) -> None:
    assert "python -m eval counting" in told(lines, "counting", "not measured")
    assert "python -m eval reading" in told(lines, "another shape")
    assert not [line for line in lines if "growth under load" in line]  # too short a load says nothing of memory


def test_it_ends_with_when_how_many_and_the_plots(lines: list[str]) -> None:
    assert lines[-2] == "measured between 2026-01-02T03:04 and 2026-01-02T03:04; bars missed: 4"
    assert lines[-1].endswith("load.svg")


def test_without_any_report_every_measurement_is_named(tmp_path: Path) -> None:
    rows = collect(tmp_path)["rows"]
    assert [row["part"] for row in rows] == list(SOURCES)
    assert all(row["what"] == "not measured" and row["at"] is None for row in rows)


def test_every_measurement_of_bench_is_made_by_the_makefile() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
    recipe = makefile.split("\nbench:", 1)[1].split("\n\n", 1)[0]
    assert [name for name, (command, _) in SOURCES.items() if f"eval {command.split()[0]}" not in recipe] == []
    assert recipe.rstrip().endswith("-m eval bench")
