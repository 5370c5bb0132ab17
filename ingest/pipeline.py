"""The ingest run: accept, read in limited children, derive, store, index, publish.

An original is accepted only when its bytes are safely on disk and its job row is committed. From then on a run that is
killed anywhere is finished by the next one: every step can be done again with the same result. A document is shown by
the store, found and counted only from *publish* on. What a run that died had begun, the next one takes up one by one:
who dies again has died of the document in hand, and a third run sets that one aside (docs/decisions/0024).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import FILE_ERRORS, PortalError
from corpus.originals import Original, Originals, open_originals
from corpus.settings import Settings
from corpus.steps import Step, step
from corpus.store import Store, open_store
from corpus.store.jobs import Job, JobState
from corpus.store.staging import Derived
from corpus.store.works import Expression
from corpus.writer import require_space, require_writable, sole_writer
from ingest.cell import Heard, Read, ReadingCrashed, read_and_find
from ingest.children import Readers
from ingest.derive import derive, pipeline_version
from ingest.discover import Candidate, discover, left_alone
from ingest.evidence.embedding import embedding_of, second_opinion
from ingest.evidence.opinion import SecondOpinion
from ingest.garbage import collecting_seldom
from ingest.intake import Accepted, Given, given
from ingest.linking import relink
from ingest.mending import Whole, is_held, open_whole, shown
from ingest.ocr import by_ocr, require_tesseract
from ingest.publishing import Publisher
from ingest.report import Failure, IngestReport, Progress, Replacement
from ingest.warm import WarmChildren
from search.index import PassageIndex

if TYPE_CHECKING:
    from ingest.cluster.work import Cluster

OPEN = (JobState.PENDING, JobState.RUNNING)
FAILED = (JobState.FAILED, JobState.QUARANTINED)

MANY = 20
"""Files from which on children find as well what documents' words give: to load what they find it by takes a second."""

AHEAD = 4
"""Files for each worker that are being read or wait for the writer: behind a long one, others must not run out."""

DEATHS = 2
"""How many runs may die over a document until it is set aside. At one death it may be a bystander."""


Begin = Callable[[Accepted], "Future[Read | PortalError]"]
"""Has a file read; returns at once."""


@dataclass
class IngestRun:
    """One run over a data folder. ``retry``: failed and quarantined files that are given are read once more.

    ``ocr``: so are files with unread pages, and pages without text are read from their pictures. ``anew``: originals of
    which everything is written once more, though what they give is shown already. ``readers`` have the files read.
    """

    settings: Settings
    store: Store
    opened: Callable[[], PassageIndex]
    workers: int = 2
    progress: Progress | None = None
    retry: bool = False
    ocr: bool = False
    anew: frozenset[str] = frozenset()
    readers: Callable[[], AbstractContextManager[Readers]] = WarmChildren
    report: IngestReport = field(default_factory=IngestReport)
    _finding: bool = False

    def run(self, candidates: Sequence[Candidate]) -> IngestReport:
        """Finish what an earlier run left, then ingest these; returns the report."""
        started = time.monotonic()
        require_writable(self.settings)
        self._originals.clear()
        self.store.jobs.found_begun()
        # Readers end before the threads that ask them: interrupted, nobody waits for what is being read.
        with self._orderly(), ThreadPoolExecutor(max_workers=self.workers) as pool, self.readers() as readers:
            self._publisher.clear()
            waiting = self._waiting(candidates, readers)

            def begin(item: Accepted) -> Future[Read | PortalError]:
                return pool.submit(self._read, item, readers.said_by)

            while waiting:
                self._work_on(waiting, begin)
                waiting = self._uncovered()
            with step(Step.RELINK):
                relink(self.store, self.store.links.arrived())
        notes = (self._second.silent,) if self.report.indexed and self._second.silent else ()
        self.report = replace(self.report, notes=notes, seconds=round(time.monotonic() - started, 3))
        return self.report

    @contextmanager
    def _orderly(self) -> Iterator[None]:
        """Where a run ends and lives to say so (a full disk, Ctrl-C, SIGTERM), no document is held to be the cause."""
        try:
            yield
        except BaseException:
            with suppress(PortalError):
                self.store.jobs.put_back()
            raise

    def _work_on(self, waiting: Sequence[Accepted], begin: Begin) -> None:
        done, portions = 0, self._portions(waiting)
        self._finding = len(waiting) >= MANY
        for portion in portions:
            for item, outcome in self._read_all(portion, begin):
                self._settle(item, outcome)
                done += 1
                if self.progress is not None:
                    self.progress(done, sum(map(len, portions)), item.source)
            self._publisher.publish()

    def _portions(self, waiting: Sequence[Accepted]) -> list[list[Accepted]]:
        """What is begun together: each document that a run died over is alone; one that two died over is set aside."""
        deaths = {job.sha256: job.attempts for job in self.store.jobs.open_jobs()}
        alone, rest = [], []
        for item in waiting:
            died = deaths.get(item.original.sha256, 0)
            if died >= DEATHS:
                self._fail(item, PortalError("process_ended", f"{item.source}: {died} runs"), quarantine=True)
            elif died:
                alone.append([item])
            else:
                rest.append(item)
        return [*alone, rest]

    @cached_property
    def _originals(self) -> Originals:
        return open_originals(self.settings)

    @cached_property
    def _publisher(self) -> Publisher:
        return Publisher(self.store, self.opened, self.anew)

    @cached_property
    def _second(self) -> SecondOpinion:
        return second_opinion(self.settings, lambda: embedding_of(self.opened().embedder))

    def accept(self, candidates: Sequence[Candidate]) -> IngestReport:
        """Accept these for another process, which works on them; returns the report."""
        require_space(self.settings)
        for file in self._given(candidates):
            if self._accept(file) is not None:
                self.report = self.report.more(waiting=1 + len(file.copies))
        return self.report

    def _given(self, candidates: Sequence[Candidate]) -> list[Given]:
        """The files given that can be looked at; the others are reported."""
        files, failures = given(candidates, self.settings)
        for failure in failures:
            self.report = self.report.with_failure(failure)
        return files

    def _waiting(self, candidates: Sequence[Candidate], readers: Readers) -> list[Accepted]:
        """What an earlier run left, then what is new or changed of the files given; ``readers`` are told of many."""
        files = self._given(candidates)
        hashes = {file.sha256 for file in files}
        sizes = self.store.jobs.originals()
        left = [job for job in self.store.jobs.open_jobs() if job.sha256 not in hashes]
        self.report = self.report.more(accepted=len(left))
        waiting = [self._item(Original(job.sha256, sizes[job.sha256]), job.source, job.manifest) for job in left]
        for file in files:
            if len(waiting) == MANY:
                readers.prepare()
            if (item := self._accept(file)) is not None:
                waiting.append(item)
        return waiting

    def _uncovered(self) -> list[Accepted]:
        """Originals that stood behind another one which has left: they are worked on once more, to be shown."""
        sizes = self.store.jobs.originals()
        jobs = [job for sha256 in self.store.works.unseen() if (job := self.store.jobs.get(sha256)) is not None]
        for job in jobs:
            self.store.jobs.accept(job.sha256, sizes[job.sha256], job.source, job.manifest, pipeline_version())
        self.report = self.report.more(accepted=len(jobs))
        return [self._item(Original(job.sha256, sizes[job.sha256]), job.source, job.manifest) for job in jobs]

    def _accept(self, file: Given) -> Accepted | None:
        """Accept a file, or report what became of it before. A call without a manifest keeps what one said."""
        self.report = self.report.more(accepted=1 + len(file.copies))
        job = self.store.jobs.get(file.sha256)
        said = file.row if file.row is not None else (job.manifest if job is not None else {})
        if job is not None and job.manifest == said and self._is_settled(job):
            self._report_settled(job, file)
            return None
        with step(Step.ACCEPT):
            original = self._originals.put(file.path)
            if original.sha256 != file.sha256:
                told = f"{file.source} changed while it was read"
                raise PortalError("data_unreadable", told, "run the command again")
            self.store.jobs.accept(original.sha256, original.size, file.source, said, pipeline_version())
        return self._item(original, file.source, said, file.copies)

    def _item(
        self, original: Original, source: str, manifest: Mapping[str, Any], copies: tuple[str, ...] = ()
    ) -> Accepted:
        """What is read from pictures once stays so."""
        ocr = self.ocr or original.sha256 in self._read_from_pictures
        return Accepted(original, source, manifest, copies, ocr)

    def _is_settled(self, job: Job) -> bool:
        """Whether there is nothing to do again: it was read by this version, and its original is where it should be."""
        asked_for = (self.retry and job.state in FAILED) or (self.ocr and job.expression in self._unread)
        if job.pipeline != pipeline_version() or job.state in OPEN or asked_for:
            return False
        return self._originals.exists(job.sha256)

    def _report_settled(self, job: Job, file: Given) -> None:
        if job.state is JobState.INDEXED:
            self.report = self.report.more(unchanged=1 + len(file.copies))
            if job.expression in self._unread:
                self.report = self.report.with_unread(file.source)
            return
        code, detail = job.error_code or "internal", job.error_detail or ""
        self._report_failed((file.source, *file.copies), code, detail, job.state is JobState.QUARANTINED)

    def _report_failed(self, sources: Sequence[str], code: str, detail: str, quarantine: bool) -> None:
        for source in sources:
            self.report = self.report.with_failure(Failure(source, code, detail), quarantine=quarantine)

    @cached_property
    def _unread(self) -> frozenset[str]:
        """Expressions with unread pages that were there before: they are told of in every run."""
        return frozenset(e.id for e in self.store.works.expressions() if e.unread_pages)

    @cached_property
    def _read_from_pictures(self) -> frozenset[str]:
        """Originals of which pages were read from pictures before."""
        return frozenset(e.sha256 for e in self.store.works.expressions() if by_ocr(e.engine))

    def _read_all(self, waiting: Sequence[Accepted], begin: Begin) -> Iterator[tuple[Accepted, Read | PortalError]]:
        """Read ``workers`` files at a time, a few ahead of the writer, and hand on in the order accepted."""
        depth = AHEAD * self.workers
        ahead = deque((item, begin(item)) for item in waiting[:depth])
        self.opened()  # while the first are read
        for item in waiting[depth:]:
            ahead.append((item, begin(item)))
            first, future = ahead.popleft()
            yield first, future.result()
        yield from ((first, future.result()) for first, future in ahead)

    @step(Step.READ)
    def _read(self, item: Accepted, heard: Heard) -> Read | PortalError:
        self.store.jobs.start(item.original.sha256)
        name, asked = item.about.name, item.about if self._finding else None
        with self._originals.local(item.original.sha256) as path:
            if path is None:
                return PortalError("file_unreadable", f"{item.source}: its original is gone, give the file again")
            try:
                return read_and_find(path, self.settings, name, ocr=item.ocr, heard=heard, about=asked)
            except PortalError as failure:
                if failure.code not in FILE_ERRORS:
                    raise
                return failure

    def _settle(self, item: Accepted, outcome: Read | PortalError) -> None:
        if isinstance(outcome, PortalError):
            self._fail(item, outcome, quarantine=isinstance(outcome, ReadingCrashed))
            return
        try:
            derived = self._derive(item, outcome)
        except PortalError:
            raise
        except Exception as failure:  # one document our own code trips over must not stop the others
            self._fail(item, PortalError("internal", f"{type(failure).__name__} while deriving: {failure}"))
            return
        require_writable(self.settings)
        replaced = self._publisher.show(derived, outcome.found)
        if replaced is None:
            self.report = self.report.more(indexed=1, unchanged=len(item.copies)).with_aside(item.source)
            return
        self.report = self.report.more(
            indexed=1, unchanged=len(item.copies), passages=len(derived.ids), pages=len(outcome.document.pages)
        )
        self._tell_replaced([e for e in replaced if e.sha256 != item.original.sha256], item.source)
        if outcome.document.unread_pages:
            self.report = self.report.with_unread(item.source)

    @step(Step.DERIVE)
    def _derive(self, item: Accepted, read: Read) -> Derived:
        job = self.store.jobs.get(item.original.sha256)
        # A server that accepts for this process may have been told more since the file was taken up.
        about = item.about if job is None else replace(item.about, manifest=job.manifest)
        return derive(self.store, read.document, about, self._second, read.found)

    def _fail(self, item: Accepted, failure: PortalError, *, quarantine: bool = False) -> None:
        self.store.jobs.fail(item.original.sha256, failure.code, failure.detail, quarantine=quarantine)
        self._report_failed((item.source, *item.copies), failure.code, failure.detail, quarantine)

    def _tell_replaced(self, replaced: Sequence[Expression], source: str) -> None:
        for old in replaced:
            job = self.store.jobs.get(old.sha256)
            told = Replacement(old.work, old.language, job.source if job is not None else old.sha256, source)
            self.report = replace(self.report, superseded=(*self.report.superseded, told))


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    manifest: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    retry: bool = False,
    ocr: bool = False,
    ray: str | None = None,
) -> IngestReport:
    """Ingest files and folders into a data folder; see ``IngestRun``. Raises ``PortalError`` for a wrong call.

    ``workers``: files read at a time, two. ``ray``: the address of a Ray cluster that reads and encodes, as many files
    at a time as it has processors (``ingest.cluster``).
    """
    candidates = discover(paths, manifest)
    if ocr and ray is None:
        require_tesseract()
    with joined_if(ray) as cluster, opened_for_writing(settings, cluster) as writing:
        run = IngestRun(settings, writing.store, writing.index, workers or 2, progress, retry, ocr)
        if cluster is not None:
            run = replace(run, workers=workers or cluster.processors, readers=lambda: cluster)
        report = writing.end(run.run(candidates))
        return replace(report, ignored=tuple(map(str, left_alone(paths))))


def joined_if(address: str | None) -> AbstractContextManager[Cluster | None]:
    """The cluster at an address, joined; None where none is given. Raises ``PortalError``: cluster_unavailable."""
    if address is None:
        return nullcontext()
    from ingest.cluster.joining import joined  # noqa: PLC0415 - only where a cluster is to be joined

    return joined(address)


@dataclass
class Writing:
    """A data folder that nobody else writes meanwhile, with its index, opened when first asked for."""

    settings: Settings
    store: Store
    cluster: Cluster | None = None
    opened: Whole | None = None

    def index(self) -> PassageIndex:
        """The index, which holds what the store shows."""
        if self.opened is None:
            self.opened = open_whole(self.settings, self.store)
            if self.cluster is not None:
                self.cluster.encode_for(self.opened.index, self.settings.models_folder)
        return self.opened.index

    def end(self, report: IngestReport) -> IngestReport:
        """Leave the index settled; the report with what had been mended of it."""
        if self.opened is None:
            return report
        if report.indexed:
            self.opened.index.optimize()
        self.opened.index.settle(shown(self.store))
        return replace(report, mended=self.opened.mended)


@contextmanager
def opened_for_writing(settings: Settings, cluster: Cluster | None = None) -> Iterator[Writing]:
    """Open a data folder to write documents, which ``cluster`` encodes where there is one.

    Raises ``PortalError``: data_busy, data_unreadable, data_newer.
    """
    with sole_writer(settings), collecting_seldom():
        writing = Writing(settings, open_store(settings, create=True), cluster)
        try:
            if not is_held(settings, writing.store):
                writing.index()
            yield writing
        finally:
            if writing.opened is not None:
                writing.opened.index.close()
            writing.store.close()
