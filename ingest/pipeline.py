"""The ingest run: accept, read in limited children, derive, store, index, publish.

An original is accepted only when its bytes are safely on disk and its job row is committed. From then on a run that is
killed anywhere is finished by the next one: every step can be done again with the same result. A document is shown by
the store and counted only from *publish* on.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.documents import ParsedDocument
from corpus.errors import PortalError
from corpus.originals import Original, Originals, sha256_of
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.jobs import Job, JobState
from corpus.store.works import Derived, Expression
from corpus.writer import sole_writer
from ingest.cell import ReadingCrashed, read_file
from ingest.derive import PIPELINE_VERSION, derive, indexed_passages
from ingest.discover import Candidate, discover
from ingest.linking import relink
from search.index import PassageIndex, open_index

STEPS = ("read", "derive", "stage", "index", "retire", "publish", "relink")
"""What happens to an accepted original, in this order."""

FORMAT_RANK = {"application/pdf": 3, "text/html": 1, "text/plain": 0}
"""Which original of the same Work and language is shown: the one with pages and boxes first. DOCX stands at 2."""

BATCH_PASSAGES, BATCH_DOCUMENTS = 2000, 10
"""How much is published together. The engine takes a tenth of a second to make its log safe, whatever is in it."""

Progress = Callable[[int, int, str], None]
"""Called with documents done, documents in all, and the name of the one just done."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of which nothing could be made, and why."""

    path: str
    code: str
    message: str


@dataclass(frozen=True)
class IngestReport:
    """What a run did. ``accepted`` = ``indexed`` + ``unchanged`` + failed + quarantined, as files given."""

    accepted: int = 0
    indexed: int = 0
    unchanged: int = 0
    alternate: int = 0
    failed: tuple[Failure, ...] = ()
    quarantined: tuple[Failure, ...] = ()
    needs_ocr: tuple[str, ...] = ()
    passages: int = 0
    pages: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return asdict(self) | {
            "failed": [asdict(failure) for failure in self.failed],
            "quarantined": [asdict(failure) for failure in self.quarantined],
            "needs_ocr": list(self.needs_ocr),
        }


@dataclass(frozen=True)
class Work:
    """An accepted original to be worked on, with the name it came under."""

    original: Original
    source: str
    manifest: Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A document that is staged and in the index, with the expressions it will replace when it is published."""

    derived: Derived
    replaced: tuple[Expression, ...]


@dataclass
class IngestRun:
    """One run over a data folder. The index is opened when the first document is ready to be written."""

    settings: Settings
    store: Store
    opened: Callable[[], PassageIndex]
    workers: int = 2
    progress: Progress | None = None
    report: IngestReport = field(default_factory=IngestReport)
    written: list[Written] = field(default_factory=list)

    def run(self, candidates: Sequence[Candidate]) -> IngestReport:
        """Finish what an earlier run left, then ingest these; returns the report."""
        started = time.monotonic()
        self._clear_staged()
        waiting = self._resumed() + list(self._accepted(candidates))
        for done, (item, outcome) in enumerate(self._read_all(waiting), start=1):
            self._settle(item, outcome)
            if self.progress is not None:
                self.progress(done, len(waiting), item.source)
        self._publish()
        relink(self.store, self.store.links.arrived())
        self.report = replace(self.report, seconds=round(time.monotonic() - started, 3))
        return self.report

    # accepting

    def _resumed(self) -> list[Work]:
        sizes = self.store.jobs.originals()
        jobs = self.store.jobs.open_jobs()
        self._count(accepted=len(jobs))
        return [Work(Original(job.sha256, sizes[job.sha256]), job.source, job.manifest) for job in jobs]

    def _accepted(self, candidates: Sequence[Candidate]) -> Iterator[Work]:
        seen: set[str] = set()
        for candidate in candidates:
            try:
                work = self._accept(candidate, seen)
            except PortalError as failure:
                if failure.code not in PER_FILE:
                    raise
                self._fail(candidate.source, failure)
                continue
            if work is not None:
                yield work

    def _accept(self, candidate: Candidate, seen: set[str]) -> Work | None:
        path, source = candidate.path, candidate.source
        _require_size(path, source, self.settings)
        sha256 = _readable_sha256(path, source)
        if sha256 in seen:
            self._count(accepted=1, unchanged=1)
            return None
        seen.add(sha256)
        manifest = asdict(candidate.row) if candidate.row is not None else {}
        job = self.store.jobs.get(sha256)
        if job is not None and job.pipeline == PIPELINE_VERSION and job.manifest == manifest:
            if job.state not in (JobState.PENDING, JobState.RUNNING):  # those are counted where they are resumed
                self._report_settled(job, source)
            return None
        original = Originals(self.settings.originals).put(path)
        self.store.jobs.accept(original.sha256, original.size, source, manifest, PIPELINE_VERSION)
        self._count(accepted=1)
        return Work(original, source, manifest)

    def _report_settled(self, job: Job, source: str) -> None:
        self._count(accepted=1)
        if job.state is JobState.INDEXED:
            self._count(unchanged=1)
            if job.expression in self._unread:
                self.report = replace(self.report, needs_ocr=(*self.report.needs_ocr, source))
            return
        failure = Failure(source, job.error_code or "internal", job.error_message or "")
        self._list(failure, quarantine=job.state is JobState.QUARANTINED)

    @cached_property
    def _unread(self) -> frozenset[str]:
        """Expressions with unread pages that were there before: they are told of in every run."""
        return frozenset(e.id for e in self.store.works.expressions() if e.unread_pages)

    # reading

    def _read_all(self, waiting: Sequence[Work]) -> Iterator[tuple[Work, ParsedDocument | PortalError]]:
        """Read in ``workers`` children at a time, a few ahead of the writer, and hand on in the order accepted."""
        with ThreadPoolExecutor(max_workers=self.workers) as pool:
            ahead: deque[tuple[Work, Future[ParsedDocument | PortalError]]] = deque()
            for item in waiting:
                ahead.append((item, pool.submit(self._read, item)))
                if len(ahead) > 2 * self.workers:
                    first, future = ahead.popleft()
                    yield first, future.result()
            for first, future in ahead:
                yield first, future.result()

    def _read(self, item: Work) -> ParsedDocument | PortalError:
        try:
            self.store.jobs.start(item.original.sha256)
            path = Originals(self.settings.originals).path(item.original.sha256)
            return read_file(path, self.settings, name=Path(item.source).name)
        except PortalError as failure:
            return failure

    # settling

    def _settle(self, item: Work, outcome: ParsedDocument | PortalError) -> None:
        if isinstance(outcome, PortalError):
            quarantine = isinstance(outcome, ReadingCrashed)
            self.store.jobs.fail(item.original.sha256, outcome.code, str(outcome), quarantine=quarantine)
            self._fail(item.source, outcome, quarantine=quarantine)
            return
        try:
            derived = derive(self.store, outcome, item.original.sha256, Path(item.source).name, item.manifest)
        except PortalError:
            raise
        except Exception as failure:  # one document our own code trips over must not stop the others
            self._settle(item, PortalError("internal", f"{type(failure).__name__} while deriving: {failure}"))
            return
        shown = self._shown(derived)
        if shown is not None and shown.sha256 != derived.sha256 and _worth(shown) > _worth_of(derived):
            self.store.works.keep_aside(derived)
            self._count(indexed=1, alternate=1)
            return
        self._show(derived)
        self._count(indexed=1, passages=len(derived.ids), pages=len(outcome.pages))
        if outcome.unread_pages:
            self.report = replace(self.report, needs_ocr=(*self.report.needs_ocr, item.source))

    def _shown(self, derived: Derived) -> Expression | None:
        """The expression that stands where this one would, published or about to be."""
        place = (derived.recognition.work, derived.recognition.language)
        if any(place == (w.derived.recognition.work, w.derived.recognition.language) for w in self.written):
            self._publish()
        return self.store.works.shown(*place)

    def _show(self, derived: Derived) -> None:
        """Write a document beside what it replaces; it is published with its batch."""
        place = (derived.recognition.work, derived.recognition.language)
        replaced = self.store.works.holding(*place, derived.sha256)
        self.store.works.stage(derived)
        index = self.opened()
        index.write(indexed_passages(self.store.works.passages(derived.expression)))
        self.written.append(Written(derived, tuple(replaced)))
        if sum(len(w.derived.ids) for w in self.written) >= BATCH_PASSAGES or len(self.written) >= BATCH_DOCUMENTS:
            self._publish()

    def _publish(self) -> None:
        """Make the index's log safe, then show every document written since; a killed run repeats them instead."""
        batch, self.written = self.written, []
        if not batch:
            return
        index = self.opened()
        for written in batch:
            old = {p.id for e in written.replaced for p in self.store.works.passages(e.id)}
            index.delete(sorted(old - set(written.derived.ids)))
        index.flush()
        for written in batch:
            derived, replaced = written.derived, written.replaced
            self.store.works.publish(derived.expression, derived.sha256, [e.id for e in replaced])
            relink(self.store, [derived.recognition.work, *(e.work for e in replaced)])

    def _clear_staged(self) -> None:
        staged = self.store.works.expressions(state="staged")
        if not staged:
            return
        index = self.opened()
        for expression in staged:
            ids = {passage.id for passage in self.store.works.passages(expression.id)}
            index.delete(sorted(ids - {identity for identity, _ in self.store.works.visible_ids()}))
            self.store.works.discard(expression.id)
        index.flush()

    def _fail(self, source: str, failure: PortalError, *, quarantine: bool = False) -> None:
        self._list(Failure(source, failure.code, str(failure)), quarantine=quarantine)

    def _list(self, failure: Failure, *, quarantine: bool) -> None:
        if quarantine:
            self.report = replace(self.report, quarantined=(*self.report.quarantined, failure))
        else:
            self.report = replace(self.report, failed=(*self.report.failed, failure))

    def _count(self, **more: int) -> None:
        self.report = replace(self.report, **{key: getattr(self.report, key) + n for key, n in more.items()})


PER_FILE = frozenset({"too_big", "empty_file", "file_unreadable"})
"""Errors that concern one file and let the run go on."""


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    manifest: Path | None = None,
    workers: int = 2,
    progress: Progress | None = None,
) -> IngestReport:
    """Ingest files and folders into a data folder; see ``IngestRun``. Raises ``PortalError`` for a wrong call."""
    candidates = discover(paths, manifest)
    with sole_writer(settings):
        store = open_store(settings, create=True)
        opened: list[PassageIndex] = []

        def index() -> PassageIndex:
            if not opened:
                opened.append(open_index(settings, create=True))
            return opened[0]

        try:
            report = IngestRun(settings, store, index, workers, progress).run(candidates)
            if opened and report.indexed:
                opened[0].optimize()
            return report
        finally:
            for one in opened:
                one.close()
            store.close()


def _worth(expression: Expression) -> tuple[bool, int]:
    readable = expression.unread_pages * 2 <= expression.page_count
    return readable, FORMAT_RANK.get(expression.media_type, 2)


def _worth_of(derived: Derived) -> tuple[bool, int]:
    parsed = derived.parsed
    return parsed.unread_pages * 2 <= len(parsed.pages), FORMAT_RANK.get(parsed.media_type, 2)


def _require_size(path: Path, source: str, settings: Settings) -> None:
    try:
        size = path.stat().st_size
    except OSError as failure:
        raise PortalError("file_unreadable", f"{source}: {failure.strerror}") from failure
    if size > settings.max_file_mb << 20:
        raise PortalError("too_big", f"{source} has {size >> 20} MiB, the limit is {settings.max_file_mb}")


def _readable_sha256(path: Path, source: str) -> str:
    try:
        return sha256_of(path)
    except OSError as failure:
        raise PortalError("file_unreadable", f"{source}: {failure.strerror}") from failure
