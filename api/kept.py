"""Answers that are made from the store and kept until documents or decisions in it change.

A count over 500 reviews takes more than half a second (``python -m eval counting``), and 25 reviewers change the store
every few seconds: nobody waits for that. Who asks while an answer is made anew is shown the one before, and the page
says so (``shown_old``).
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import Context, ContextVar
from typing import Any, TypeVar

from corpus.store import Store
from corpus.store.requests import being_written
from corpus.store.version import DataVersion

log = logging.getLogger("vkp.api")

T = TypeVar("T")

MOST = 32
"""Answers that are kept; those that were asked for longest ago give way."""

PATIENCE = 0.04
"""Seconds that a visitor waits for an answer that is made anew, before the one before is shown."""

_old: ContextVar[bool] = ContextVar("vkp.old", default=False)


def shown_old() -> bool:
    """Whether this request was given an answer from before the last change: its page has to say so."""
    return _old.get()


class KeptAnswers:
    """Answers by question, each of one version of documents and decisions. Who is given one never changes it.

    What else an answer rests on is part of its question (``corpus.store.version``: ``BESIDE``).
    """

    def __init__(self, store: Store) -> None:
        self._version = DataVersion(store)
        self._held: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._looking = threading.Lock()
        self._making: dict[Hashable, threading.RLock] = {}
        self._begun: dict[Hashable, Future[Any]] = {}
        self._behind = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vkp-kept")

    def of(self, question: Hashable, make: Callable[[], T]) -> T:
        """The answer for a page: of now, or the one before while it is made anew (``shown_old`` then).

        The first one ever is waited for. What ``make`` raises is raised, or logged where nobody waits for it.
        """
        with self._looking:
            before = self._held.get(question)
        if before is None or before[0] == self._version.now():
            return self.exact(question, make)
        answer: T = before[1]
        making = self._made_behind(question, make)
        # Who is shown one old answer gains nothing by waiting for the next.
        if wait([making], 0 if shown_old() else PATIENCE).done:
            answer = making.result()
        else:
            _old.set(True)
        return answer

    def prepare(self, question: Hashable, make: Callable[[], Any]) -> None:
        """Have an answer made that nobody asked for yet."""
        self._made_behind(question, make)

    def exact(self, question: Hashable, make: Callable[[], T]) -> T:
        """The kept answer, or what ``make`` answers now; several who ask at once wait for one making.

        ``make`` may ask for others, exactly. What it raises is raised, and nothing is kept.
        """
        if being_written() is not None:  # a request sees what it wrote; nobody else does before it has ended
            return make()
        found = self._current(question)
        if found is None:
            with self._lock_of(question):
                found = self._current(question) or self._made(question, make)
        answer: T = found[1]
        return answer

    def _made_behind(self, question: Hashable, make: Callable[[], Any]) -> Future[Any]:
        """The making of an answer by a thread of its own: the one that is under way, or another."""
        with self._looking:
            making = self._begun.get(question)
            if making is None or making.done():
                # Not in the context of who asks: the next who asks may be waiting for it too.
                making = self._behind.submit(Context().run, self.exact, question, make)
                making.add_done_callback(_log_failed)
                self._begun[question] = making
                while len(self._begun) > MOST:
                    self._begun.pop(next(iter(self._begun)))
            return making

    def _lock_of(self, question: Hashable) -> threading.RLock:
        with self._looking:
            if len(self._making) > MOST * MOST:
                self._making.clear()
            return self._making.setdefault(question, threading.RLock())

    def _current(self, question: Hashable) -> tuple[int, Any] | None:
        version = self._version.now()
        with self._looking:
            found = self._held.get(question)
            if found is None or found[0] != version:
                return None
            self._held.move_to_end(question)
            return found

    def _made(self, question: Hashable, make: Callable[[], T]) -> tuple[int, Any]:
        # The version first: what changes meanwhile makes the answer old, never a wrong one new.
        version = self._version.now()
        found = version, make()
        with self._looking:
            self._held[question] = found
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return found

    def close(self) -> None:
        """Forget everything, and make nothing more."""
        self._behind.shutdown(wait=True, cancel_futures=True)
        with self._looking:
            self._held.clear()


def _log_failed(making: Future[Any]) -> None:
    failure = None if making.cancelled() else making.exception()
    if failure is not None:
        log.warning("an answer could not be made anew: %s", failure)
