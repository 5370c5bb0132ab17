"""A run over what waits: download one after the other, have each ingested as soon as it is whole.

What a run that was stopped or killed leaves is gone on with by the next: parts of files in the folder ``downloads``,
files that are whole and not ingested yet, and rows that wait.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from corpus.documents import WorkType
from corpus.errors import FETCH_ERRORS, FILE_ERRORS, PortalError
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.downloads import Asked, Download, DownloadState
from corpus.symbols import VNR
from corpus.writer import require_space
from ingest.discover import Candidate
from ingest.fetching.download import Downloaded, download
from ingest.fetching.pace import Pace, Stopped
from ingest.fetching.part import Part, sweep
from ingest.fetching.review_lookup import reviews_behind
from ingest.fetching.safe_network import Resolve, look_up
from ingest.fetching.sites import Sites
from ingest.fetching.wanted import addresses_of
from ingest.manifest import ManifestRow
from ingest.pipeline import IngestRun, opened_for_writing
from ingest.report import Failure, IngestReport, Progress

Ingest = Callable[[Sequence[Candidate]], IngestReport]

PUT_OFF = frozenset({"unreachable", "site_busy"})
"""Failures that are not the document's: it waits for another run."""


@dataclass(frozen=True)
class FetchReport:
    """What a run did: what was ingested, what became of each download, and what was in the corpus before."""

    ingested: IngestReport = field(default_factory=IngestReport)
    downloads: tuple[Download, ...] = ()
    here: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's shape: as ingesting tells it, with what could not be downloaded among what failed."""
        failed = [
            Failure(one.name, one.error_code, one.error_detail or "").as_json()
            for one in self.downloads
            if one.error_code is not None
        ]
        told = self.ingested.as_json()
        return told | {
            "failed": [*told["failed"], *failed],
            "fetched": sum(one.sha256 is not None for one in self.downloads),
            "waiting": sum(one.state is DownloadState.WAITING for one in self.downloads),
            "here": list(self.here),
            "downloads": [download_line(one) for one in self.downloads],
        }


def download_line(one: Download) -> dict[str, Any]:
    """A download as programs are told of it."""
    names = ("work", "language", "address", "at", "source", "sha256", "size", "etag")
    error = None if one.error is None else {"code": one.error_code, "message": str(one.error)}
    return {name: getattr(one, name) for name in names} | {"state": one.state.value, "error": error}


def ask_for(store: Store, asked: Sequence[Asked]) -> tuple[list[Download], list[str]]:
    """Have documents wait to be fetched; returns what waits, and the names of what is in the corpus already."""
    shown = {(e.work, e.language) for e in store.works.expressions()} if asked else set()
    keys = {one.work: store.works.key(one.work) for one in asked}
    here = [one for one in asked if (keys[one.work], one.language) in shown]
    rows = store.downloads.ask([one for one in asked if one not in here])
    waiting = [row for row in rows if row.state is DownloadState.WAITING]
    names = [f"{one.work} [{one.language}]" for one in here]
    return waiting, [*names, *(row.name for row in rows if row not in waiting)]


@dataclass
class FetchRun:
    """One run; ``ingest`` takes in a file that is whole, ``pace`` may outlive the run."""

    settings: Settings
    store: Store
    ingest: Ingest
    pace: Pace
    progress: Progress | None = None
    resolve: Resolve = look_up
    _report: IngestReport = field(default_factory=IngestReport, init=False)
    _done: list[str] = field(default_factory=list, init=False)
    _left: deque[Download] = field(default_factory=deque, init=False)
    _here: list[str] = field(default_factory=list, init=False)

    def run(self, rows: Sequence[Download], here: Sequence[str] = ()) -> FetchReport:
        """Fetch these; ends early where no site can be reached, or when told to stop: the rest waits.

        Raises ``PortalError``: bad_input (the mirror), disk_full, data_unreadable, and what stops an ingest.
        """
        sweep(self.settings.downloads)
        self._left.extend(rows)
        self._here += here
        with Sites(self.settings, self.pace, self.resolve) as sites:
            try:
                while self._left and self._fetch(sites, self._left.popleft()):
                    pass
            except Stopped:
                pass
        kept = (self.store.downloads.get(address) for address in [*self._done, *(row.address for row in self._left)])
        return FetchReport(self._report, tuple(one for one in kept if one is not None), tuple(self._here))

    def _fetch(self, sites: Sites, row: Download) -> bool:
        """Fetch one; whether to go on."""
        kept = self.store.downloads.get(row.address)
        if kept is None or kept.state is not DownloadState.WAITING:  # somebody stopped it meanwhile
            return True
        require_space(self.settings)
        self._done.append(row.address)
        if self.progress is not None:
            self.progress(len(self._done) - 1, len(self._done) + len(self._left), row.name)
        try:
            if _leads_on(row):
                self._follow(sites, row)
            else:
                self._take(sites, row)
        except PortalError as failure:
            if failure.code not in FETCH_ERRORS | FILE_ERRORS:
                raise
            note = self.store.downloads.put_off if failure.code in PUT_OFF else self.store.downloads.failed
            note(row.address, failure)
            return failure.code != "unreachable"
        return True

    def _take(self, sites: Sites, row: Download) -> None:
        part = Part(self.settings.downloads, row.address)
        asked = Asked(row.work, row.language, row.address)
        came = download(sites, addresses_of(asked), part, self.settings.max_file_mb << 20)
        self.store.downloads.fetched(row.address, came.source, came.sha256, came.size, came.etag)
        self._report = self._report.plus(self.ingest([self._candidate(row, came)]))
        if self.store.jobs.get(came.sha256) is not None:
            part.forget()

    def _follow(self, sites: Sites, row: Download) -> None:
        """Have the files wait that a page leads to."""
        source, found = reviews_behind(sites, row)
        known = {*self._done, *(one.address for one in self._left)}
        waiting, here = ask_for(self.store, [one for one in found if one.address not in known])
        self.store.downloads.fetched(row.address, source, None, None, None)
        self._left.extend(waiting)
        self._here += here

    def _candidate(self, row: Download, came: Downloaded) -> Candidate:
        """The file, with what it was asked for as; what was said of the same bytes before stays."""
        known = self.store.jobs.get(came.sha256) is not None
        kind = WorkType.VNR.value if VNR.fullmatch(row.work) else None
        said = ManifestRow(row.work, symbol=row.work, type=kind, language=row.language or None, url=row.address)
        name = ".".join(filter(None, (row.work.replace("/", "_"), row.language, "pdf")))
        return Candidate(came.part.whole, None if known else said, name)


def _leads_on(row: Download) -> bool:
    """Whether it is a page that leads to reviews, and no file."""
    return row.work.startswith("VNR/") and not urlsplit(row.address).path.lower().endswith(".pdf")


def fetch(
    settings: Settings, wanted: Callable[[Store], Sequence[Asked]] | None, progress: Progress | None = None
) -> FetchReport:
    """Fetch what is wanted, or go on with what waits where nothing is, and ingest it.

    Raises ``PortalError``: fetching_off, unreachable where nothing could be fetched for that, and those of
    ``FetchRun.run``, of what ``wanted`` reads, and of ``opened_for_writing``.
    """
    require_allowed(settings)
    with opened_for_writing(settings) as writing:
        store = writing.store
        store.downloads.reopen()
        rows, here = (store.downloads.waiting(), []) if wanted is None else ask_for(store, wanted(store))

        def take_in(candidates: Sequence[Candidate]) -> IngestReport:
            return IngestRun(settings, store, writing.index, workers=1).run(candidates)

        pace = Pace(settings.fetch_delay, threading.Event())
        report = FetchRun(settings, store, take_in, pace, progress).run(rows, here)
        report = replace(report, ingested=writing.end(report.ingested))
    _require_reached(report)
    return report


def require_allowed(settings: Settings) -> None:
    """``PortalError("fetching_off")`` where nothing is to be downloaded."""
    if settings.fetch == "off":
        raise PortalError("fetching_off", "VKP_FETCH is off")


def _require_reached(report: FetchReport) -> None:
    """Where the first site could not be reached, that is all there is to say."""
    tried = [one for one in report.downloads if one.sha256 is not None or one.error is not None]
    if len(tried) == 1 and tried[0].error is not None and tried[0].error_code == "unreachable":
        raise tried[0].error
