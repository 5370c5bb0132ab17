"""The open resources of a running server: settings, store, passage index, and the one writer's thread.

The server holds the data folder's writer lock from start to end, so no other process can write beside it; with
``VKP_INGEST=worker`` it holds none, and accepts for ``vkp work`` to read. Uploads go through one background thread, in
the order they arrive. An index that cannot be opened stops search and uploads only;
reading and counting go on, and the index is tried again at the next search.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from contextvars import copy_context
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter

from api.fetcher import Fetcher
from api.kept import KeptAnswers
from api.observing.corpus_metrics import IndexMetrics, StoreMetrics
from api.observing.metrics import Metrics
from api.served_index import ServedIndex
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import listening
from corpus.store import Store, open_store
from corpus.writer import sole_writer

if TYPE_CHECKING:
    from ingest.discover import Candidate
    from ingest.evidence.opinion import Embedding
    from ingest.report import IngestReport
    from search.index import PassageIndex
    from search.near import Known
    from search.searcher import Choose, Searcher, SearchFilters
    from search.vocabulary import Vocabulary

log = logging.getLogger("vkp.api")

WARM_UP = (
    "志愿服务如何促进可持续发展？",
    "How do volunteers help?",
    "¿Qué hacen los voluntarios?",
    "Que font les bénévoles ?",
    "Что делают добровольцы?",
    "ماذا يفعل المتطوعون؟",
    "volunteerz",
)
"""Searched at the start, so that no visitor waits for Haystack and for the word lists of a language to load."""

WORKERS = 1
"""Files of one upload read at the same time: an upload is one file."""


COUNTING_SECONDS = 0.5
"""How long a request may count words of documents that came since the last one."""

COUNTED_HERE = 100
"""Documents whose words are counted by a thread of the server; of more it would slow every search for a minute."""

DRAWINGS = 2
"""Pages drawn at the same time; the others wait without holding a thread that answers the rest of the site."""


class Portal:
    """What the routes work with. Safe to share between threads."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.kept = KeptAnswers(store)
        self.fetcher = Fetcher(self)
        self.metrics = Metrics()
        self.metrics.look_up(StoreMetrics(settings, store, self.kept))
        self.metrics.look_up(IndexMetrics(settings, lambda: self.index().count(), lambda: self.model_state))
        self.drawing = CapacityLimiter(DRAWINGS)
        self._opening = threading.Lock()
        self.served = ServedIndex(settings, store, self._later, writes=self.writes)
        self._searcher: Searcher | None = None
        self._vocabulary: Vocabulary | None = None
        self._counting: threading.Thread | None = None
        self._closing = threading.Event()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vkp-writer")

    @property
    def writes(self) -> bool:
        """Whether this process reads documents and writes the index, and no worker does."""
        return self.settings.ingest == "here"

    @property
    def dense(self) -> str:
        """The name of the embedding model that searches use, or "off"; where it is kept is nobody's business."""
        return self.served.model

    @property
    def model_state(self) -> str:
        """What there is of the embedding model of an open index: off, loaded, or unavailable on this machine."""
        index = self.index()
        if index.missing is not None:
            return "unavailable"
        return "off" if index.embedder is None else "loaded"

    def index(self) -> PassageIndex:
        """The passage index; ``PortalError("index_unavailable")`` while it is away (``api.served_index``)."""
        return self.served.get()

    def embedding(self) -> Embedding | None:
        """The embedding model of the index as an opinion takes it; None where there is none, or no index."""
        from ingest.evidence.embedding import embedding_of  # noqa: PLC0415 - as above

        try:
            return embedding_of(self.index().embedder)
        except PortalError as failure:
            log.warning("no embedding model can be used: %s", failure)
            return None

    def searcher(self) -> Searcher:
        """What answers queries."""
        from search.searcher import Searcher  # noqa: PLC0415 - the search floor takes two seconds to import

        index, searcher = self.index(), self._searcher
        if searcher is None or searcher.index is not index:
            searcher = self._searcher = Searcher(index, self.store)
        return searcher

    def words(self) -> Known:
        """The words of the corpus; those of documents that came since are counted first, as far as time suffices."""
        if self._counting is not None and self._counting.is_alive():
            return self.vocabulary().known()
        return self.vocabulary().fresh(self.store, COUNTING_SECONDS)

    def vocabulary(self) -> Vocabulary:
        """How often the words of the corpus stand there."""
        from search.vocabulary import open_vocabulary  # noqa: PLC0415 - as above

        with self._opening:
            if self._vocabulary is None:
                self._vocabulary = open_vocabulary(self.settings.data)
            return self._vocabulary

    def search(
        self,
        query: str,
        k: int,
        mode: str = "auto",
        offset: int = 0,
        kept: Mapping[str, Sequence[Any]] | None = None,
        *,
        explain: bool = False,
        choose: Choose | None = None,
    ) -> dict[str, Any]:
        """A search in the contract's shape, with help; ``kept``: filters by name, ``choose`` as for ``Searcher``."""
        from api.search_help import SearchHelp  # noqa: PLC0415 - as above
        from search.suggest import Suggester  # noqa: PLC0415 - as above

        filters, searcher = filters_of(kept or {}), self.searcher()
        found = searcher.search(query, k=k, mode=mode, filters=filters, offset=offset, explain=explain, choose=choose)
        self.metrics.search(found.mode, found.took_ms / 1000)
        return SearchHelp(searcher, self.store, Suggester(searcher, cache(self.words))).with_help(found, filters)

    def related(self, passage_id: str, limit: int) -> dict[str, Any]:
        """What belongs with a passage."""
        from api.relating import related_passages_document  # noqa: PLC0415 - as above

        return related_passages_document(self.searcher(), self.store, self.words().counted, passage_id, limit)

    def answer(self, question: str) -> dict[str, Any]:
        """An answer in the contract's shape."""
        from search.answer import answer  # noqa: PLC0415 - as above
        from search.generate import open_generator  # noqa: PLC0415 - as above

        return answer(self.searcher(), question, open_generator(self.settings)).as_json()

    def ingest(self, candidates: Sequence[Candidate]) -> Future[IngestReport]:
        """Have files ingested by the writer's thread, after those that were handed over before."""
        return self._writer.submit(copy_context().run, self._ingest, candidates)

    def _ingest(self, candidates: Sequence[Candidate]) -> IngestReport:
        from ingest.pipeline import IngestRun  # noqa: PLC0415 - as above

        run = IngestRun(self.settings, self.store, self.served.for_writing, WORKERS)
        if not self.writes:
            return run.accept(candidates)
        report = run.run(candidates)
        self.served.settle()
        return report

    def _later(self, task: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the portal is being closed
            self._writer.submit(task)

    def start(self) -> None:
        """Open the index now rather than at the first search, and finish what a killed run left."""
        try:
            self.index()
        except PortalError as failure:
            log.warning("search is off: %s", failure)
            return
        left = (self.store.works.expressions(state=state) for state in ("staged", "retired"))
        if self.store.jobs.open_jobs() or any(left):
            self.resume()

    def warm(self) -> None:
        """Have the first visitor wait for nothing: search in every language, and count words beside the requests."""
        try:
            for question in WARM_UP:
                self.search(question, 10)
        except PortalError as failure:
            log.warning("search is not warm: %s", failure)
        finally:
            self.metrics.forget_searches()
        self.count_words()

    def resume(self) -> None:
        """Have what is accepted and not finished worked on, where no worker does; nobody waits for it."""
        if self.writes:
            self.ingest([]).add_done_callback(_log_resumed)

    def count_words(self) -> None:
        """Count the words of the corpus beside the requests, which are answered with those that are counted."""
        self._counting = threading.Thread(target=self._count_words, name="vkp-vocabulary")
        self._counting.start()

    def _count_words(self) -> None:
        try:
            if self.vocabulary().waiting(self.store) > COUNTED_HERE:
                self._count_apart()
            self.vocabulary().catch_up(self.store)
            self.vocabulary().known()  # now rather than for the first visitor who misspells a word
        except PortalError as failure:
            log.warning("the words of the corpus are not counted: %s", failure)

    def _count_apart(self) -> None:
        """Have the words counted by a process of its own, which is ended with the server."""
        from search.vocabulary import count_words, open_vocabulary  # noqa: PLC0415 - as above

        counting = get_context("spawn").Process(target=count_words, args=(self.settings,), daemon=True)
        counting.start()
        while counting.is_alive() and not self._closing.is_set():
            counting.join(timeout=0.2)
        counting.terminate()
        counting.join()
        with self._opening:
            self._vocabulary = open_vocabulary(self.settings.data)

    def close(self) -> None:
        """Stop fetching, let the upload at hand finish and close.

        Those that wait were never accepted, and their callers are told.
        """
        self.fetcher.close()
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._closing.set()
        if self._counting is not None:
            self.vocabulary().stopping.set()
            self._counting.join()
        self.served.close()
        self.kept.close()
        self.store.close()


def filters_of(kept: Mapping[str, Sequence[Any]]) -> SearchFilters:
    """The filters of a call, by name: lang, type, country, year, work. Raises ``PortalError`` bad_input."""
    from api.finding import Wanted  # noqa: PLC0415 - as above

    return Wanted(**{name: list(words) for name, words in kept.items()}).filters()


def _log_resumed(run: Future[IngestReport]) -> None:
    """Say what became of the files that a killed run had left: nobody waits for them."""
    failure = run.exception() if not run.cancelled() else None
    if failure is not None:
        log.error("what an earlier run left is not finished: %s", failure)
    elif not run.cancelled():
        report = run.result()
        log.info("finished what an earlier run left: %d indexed", report.indexed)
        for failed in (*report.failed, *report.quarantined):
            log.warning("%s: %s", failed.path, failed.error)


@contextmanager
def open_portal(settings: Settings) -> Iterator[Portal]:
    """Open a data folder for serving, and make it where there is none.

    Raises ``PortalError``: data_busy (another process writes), data_unreadable, data_newer, worker_needs_server.
    """
    if settings.ingest == "worker" and not settings.qdrant_url:
        raise PortalError("worker_needs_server", "the embedded index has one owner")
    with sole_writer(settings) if settings.ingest == "here" else nullcontext():
        # Uploads that a killed server had received and not accepted; their senders were never told otherwise.
        shutil.rmtree(_incoming(settings), ignore_errors=True)
        portal = Portal(settings, open_store(settings, create=True))
        with listening(portal.metrics.step):
            try:
                if portal.writes:
                    _switch_to_built(portal)
                portal.start()
                portal.fetcher.go_on()
                yield portal
            finally:
                portal.close()


def incoming(settings: Settings) -> Path:
    """The folder in which uploads are written before they are accepted."""
    folder = _incoming(settings)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _incoming(settings: Settings) -> Path:
    return settings.data / "incoming"


def _switch_to_built(portal: Portal) -> None:
    """Take over an index that 'vkp models use' built while a server ran; the present one stays where that cannot be."""
    from ingest.reembedding import switch_to_built  # noqa: PLC0415 - as above

    try:
        switch_to_built(portal.settings, portal.store)
    except PortalError as failure:
        log.warning("the new index is not used: %s", failure)
