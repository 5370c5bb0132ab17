"""A power cut while documents are written: the page cache is gone, and the index is what was synced last, or a mixture.

A process that ingests keeps a copy of the index at each sync and is killed somewhere; the copy then takes the index's
place: all that was written since is lost, as it would be with the power. The store commits with full syncs and stays.
Further states are made by hand: an index older than the store, one ahead of a store that came from a backup, and files
of two states mixed, as a system writes pages back in any order.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.settings import Settings
from eval.reliability.measured import Measured, Size
from eval.reliability.small_corpus import (
    QUERIES,
    copied,
    faults_of,
    opened,
    put_back,
    queries_of,
    top_of,
    write_reports,
)
from ingest import publishing
from ingest.pipeline import ingest
from search.store.edge import EdgeStore
from search.store.edge_mark import MARK

CUTS = {Size.SHORT: 1, Size.FULL: 20, Size.SOAK: 200}
MIXTURES = {Size.SHORT: 2, Size.FULL: 30, Size.SOAK: 200}

FIRST, LATER = range(1, 4), range(4, 9)
"""The reports of the older state, and those that the newer one has besides."""

BATCH = 2
"""Documents published together in the process that is killed, so that it has several batches."""

OLD = 0.3
"""How many of the files of a mixture are old."""

ASKED = 10
"""Queries after each state; ``index_lost`` asks all."""

ROOT = Path(__file__).parents[2]
SEED = 20


def measure(size: Size) -> Measured:
    """Cut the power, put back, mix; after each the next run must mend what is missing, and find what was found."""
    lost: list[str] = []
    slowest, tried = 0.0, 0
    with TemporaryDirectory() as folder:
        states = _States(Path(folder))
        for name, make in states.all(size):
            make()
            wrong, seconds = states.mended()
            lost += [f"{name}: {fault}" for fault in wrong]
            slowest, tried = max(slowest, seconds), tried + 1
    return Measured(
        fault="power cut",
        bar="what was shown is found again, by itself, within 10 s",
        tried=tried,
        lost=len(lost),
        worst=round(slowest, 2),
        missed=tuple(lost) + ((f"mending took {slowest:.1f} s",) if slowest > 10 else ()),
    )


class _States:
    """An older and a newer state of one corpus, and what search finds in the newer one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(data=folder / "data")
        self.first = write_reports(folder / "first", FIRST)
        self.later = write_reports(folder / "later", LATER)
        ingest([self.first], self.settings)
        copied(self.settings.data, folder / "old")
        ingest([self.later], self.settings)
        copied(self.settings.data, folder / "new")
        with opened(self.settings) as (store, searcher):
            self.queries = queries_of(store)[:: QUERIES // ASKED]
            self.found = top_of(searcher, self.queries)

    def all(self, size: Size) -> Iterator[tuple[str, Callable[[], None]]]:
        """Every state by name, with what makes it."""
        yield "an index older than the store", partial(self._of, "new", "old")
        yield "an index ahead of the store", partial(self._of, "old", "new")
        chance = random.Random(SEED)  # noqa: S311 - the same mixtures each time
        for n in range(MIXTURES[size]):
            yield f"mixture {n}", partial(self._mixed, chance.random())
        for n in range(CUTS[size]):
            yield f"cut {n}", partial(self._cut, chance.random())

    def mended(self) -> tuple[list[str], float]:
        """What is wrong after the next run, which is given all files again, and how long that took."""
        started = time.monotonic()
        ingest([self.first, self.later], self.settings)
        seconds = time.monotonic() - started
        with opened(self.settings) as (store, searcher):
            wrong = faults_of(self.settings, store, searcher)
            same = top_of(searcher, self.queries) == self.found
        return wrong + ([] if same else ["search finds something else"]), seconds

    def _of(self, store: str, index: str) -> None:
        put_back(self.folder / store, self.settings.data)
        put_back(self.folder / index / "index", self.settings.index)

    def _mixed(self, seed: float) -> None:
        """The store and most files are new; some files of the index are as they were.

        There is no mark then: that it is gone is synced before the first file is written to.
        """
        self._of("new", "new")
        (self.settings.index / MARK).unlink()
        chance, old = random.Random(seed), self.folder / "old" / "index"  # noqa: S311 - as above
        for path in sorted(p for p in old.rglob("*") if p.is_file()):
            if chance.random() < OLD and path.name != MARK:
                place = self.settings.index / path.relative_to(old)
                place.parent.mkdir(parents=True, exist_ok=True)
                copied(path, place)

    def _cut(self, part: float) -> None:
        """Ingest in a process of its own, kill it on its way, and put the index back to what was synced."""
        put_back(self.folder / "old", self.settings.data)
        synced = self.folder / "synced"
        put_back(self.settings.index, synced)
        command = [sys.executable, "-m", __name__, *map(str, (self.settings.data, self.later, synced, part))]
        ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)  # noqa: S603 - our own
        if ended.returncode != -signal.SIGKILL:
            raise RuntimeError(f"the process was to be killed: {ended.stderr.decode()[-300:]}")
        put_back(synced, self.settings.index)


def _ingest_until_killed(data: str, documents: str, synced: str, part: str) -> None:
    """Ingest; each sync of the index is copied. The process kills itself at an update of the index, or later."""
    flush, update, updates = EdgeStore.flush, EdgeStore._update, iter(range(1 + int(float(part) * len(LATER))))

    def flushed(store: EdgeStore) -> None:
        flush(store)
        put_back(store.folder, Path(synced))

    def updated(store: EdgeStore, operation: object) -> None:
        update(store, operation)
        if next(updates, None) is None:
            signal.raise_signal(signal.SIGKILL)

    publishing.BATCH_DOCUMENTS = BATCH
    EdgeStore.flush, EdgeStore._update = flushed, updated  # type: ignore[method-assign, assignment]
    ingest([Path(documents)], Settings(data=Path(data)))
    signal.raise_signal(signal.SIGKILL)


if __name__ == "__main__":
    _ingest_until_killed(*sys.argv[1:])
