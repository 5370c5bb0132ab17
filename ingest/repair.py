"""Mending what verify finds and can be rebuilt: job rows, the index, what is derived of originals, what is settled.

What cannot be rebuilt is never touched: decisions, the audit, kept counts, originals that are missing or changed. Their
findings say what to do. A file among the originals that was never accepted is moved aside, not deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.originals import open_originals
from corpus.settings import Settings
from corpus.store import Store
from ingest.checks import indexed, kept, read, said
from ingest.checks.finding import Check, Fault
from ingest.derive import pipeline_version
from ingest.linking import relink
from ingest.mending import Whole, open_whole, shown
from ingest.pipeline import IngestRun
from search.index import PassageIndex

WORKERS = 2

OF_INDEX = (indexed.NO_INDEX, indexed.MISSING, indexed.PHANTOM, indexed.DUPLICATE, indexed.UNFIT, indexed.PARTIAL)
OF_READING = (read.OTHER, read.DERIVED, read.SILENT)


@dataclass(frozen=True)
class Repair:
    """Mends a data folder that is held for writing. ``reindex`` builds its index anew from the store."""

    settings: Settings
    store: Store
    reindex: Callable[[], object]

    def mend(self, checks: Sequence[Check]) -> None:
        """Rebuild what these checks found wrong and can be rebuilt; the store first, then the index, then documents."""
        self._settle(_cases(checks, said.OTHERWISE))
        self._move_aside(_cases(checks, kept.ORPHANS))
        for sha256 in _cases(checks, kept.WITHOUT_JOB):
            self.store.jobs.give_again(sha256)
        if _cases(checks, *OF_INDEX):
            self.reindex()
        again = self._readable(_cases(checks, *OF_READING))
        self._read_again(again, [*again, *_cases(checks, kept.UNSEEN)])
        relink(self.store, self.store.links.arrived())

    def _settle(self, items: Sequence[str]) -> None:
        if items:
            self.store.reviewing.settle_again(items)

    def _move_aside(self, names: Sequence[str]) -> None:
        """Move files that were never accepted to the folder ``orphans``; one that is accepted by now stays."""
        originals = open_originals(self.settings)
        accepted = self.store.jobs.originals().keys() | self.store.audit.documents()
        for name in [name for name in names if name not in accepted and originals.exists(name)]:
            originals.move_out(name, self.settings.data / "orphans")

    def _readable(self, originals: Sequence[str]) -> list[str]:
        """Those that are what was accepted: what is shown of any other stays as it is."""
        kept = open_originals(self.settings)
        return [sha256 for sha256 in originals if kept.is_intact(sha256)]

    def _read_again(self, anew: Sequence[str], originals: Sequence[str]) -> None:
        """Have originals read once more, ``anew`` also where the outcome is shown already; finish what was left."""
        jobs, sizes = self.store.jobs, self.store.jobs.originals()
        for job in [job for sha256 in originals if (job := jobs.get(sha256)) is not None]:
            jobs.accept(job.sha256, sizes[job.sha256], job.source, job.manifest, pipeline_version())
        opened: list[Whole] = []

        def index() -> PassageIndex:
            if not opened:
                opened.append(open_whole(self.settings, self.store))
            return opened[0].index

        try:
            IngestRun(self.settings, self.store, index, WORKERS, anew=frozenset(anew)).run([])
            for one in opened:
                one.index.settle(shown(self.store))
        finally:
            for one in opened:
                one.index.close()


def _cases(checks: Sequence[Check], *faults: Fault) -> list[str]:
    """What these faults are about, each named once."""
    found = (case for check in checks for fault, cases in check.wrong.items() if fault in faults for case in cases)
    return list(dict.fromkeys(found))
