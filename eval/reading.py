"""How fast PDFs are read and structured, beside what the libraries need to give their bare text.

Figures are pages per wall second. Each file is read in every way before the next file is, as the machine is shared and
noisy; of each way the median of the rounds counts. pypdf is slow: of each file only some pages are asked of it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.settings import Settings
from ingest.cell import read_file
from ingest.cell_child import Task, parse
from ingest.formats import Format
from ingest.pdf import ENGINES, engine
from ingest.pdf.bare import pdfium_text, pypdf_text

FOLDERS = ("un-en-with-docx", "un-en", "un-es", "un-zh-typeset", "vnr-factsheets-en", "not-vnr")
ROUNDS = 3
PYPDF_PAGES = 4
BARS = {"pypdfium2": 0.3, "pypdf": 5.0}
"""Reading and structure in this process: at least so many times as fast as the bare text of a library."""

WAYS = {
    "pypdfium2": "bare text of pypdfium2",
    "pypdf": "bare text of pypdf, some pages of each file",
    "reading": "lines of runs, in this process",
    "structure": "lines and structure, in this process",
    "child": "the same, a child process for each file",
}


def evaluate(shared: Path) -> dict[str, Any]:
    """The figures for the real PDFs of the development data."""
    return compare([pdf for name in FOLDERS for pdf in sorted((shared / "pdf" / name).glob("*.pdf"))])


def compare(pdfs: Sequence[Path], rounds: int = ROUNDS) -> dict[str, Any]:
    """Pages per second of each way to read these files, and the ratios that have bars."""
    settings = Settings()
    ways: dict[str, Callable[[Path], int]] = {
        "pypdfium2": lambda pdf: len(pdfium_text(pdf)),
        "pypdf": lambda pdf: len(pypdf_text(pdf, PYPDF_PAGES)),
        "reading": lambda pdf: len(engine(ENGINES[0])(pdf, settings.max_pages).pages),
        "structure": lambda pdf: len(parse(_task(pdf, settings)).pages),
        "child": lambda pdf: len(read_file(pdf, settings).pages),
    }
    parse(_task(pdfs[0], settings))  # what is loaded once is no part of any round
    found = [_round(ways, pdfs) for _ in range(rounds)]
    speeds = {name: statistics.median(speed[name] for speed in found) for name in ways}
    ratios = {name: speeds["structure"] / speeds[name] for name in BARS}
    return {"files": len(pdfs), "rounds": rounds, "pages_per_second": speeds, "ratios": ratios, "bars": BARS}


def _task(pdf: Path, settings: Settings) -> Task:
    limits = settings.max_pages, settings.parse_seconds, settings.parse_memory_mb
    return Task(str(pdf), Format.PDF.value, ENGINES[0], *limits)


def _round(ways: Mapping[str, Callable[[Path], int]], pdfs: Sequence[Path]) -> dict[str, float]:
    pages, seconds = dict.fromkeys(ways, 0), dict.fromkeys(ways, 0.0)
    for pdf in pdfs:
        for name, way in ways.items():
            started = time.perf_counter()
            pages[name] += way(pdf)
            seconds[name] += time.perf_counter() - started
    return {name: pages[name] / seconds[name] for name in ways}


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, each bar beside its ratio."""
    for name, speed in figures["pages_per_second"].items():
        yield f"reading  {WAYS[name]:<44} {speed:6.1f} pages/s"
    for name, bar in figures["bars"].items():
        ratio = figures["ratios"][name]
        met = "met" if ratio >= bar else "NOT met"
        yield f"ratio    structure to {name:<10} {ratio:.2f} (bar: at least {bar:g}, {met})"
