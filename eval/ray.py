"""The same pages ingested by this machine alone, and by a Ray cluster of two nodes on it: what differs, how fast.

Both take as many files at a time. Two nodes on one machine share its processors, so the second figure says what a
cluster costs, and not what it gains: what is left for the writer, in CPU seconds, says what it can gain.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from os import times
from pathlib import Path
from typing import Any

from corpus.settings import Settings
from eval.alike import content
from eval.minilm import minilm_folder
from eval.speed_pages import real_pdfs, write_pages
from eval.two_nodes import two_nodes
from ingest.pipeline import ingest

AT_A_TIME = 2


def measure(shared: Path, pages: int, *, model: bool = False) -> dict[str, Any]:
    """Figures of both, and which tables differ. ``model``: passages are embedded by all-MiniLM-L6-v2 as well."""
    embedding = minilm_folder() if model else None
    with tempfile.TemporaryDirectory() as folder, two_nodes() as cluster:
        given = Path(folder) / "given"
        given.mkdir()
        _, manifest = write_pages(real_pdfs(shared), pages, given)
        ways = {"here": None, "ray": cluster.address}
        figures = {
            way: _run(given, manifest, Settings(data=Path(folder) / way, embedding=embedding), address)
            for way, address in ways.items()
        }
        here, ray = (content(Path(folder) / way) for way in ways)
    return {
        **figures,
        "nodes": 2,
        "differing": sorted(n for n in here.keys() | ray.keys() if here.get(n) != ray.get(n)),
    }


def _run(given: Path, manifest: Path, settings: Settings, address: str | None) -> dict[str, Any]:
    before, started = times(), time.perf_counter()
    report = ingest([given], settings, manifest=manifest, workers=AT_A_TIME, ray=address)
    seconds, after = time.perf_counter() - started, times()
    return {
        "files": report.indexed,
        "pages": report.pages,
        "passages": report.passages,
        "seconds": seconds,
        "pages_per_s": report.pages / seconds,
        "writer_cpu": after.user + after.system - before.user - before.system,
    }


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """Both runs in a line each, and whether they are equal."""
    for way, named in (("here", "2 workers"), ("ray", "2 nodes of Ray")):
        row = figures[way]
        yield (
            f"{named:<15} {row['pages']} pages, {row['passages']} passages in {row['seconds']:.1f} s: "
            f"{row['pages_per_s']:.1f} pages/s; {row['writer_cpu']:.1f} CPU s in the writing process"
        )
    differing = figures["differing"]
    yield f"equal: {'yes' if not differing else 'no, ' + ', '.join(differing)}"
