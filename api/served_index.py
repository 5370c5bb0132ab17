"""The index of a running server: opened once, doubted when it fails, mended by the writer's thread, taken up again.

Where a worker reads (``VKP_INGEST=worker``) the worker mends it, and it is only opened again here.

While it is away a search is told so at once; nobody waits for the mending, and nobody has to start the server again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store

if TYPE_CHECKING:
    from search.index import PassageIndex

log = logging.getLogger("vkp.api")

PAUSE = 2.0
"""Seconds from one mending that failed to the next."""

MENDING = "it is being mended, and search comes back by itself: try again in a moment"


class ServedIndex:
    """``later`` has something done by the writer's thread. Safe to share between threads."""

    def __init__(
        self, settings: Settings, store: Store, later: Callable[[Callable[[], None]], object], *, writes: bool = True
    ) -> None:
        self.writes = writes
        self.settings = settings
        self.store = store
        self.later = later
        self._changing = threading.Lock()
        self._index: PassageIndex | None = None
        self._failure: PortalError | None = None
        self._mending = False
        self._rested = 0.0

    @property
    def model(self) -> str:
        """The name of the embedding model that searches use, or "off"."""
        embedder = None if self._index is None else self._index.embedder
        return "off" if embedder is None else embedder.record.model

    def get(self) -> PassageIndex:
        """The index, opened when first asked for. Raises ``PortalError``: index_unavailable at once while it is away.

        It is made only while the corpus is empty: an index that is missing beside stored passages has been lost.
        """
        with self._changing:
            if self._index is not None and self._index.store.lost():
                self._let_go(PortalError("index_unavailable", "its files were removed"))
            if self._index is None and self._failure is None:
                self._open()
            if self._index is None:
                self._have_mended()
                raise self._failure or PortalError("index_unavailable")
            return self._index

    def _open(self) -> None:
        from ingest.mending import mend  # noqa: PLC0415 - the search floor takes two seconds to import
        from search.index import open_index  # noqa: PLC0415 - as above

        try:
            empty = self.store.works.totals()["passages"] == 0
            index = open_index(self.settings, create=self.writes and empty)
            try:
                mended = mend(index, self.store) if self.writes else None
            except BaseException:
                index.close()
                raise
        except PortalError as failure:
            if failure.code != "index_unavailable":
                raise
            self._failure = self._told(failure)
            return
        if mended is not None:
            log.warning("%s", mended)
        self._index = index

    def doubt(self, failure: PortalError) -> None:
        """A search failed of the engine: let go of the index, and have it looked at from one end to the other."""
        with self._changing:
            if self._index is not None:
                self._let_go(failure)
                self._have_mended()

    def _let_go(self, failure: PortalError) -> None:
        index, self._index = self._index, None
        self._failure = self._told(failure)
        if index is None:
            return
        try:
            if self.writes and not index.store.lost():
                index.store.unmark()
            index.close()
        except PortalError as also:
            log.warning("the index cannot be closed: %s", also)

    @staticmethod
    def _told(failure: PortalError) -> PortalError:
        return PortalError(failure.code, failure.detail, MENDING)

    def _have_mended(self) -> None:
        if not self._mending and time.monotonic() - self._rested > PAUSE:
            self._mending = True
            self.later(self.mend)

    def mend(self) -> None:
        """Open the index again, building it anew where it must be; for the writer's thread."""
        from ingest.mending import Whole, open_whole  # noqa: PLC0415 - as above
        from search.index import open_index  # noqa: PLC0415 - as above

        if self._index is not None:
            self._mending = False
            return
        try:
            whole = open_whole(self.settings, self.store) if self.writes else Whole(open_index(self.settings), None)
        except PortalError as failure:
            log.warning("search stays off: %s", failure)
            self._failure = failure
        else:
            if whole.mended is not None:
                log.warning("%s", whole.mended)
            with self._changing:
                self._index, self._failure = whole.index, None
        finally:
            self._rested, self._mending = time.monotonic(), False

    def for_writing(self) -> PassageIndex:
        """The index for the writer's thread, which mends what is to be mended rather than be told of it."""
        try:
            return self.get()
        except PortalError as failure:
            if failure.code != "index_unavailable":
                raise
        self.mend()
        return self.get()

    def settle(self) -> None:
        """Mark what the index holds, where it is open."""
        from ingest.mending import shown  # noqa: PLC0415 - as above

        if self._index is not None:
            self._index.settle(shown(self.store))

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()
