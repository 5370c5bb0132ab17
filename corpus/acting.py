"""On whose behalf something is written: known where a request or a command comes in, entered in the audit below it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NOBODY_SAID = ""
"""The single-user default and the command line: whoever can use the data folder."""

_ACTOR: ContextVar[str] = ContextVar("actor", default=NOBODY_SAID)


def actor() -> str:
    """Who is signed in where this is called, or ``NOBODY_SAID``."""
    return _ACTOR.get()


@contextmanager
def acting(name: str) -> Iterator[None]:
    """Everything that is written within is written on behalf of ``name``."""
    token = _ACTOR.set(name)
    try:
        yield
    finally:
        _ACTOR.reset(token)
