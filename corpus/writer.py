"""One writer: a lock on the data folder, held while documents are written and released by the system on a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from corpus.errors import PortalError
from corpus.settings import Settings


@contextmanager
def sole_writer(settings: Settings) -> Iterator[None]:
    """Hold the data folder for writing; ``PortalError("data_busy")`` after ``settings.lock_seconds``."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.data / "writer.lock", timeout=settings.lock_seconds)
        lock.acquire()
    except Timeout as failure:
        raise PortalError("data_busy", f"{settings.data} is being written") from failure
    except OSError as failure:
        raise PortalError("data_unreadable", f"{settings.data}: {failure.strerror}") from failure
    try:
        yield
    finally:
        lock.release()
