"""The fetching that goes on behind a server, and what its pages tell of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from api.fetching import Wanted
from corpus.errors import PortalError
from corpus.store.downloads import Asked
from ingest.fetching.pace import Pace

if TYPE_CHECKING:
    from api.portal import Portal
    from ingest.report import IngestReport

log = logging.getLogger("vkp.api")

LATEST = 20
"""Downloads that are named after they came."""


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
