"""Ingest by stage: what each step takes of a run over many pages, beside the least that it could take.

Of a stage the CPU seconds count, which others on the machine lengthen less than wall seconds: of the thread that does
it, and for reading of the children. The floors are of the same files and passages in the same run: pdfium giving their
bare text, hashing their bytes, the bare engine taking the points as they come. Who reads a file also finds what its
words give. What reading takes by itself, which is what pdfium's floor is of, is told by reading all files once more.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from os import times
from pathlib import Path
from typing import Any

import numpy as np

from corpus.settings import Settings
from corpus.steps import Step, listening
from corpus.store import open_store
from eval.speed_pages import real_pdfs, write_pages
from ingest.cell import read_and_find
from ingest.indexed import indexed_passages
from ingest.pdf.bare import pdfium_text
from ingest.pipeline import ingest
from ingest.warm import WarmChildren
from search.pipelines import PassageEncoder, Passages
from search.store.edge import EdgeStore

PAGES = 2000
BARS = {"pages_per_s": 87.0, "whole_to_stages": 1.3, "read_to_floor": 3.0}
FLOORS = {Step.READ: "pdfium", Step.ACCEPT: "hashing", Step.INDEX: "engine"}
WORKERS = 2
COPIED = 256 << 20
"""Bytes of the array that is copied to tell what memory can do."""


def measure(shared: Path, pages: int = PAGES) -> dict[str, Any]:
    """One run over ``pages`` pages of PDFs, without a model."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given"
        given.mkdir()
        made, manifest = write_pages(real_pdfs(shared), pages, given)
        settings = Settings(data=Path(folder) / "data")
        stages = Stages()
        before, started = times(), time.perf_counter()
        with listening(stages):
            report = ingest(list(made), settings, manifest=manifest)
        seconds, after = time.perf_counter() - started, times()
        reading = after.children_user + after.children_system - before.children_user - before.children_system
        own = after.user + after.system - before.user - before.system
        stages.cpu[Step.READ] += reading
        alone = _read_alone(list(made), settings)
        floors = _floors(list(made), settings, Path(folder) / "bare")
    return {
        "files": len(made),
        "pages": report.pages,
        "passages": report.passages,
        "megabytes": floors["bytes"] / 1e6,
        "seconds": seconds,
        "pages_per_s": report.pages / seconds,
        "cpu": {"own": own, "children": reading, "ms_per_page": 1000 * (own + reading) / report.pages},
        "stages": {str(step): cpu for step, cpu in sorted(stages.cpu.items(), key=lambda one: -one[1])},
        "whole_to_stages": (own + reading) / sum(stages.cpu.values()),
        "read_alone": alone,
        "floors": floors,
        "to_floor": {str(step): {**stages.cpu, Step.READ: alone}[step] / floors[name] for step, name in FLOORS.items()},
        "bars": BARS,
    }


class Stages:
    """A listener: CPU seconds of the threads that do each step."""

    def __init__(self) -> None:
        self.cpu: dict[Step, float] = defaultdict(float)
        self._begun: dict[tuple[int, Step], float] = {}
        self._lock = threading.Lock()

    def __call__(self, step: Step, seconds: float | None) -> None:
        """See ``corpus.steps.Listener``."""
        place = threading.get_ident(), step
        if seconds is None:
            self._begun[place] = time.thread_time()
            return
        with self._lock:
            self.cpu[step] += time.thread_time() - self._begun[place]


def _read_alone(files: Sequence[Path], settings: Settings) -> float:
    """CPU seconds of the children that read the files as a run has them read, and find nothing in their words."""
    before = times()
    with WarmChildren() as readers, ThreadPoolExecutor(max_workers=WORKERS) as pool:
        for _ in pool.map(partial(read_and_find, settings=settings, heard=readers.said_by), files):
            pass
    after = times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _floors(files: Sequence[Path], settings: Settings, folder: Path) -> dict[str, float]:
    """CPU seconds of the least work on the same input, and what memory can do."""
    store = open_store(settings)
    shown = [indexed_passages(store.works.passages(e.id)) for e in store.works.expressions()]
    store.close()
    points = [PassageEncoder().run(Passages(tuple(passages)))["points"].points for passages in shown if passages]
    bare = EdgeStore.create(folder)
    engine = sum(_cpu(partial(bare.upsert, some)) for some in points)
    bare.close()
    block = np.zeros(COPIED, dtype=np.uint8)
    copied = min(_cpu(block.copy) for _ in range(3))
    return {
        "pdfium": _cpu(lambda: [pdfium_text(file) for file in files]),
        "hashing": _cpu(lambda: [hashlib.sha256(file.read_bytes()).digest() for file in files]),
        "engine": engine,
        "bytes": sum(file.stat().st_size for file in files),
        "memory_gb_per_s": COPIED / copied / 1e9,
    }


def _cpu(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The run in a line, its stages beside their floors, and the bars."""
    cpu = figures["cpu"]
    yield f"ingest   {figures['pages']} pages of {figures['files']} PDFs, {figures['megabytes']:.0f} MB, " + (
        f"{figures['passages']} passages in {figures['seconds']:.1f} s: {figures['pages_per_s']:.1f} pages/s"
    )
    yield f"CPU      {cpu['own']:.1f} s here, {cpu['children']:.1f} s of children: {cpu['ms_per_page']:.1f} ms/page"
    for step, seconds in figures["stages"].items():
        floor = figures["to_floor"].get(step)
        beside = "" if floor is None else f", {'read alone ' if step == Step.READ else ''}{floor:.1f} times its floor"
        yield f"stage    {step:<18} {seconds:6.2f} CPU s, {figures['pages'] / max(seconds, 1e-9):8.0f} pages/s{beside}"
    yield f"reading  {figures['read_alone']:.2f} CPU s of children where nothing is found in the words"
    yield f"memory   copies {figures['floors']['memory_gb_per_s']:.1f} GB/s"
    fast = figures["pages_per_s"] >= BARS["pages_per_s"]
    yield f"{'✓' if fast else '✗'} pages/s ≥ {BARS['pages_per_s']:g}: {figures['pages_per_s']:.1f}"
    for name, ratio in (
        ("whole_to_stages", figures["whole_to_stages"]),
        ("read_to_floor", figures["to_floor"][Step.READ]),
    ):
        yield f"{'✓' if ratio <= BARS[name] else '✗'} {name} ≤ {BARS[name]:g}: {ratio:.2f}"
