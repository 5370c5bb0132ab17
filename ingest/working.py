"""The worker: a process that works on what a server accepts (``VKP_INGEST=worker``), for as long as it is let.

Several may run beside one data folder: they take turns by the writer's lock. The index of a server is shared; the
embedded one has one owner, so that a worker over it runs alone. What a worker that is killed leaves, the next turn of
any finishes.
"""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, listening
from corpus.store import Store, open_store
from corpus.writer import sole_writer
from ingest.derive import pipeline_version
from ingest.mending import open_whole, shown
from ingest.ocr import by_ocr, require_tesseract
from ingest.pipeline import IngestRun
from ingest.report import IngestReport
from search.embed import EmbeddingRecord
from search.index import PassageIndex

log = logging.getLogger("vkp.work")

POLL_SECONDS = 1.0
"""How long to wait before looking again when nothing waits."""

TROUBLE_SECONDS = 10.0
"""How long to wait before trying again when the index, the store or the disk refused."""

SILENT_SECONDS = 240
"""A worker that gave no sign of life for longer than one file may take and this is not well."""

SILENT_OCR_SECONDS = 3600
"""The same of one that reads pictures: a scan of some hundred pages is one step."""


def sign_of_life(settings: Settings, *, ocr: bool) -> Path:
    """The file that a worker touches at every step and every look."""
    return settings.data / ("worker-ocr.alive" if ocr else "worker.alive")


def require_alive(settings: Settings, *, ocr: bool) -> None:
    """``PortalError("worker_silent")`` where no worker gave a sign of life of late."""
    try:
        age = time.time() - sign_of_life(settings, ocr=ocr).stat().st_mtime
    except OSError as failure:
        raise PortalError("worker_silent", "it never gave a sign of life") from failure
    if age > settings.parse_seconds + (SILENT_OCR_SECONDS if ocr else SILENT_SECONDS):
        raise PortalError("worker_silent", f"its last sign of life is {age:.0f} seconds old")


@dataclass
class Worker:
    """Works on what waits. ``ocr``: documents with unread pages are read once more, one at a turn, by tesseract."""

    settings: Settings
    store: Store
    ocr: bool = False
    readers: int = 2
    stopping: Event = field(default_factory=Event)
    _index: PassageIndex | None = None
    _made_with: EmbeddingRecord | None = None
    _tried: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Take turns until ``stopping`` is set; what refuses is said once in the log and tried again."""
        with listening(self._at_step):
            while not self.stopping.is_set():
                self.stopping.wait(self._pause_after_turn())

    def turn(self) -> IngestReport | None:
        """Finish what waits: the report, or None where nothing did.

        Raises ``PortalError``: data_busy, disk_full, index_unavailable, data_unreadable.
        """
        self._sign()
        if self._index is None:
            with sole_writer(self.settings):  # an empty corpus gets its index before the first search
                self._opened()
        unread = self._reopen_unread() if self.ocr else None
        if not self._anything_waits():
            return None
        with sole_writer(self.settings):
            report = IngestRun(self.settings, self.store, self._opened, self.readers, ocr=self.ocr).run([])
            if self._index is not None:
                if report.indexed:
                    self._index.optimize()
                self._index.settle(shown(self.store))
        if unread is not None and report.accepted:
            self._tried.add(unread)
        return report

    def close(self) -> None:
        """Let go of index and store."""
        if self._index is not None:
            self._index.close()
        self.store.close()

    def _pause_after_turn(self) -> float:
        try:
            report = self.turn()
        except PortalError as failure:
            if failure.code != "data_busy":  # another worker has its turn
                log.error("nothing is read until this is mended: %s", failure)  # noqa: TRY400 - its line says all
                return TROUBLE_SECONDS
            return POLL_SECONDS
        if report is None:
            return POLL_SECONDS
        log.info("%d indexed, %d failed", report.indexed, len(report.failed) + len(report.quarantined))
        return 0

    def _anything_waits(self) -> bool:
        left = (self.store.works.expressions(state=state) for state in ("staged", "retired"))
        return bool(self.store.jobs.open_jobs()) or any(left)

    def _reopen_unread(self) -> str | None:
        """Have a document with unread pages, that was not read from pictures yet, worked on; its original."""
        for sha256, engine in self.store.works.unread_by().items():
            job = self.store.jobs.get(sha256)
            if job is not None and sha256 not in self._tried and not by_ocr(engine):
                size = self.store.jobs.originals()[sha256]
                self.store.jobs.accept(sha256, size, job.source, job.manifest, pipeline_version())
                return sha256
        return None

    def _opened(self) -> PassageIndex:
        """The index; opened anew, and mended, where it is gone or was built with another model meanwhile."""
        if self._index is not None and (self._index.store.lost() or self._index.place.made_with() != self._made_with):
            self._index.close()
            self._index = None
        if self._index is None:
            whole = open_whole(self.settings, self.store)
            if whole.mended is not None:
                log.warning("%s", whole.mended)
            self._index = whole.index
            self._made_with = self._index.place.made_with()
        return self._index

    def _at_step(self, _step: Step, _seconds: float | None) -> None:
        self._sign()

    def _sign(self) -> None:
        with suppress(OSError):
            sign_of_life(self.settings, ocr=self.ocr).touch()


def open_worker(settings: Settings, stack: ExitStack, *, ocr: bool = False, readers: int = 2) -> Worker:
    """A worker over a data folder, closed with ``stack``.

    Raises ``PortalError``: no_tesseract, data_newer, data_unreadable.
    """
    if ocr:
        require_tesseract()
    worker = Worker(settings, open_store(settings, create=True), ocr, readers)
    stack.callback(worker.close)
    return worker
