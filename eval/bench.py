"""One report of all that is measured of speed: what each measurement kept in ``eval/reports``, as rows of one table.

Nothing is measured here. A measurement whose report is missing has a row that names the command; one whose report has
another shape, as an older version leaves it, says so. Each row has the time of its report, as they need not be of one
day: figures of two reports make no ratio.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure; ``met`` is None where it has no bar. ``at`` is when it was measured, None where it was not."""

    part: str
    what: str
    figure: str
    bar: str = ""
    met: bool | None = None
    at: str | None = None


def collect(reports: Path) -> dict[str, Any]:
    """The rows of every report that is there, and the plots beside them."""
    rows = [asdict(row) for name, (command, read) in SOURCES.items() for row in _rows(reports, name, command, read)]
    plots = [str(reports / name) for name in PLOTS if (reports / name).exists()]
    return {"rows": rows, "missed": sum(row["met"] is False for row in rows), "plots": plots}


def table(figures: Report) -> Iterator[str]:
    """A line for each row, parts in their order."""
    rows = figures["rows"]
    wide = max(len(row["what"]) for row in rows)
    for row in rows:
        mark = {True: "✓", False: "✗", None: " "}[row["met"]]
        bar = f"  (bar: {row['bar']})" if row["bar"] else ""
        yield f"{mark} {row['part']:<9} {row['what']:<{wide}}  {row['figure']}{bar}"
    days = sorted({row["at"][:16] for row in rows if row["at"]})
    if days:
        yield f"measured between {days[0]} and {days[-1]}; bars missed: {figures['missed']}"
    yield from (f"plot: {plot}" for plot in figures["plots"])


def _rows(reports: Path, name: str, command: str, read: Callable[[Report], Iterator[Row]]) -> list[Row]:
    place = reports / f"{name}.json"
    if not place.exists():
        return [Row(name, "not measured", f"python -m eval {command}")]
    try:
        report = json.loads(place.read_text("utf-8"))
        at = report["settings"]["at"]
        return [Row(**{**asdict(row), "at": at}) for row in read(report)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as failure:
        cause = f"{type(failure).__name__} {failure}"
        return [Row(name, "its report has another shape", f"python -m eval {command} ({cause})")]


def _at_most(part: str, what: str, figure: float, bar: float, unit: str) -> Row:
    return Row(part, what, f"{figure:,.2f} {unit}", f"at most {bar:g}", figure <= bar)


def _at_least(part: str, what: str, figure: float, bar: float, unit: str) -> Row:
    return Row(part, what, f"{figure:,.2f} {unit}", f"at least {bar:g}", figure >= bar)


def _speed(report: Report) -> Iterator[Row]:
    if "stages" in report:
        yield from _ingest(report["stages"])
    if "peer" in report:
        yield _at_least("ingest", "to plain Haystack", report["peer"]["ratio"], report["bars"]["ratio"], "times")
    for name, seconds in report["cold"].items():
        yield _at_most("start-up", f"vkp {name}, whole process", seconds, report["bars"][f"{name}_s"], "s")


def _ingest(stages: Report) -> Iterator[Row]:
    bars, pages = stages["bars"], stages["pages"]
    yield _at_least("ingest", f"{pages:,} pages", stages["pages_per_s"], bars["pages_per_s"], "pages/s")
    yield Row("ingest", "megabytes a second", f"{stages['megabytes'] / stages['seconds']:.2f} MB/s")
    yield Row("ingest", "CPU of a page", f"{stages['cpu']['ms_per_page']:.1f} ms")
    yield _at_most("ingest", "whole to its stages", stages["whole_to_stages"], bars["whole_to_stages"], "times")
    for name, seconds in stages["stages"].items():
        floor = stages["to_floor"].get(name)
        beside = "" if floor is None else f", {floor:.1f} times its floor"
        yield Row("ingest", name, f"{seconds:.2f} CPU s, {pages / max(seconds, 1e-9):,.0f} pages/s{beside}")


def _reading(report: Report) -> Iterator[Row]:
    speeds = report["pages_per_second"]
    yield Row("reading", "lines and structure", f"{speeds['structure']:.0f} pages/s")
    for name, bar in report["bars"].items():
        yield _at_least("reading", f"to the bare text of {name}", report["ratios"][name], bar, "times")


def _links(report: Report) -> Iterator[Row]:
    yield from _texts("links", "mentions found", report)


def _classified(report: Report) -> Iterator[Row]:
    yield from _texts("classify", "evidence suggested", report)


def _texts(part: str, what: str, report: Report) -> Iterator[Row]:
    (bar,) = [bar for bar in report["bars"] if bar["what"].startswith("MB/s on the shared texts")]
    yield _at_least(part, what, report["texts"]["all"]["mb_per_s"], bar["least"], "MB/s")


def _counting(report: Report) -> Iterator[Row]:
    of = f"{report['reviews']:,} reviews, {report['passages']:,} passages"
    for basis, timed in report["in_process"].items():
        yield _at_most("count", f"3.1 {basis}, {of}", timed["warm_s"], report["bar_s"], "s")
        yield Row("count", f"vkp count, {basis}", f"{report['command_s'][basis]:.2f} s")


def _peers(report: Report) -> Iterator[Row]:
    for size, row in report["sizes"].items():
        for name, way in row["ways"].items():
            told = f"p50 {way['p50_ms']:.1f}, p95 {way['p95_ms']:.1f} ms, {way['per_second']:,.0f}/s"
            cpu = f"CPU p95 {way['cpu_p95_ms']:.1f} ms, {way['rss_gb']:.2f} GB"
            yield Row("search", f"{int(size):,}: {name}", f"{told}; {cpu}")
    last = list(report["sizes"].values())[-1]["ratios"]
    beside = last["portal"]["engine"]
    yield _at_most("search", "p95 to the bare engine, largest size", beside["p95"], report["bar"], "times")
    yield Row("search", "the same of CPU time", f"{beside['cpu']:.2f} times")


def _scale(report: Report) -> Iterator[Row]:
    for size, row in report["sizes"].items():
        process, api = row["process"], row["api"]
        for mode in ("lexical", "hybrid"):
            yield Row("search", f"{int(size):,}: {mode}, 582 queries", f"p95 {process[mode]['p95_ms']:.1f} ms")
        yield Row("start-up", f"{int(size):,}: opening in a process", f"{process['open_s']:.1f} s")
        yield Row("start-up", f"{int(size):,}: server until it answers", f"{api['start_s']:.1f} s")
        yield Row("memory", f"{int(size):,}: server after the load", f"{api['rss_gb']:.2f} GB")


def _api(report: Report) -> Iterator[Row]:
    of, bar = f"{report['passages']:,} passages", report["bar_ms"]
    yield _at_most("API", f"adds to the median, {of}", report["adds_p50_ms"], bar, "ms")
    yield _at_most("API", f"adds to the p95, {of}", report["adds_p95_ms"], bar, "ms")


def _load(report: Report) -> Iterator[Row]:
    of, bars = f"{report['rate']} requests/s, {report['minutes']:g} minutes", report["bars"]
    yield _at_most("load", f"p95 at {of}", report["p95_ms"], bars["p95_ms"], "ms")
    yield _at_most("load", "requests that failed", report["failed"], bars["failed"], f"of {report['requests']:,}")
    grown = report["mb_per_minute"]
    if grown is not None:
        yield _at_most("memory", "growth under load after a minute", grown, bars["mb_per_minute"], "MB/min")


def _sizing(report: Report) -> Iterator[Row]:
    for check in report["checks"]:
        passages = check["measured"]["passages"]
        for name, off in check["off_percent"].items():
            what = f"{passages:,}: {name}, prediction off by"
            yield _at_most("sizing", what, abs(off), report["goal_percent"], "%")


SOURCES: Mapping[str, tuple[str, Callable[[Report], Iterator[Row]]]] = {
    "speed": ("speed --peer haystack --pages 2000", _speed),
    "reading": ("reading", _reading),
    "citation-speed": ("citations --speed", _links),
    "evidence-speed": ("evidence --speed", _classified),
    "counting": ("counting", _counting),
    "search-peers": ("search-peers --data FOLDER", _peers),
    "scale": ("scale --folder FOLDER", _scale),
    "api-cost": ("api-cost --data FOLDER", _api),
    "load": ("load --data FOLDER", _load),
    "sizing": ("sizing --data FOLDER", _sizing),
}
"""The reports by name: the command that makes each, and how its rows are read."""

PLOTS = ("search-peers.svg", "scale.svg", "load.svg", "sizing.svg")
