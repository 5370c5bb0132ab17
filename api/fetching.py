"""``vkp fetch`` and its pages: what words mean, what a run did, and the run that goes on behind a server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.corpus_folder import open_corpus
from api.output import Document, counted, ingest_text
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.downloads import Asked
from ingest.fetching.pace import Pace

if TYPE_CHECKING:
    from api.portal import Portal
    from ingest.report import IngestReport, Progress

log = logging.getLogger("vkp.api")

LATEST = 20
"""Downloads that are named after they came."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants fetched, as it was written. Nothing at all: to go on with what waits."""

    symbols: Sequence[str] = ()
    reviews: Sequence[str] = ()
    languages: Sequence[str] = ()
    cited: bool = False
    limit: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing is named."""
        return not (self.symbols or self.reviews or self.cited)

    def asked(self, store: Store) -> list[Asked]:
        """The addresses that are meant, each once. Raises ``PortalError``: bad_input, no_address."""
        from ingest.fetching import wanted  # noqa: PLC0415 - a second to import

        languages = wanted.languages_of(self.languages)
        of_reviews = languages if self.languages else ()
        found = [
            *wanted.documents_wanted(self.symbols, languages),
            *wanted.reviews_wanted(store, self.reviews, of_reviews),
            *(wanted.cited_wanted(store, languages, self.limit) if self.cited else ()),
        ]
        return list({one.address: one for one in found}.values())

    def check(self) -> None:
        """``PortalError("bad_input")`` for words that do not go together."""
        if self.limit is not None and not self.cited:
            raise PortalError("bad_input", "--limit without --cited", "name the documents, or say --cited")
        if self.nothing and self.languages:
            raise PortalError("bad_input", "--lang without a document", "name a symbol, --vnr or --cited")


def planned_document(settings: Settings, named: Wanted) -> dict[str, Any]:
    """What would be asked for. Raises ``PortalError``: data_missing, and those of ``Wanted``."""
    named.check()
    with open_corpus(settings) as store:
        asked = named.asked(store) or [Asked(one.work, one.language, one.address) for one in store.downloads.waiting()]
    documents = [{"work": one.work, "language": one.language, "address": one.address} for one in asked]
    return {"total": len(documents), "documents": documents}


def planned_text(d: Document) -> Iterator[str]:
    """One address a line."""
    yield from (f"{one['work']}  {one['language'] or '-'}  {one['address']}" for one in d["documents"])


def fetched_document(settings: Settings, named: Wanted, progress: Progress) -> dict[str, Any]:
    """Fetch, and tell what came of it. Raises ``PortalError``."""
    from ingest.fetching.run import fetch  # noqa: PLC0415 - a second to import

    named.check()
    return fetch(settings, None if named.nothing else named.asked, progress).as_json()


def fetched_text(d: Document) -> Iterator[str]:
    """How many came, what became of them, and what waits."""
    yield f"{counted(d['fetched'], 'document')} fetched, {len(d['here'])} here before"
    yield from (
        f"  {one['work']} {one['language']}  from {one['source']}  {one['size']} bytes"
        for one in d["downloads"]
        if one["sha256"]
    )
    put_off = [one for one in d["downloads"] if one["state"] == "waiting"]
    names = {_name(one) for one in put_off if one["error"]}
    yield from ingest_text({**d, "failed": [one for one in d["failed"] if one["path"] not in names]})
    if put_off:
        yield f"{counted(len(put_off), 'document')} waiting, not failed: 'vkp fetch' without words tries again"
    yield from (f"  waiting  {_name(one)}{': ' + one['error']['message'] if one['error'] else ''}" for one in put_off)


def _name(one: Document) -> str:
    """A download as the list of what failed calls it."""
    return f"{one['work']} [{one['language']}]" if one["language"] else str(one["work"])


class Fetcher:
    """Fetches behind a server, one document at a time; what waits is in the store, and so outlives a restart."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._pace = Pace(portal.settings.fetch_delay, threading.Event())
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vkp-fetch")
        self._running: Future[None] | None = None

    @property
    def on(self) -> bool:
        """Whether documents may be downloaded here."""
        return self._portal.settings.fetch == "on"

    @property
    def running(self) -> bool:
        """Whether it is fetching now."""
        return self._running is not None and not self._running.done()

    def ask(self, named: Wanted) -> None:
        """Have documents fetched behind the requests. Raises ``PortalError``."""
        from ingest.fetching.run import ask_for, require_allowed  # noqa: PLC0415 - a second to import

        require_allowed(self._portal.settings)
        store = self._portal.store
        ask_for(store, named.asked(store))
        self.go_on()

    def again(self, address: str | None = None) -> None:
        """Have what failed wait once more, at one address or at all, and go on. ``PortalError("fetching_off")``."""
        from ingest.fetching.run import require_allowed  # noqa: PLC0415 - a second to import

        require_allowed(self._portal.settings)
        failed = self._portal.store.downloads.failures()
        chosen = [one for one in failed if address in (None, one.address)]
        self._portal.store.downloads.ask([Asked(one.work, one.language, one.address) for one in chosen])
        self.go_on()

    def go_on(self) -> None:
        """Fetch what waits, also what a server that ended had not; after what is being fetched now."""
        if self.on and not self._pace.stopping.is_set():
            self._running = self._thread.submit(copy_context().run, self._run)

    def _run(self) -> None:
        try:
            self._fetch_waiting()
        except PortalError as failure:
            log.warning("fetching stopped: %s", failure)
        except Exception:
            log.exception("fetching stopped")

    def _fetch_waiting(self) -> None:
        """Fetch what waits, and what is asked for meanwhile, each once."""
        settings, table, tried = self._portal.settings, self._portal.store.downloads, set[str]()
        table.reopen()
        if not table.waiting():
            return
        from ingest.fetching.run import FetchRun  # noqa: PLC0415 - a second to import

        while rows := [one for one in table.waiting() if one.address not in tried]:
            tried |= {one.address for one in rows}
            report = FetchRun(settings, self._portal.store, self._take_in, self._pace).run(rows)
            if self._pace.stopping.is_set() or any(one.error_code == "unreachable" for one in report.downloads):
                return

    def _take_in(self, candidates: Sequence[Any]) -> IngestReport:
        return self._portal.ingest(candidates).result()

    def close(self) -> None:
        """Stop before the next piece; what was downloaded is gone on with at the next start."""
        self._pace.stopping.set()
        self._thread.shutdown(wait=True, cancel_futures=True)


def state_document(portal: Portal) -> dict[str, Any]:
    """What is fetched now, what waits, what failed and why, what came last."""
    from ingest.fetching.run import download_line  # noqa: PLC0415 - a second to import

    table = portal.store.downloads
    lists = {"waiting": table.waiting(), "failed": table.failures(), "fetched": table.latest(LATEST)}
    return {"running": portal.fetcher.running} | {
        name: [download_line(one) for one in rows] for name, rows in lists.items()
    }
