"""One writer: a lock on the data folder, held while documents are written and released by the system on a crash.

Where the store is a PostgreSQL database, the database has a lock as well: its other writers may have other folders.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store.one_writer import held_by_database, require_held


@contextmanager
def sole_writer(settings: Settings) -> Iterator[None]:
    """Hold the data folder, and a PostgreSQL database, for writing.

    Raises ``PortalError``: data_busy after ``settings.lock_seconds``; data_unreadable, store_unavailable, bad_input.
    """
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(settings.data / "writer.lock", timeout=settings.lock_seconds)
        lock.acquire()
    except Timeout as failure:
        raise PortalError("data_busy", f"{settings.data} is being written") from failure
    except OSError as failure:
        raise PortalError("data_unreadable", f"{settings.data}: {failure.strerror}") from failure
    try:
        with held_by_database(settings.store_url, settings.lock_seconds):
            yield
    finally:
        lock.release()


SPACE = 128 << 20
"""Free bytes that writing needs: the engine maps its files into memory, and a full disk would end the process."""


def require_writable(settings: Settings) -> None:
    """Before a document is written: ``PortalError`` disk_full, or data_busy where another became the writer."""
    require_held(settings.store_url)
    require_space(settings)


def require_space(settings: Settings) -> None:
    """``PortalError("disk_full")`` when too little is free where the data folder is."""
    free = shutil.disk_usage(settings.data).free
    if free < SPACE:
        raise PortalError("disk_full", f"{free >> 20} MiB are free for {settings.data}, writing needs {SPACE >> 20}")


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def named_failures(place: Path) -> Iterator[None]:
    """What the system says of writing at ``place`` as ``PortalError``: disk_full, data_unreadable."""
    try:
        yield
    except OSError as failure:
        code = "disk_full" if failure.errno in NO_ROOM else "data_unreadable"
        raise PortalError(code, f"{failure.filename or place}: {failure.strerror}") from failure
