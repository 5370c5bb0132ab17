"""Answers that are made from the store and kept until anything in it changes.

A count of an indicator over 100,000 passages takes some tenths of a second, and is asked for again by the next visitor.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from corpus.store import Store
from corpus.store.version import DataVersion

T = TypeVar("T")

MOST = 32
"""Answers that are kept; those that were asked for longest ago give way."""


class KeptAnswers:
    """Answers by question, all of one version of the store. Who is given one never changes it."""

    def __init__(self, store: Store) -> None:
        self._version = DataVersion(store)
        self._held: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
        self._looking = threading.Lock()
        self._making = threading.RLock()

    def of(self, question: Hashable, make: Callable[[], T]) -> T:
        """The kept answer, or what ``make`` answers now; several who ask at once wait for one making.

        ``make`` may ask for others. What it raises is raised, and nothing is kept.
        """
        found = self._current(question)
        if found is None:
            with self._making:
                found = self._current(question) or self._made(question, make)
        answer: T = found[1]
        return answer

    def _current(self, question: Hashable) -> tuple[str, Any] | None:
        version = self._version.now()
        with self._looking:
            found = self._held.get(question)
            if found is None or found[0] != version:
                return None
            self._held.move_to_end(question)
            return found

    def _made(self, question: Hashable, make: Callable[[], T]) -> tuple[str, Any]:
        # The version first: what changes meanwhile makes the answer old, never a wrong one new.
        version = self._version.now()
        found = version, make()
        with self._looking:
            self._held[question] = found
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return found

    def close(self) -> None:
        """Forget everything, and give back what asks for the version."""
        with self._looking:
            self._held.clear()
        self._version.close()
