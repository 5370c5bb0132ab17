"""Who has which passage before them, so that reviewers who work at the same time are led to different ones.

It is a hint and no lock: it lives in the server's memory, is forgotten after a while, and somebody who opens a passage
by its address is never turned away. What is true is decided when a decision is written.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

HELD_SECONDS = 600
"""How long a passage is taken to be read by whom it was given."""


class Hands:
    """The passage that each reviewer was given last. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, float]] = {}
        self._giving = threading.Lock()

    def give(self, passages: Sequence[str], reviewer: str) -> str | None:
        """The first passage that nobody else has, else the first; None where there is none."""
        with self._giving:
            self._forget()
            others = {passage for name, (passage, _) in self._held.items() if name != reviewer}
            given = next((passage for passage in passages if passage not in others), next(iter(passages), None))
            if given is not None:
                self._held[reviewer] = given, self._clock()
        return given

    def _forget(self) -> None:
        since = self._clock() - HELD_SECONDS
        self._held = {name: (passage, at) for name, (passage, at) in self._held.items() if at > since}
