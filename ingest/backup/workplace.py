"""Where a backup or a restored folder is made until it is whole: a folder beside its goal, of one process at a time.

Layout: ``GOAL.part/unfinished.lock`` and the work. A killed process leaves it, the next one with the same goal takes
it away; a folder of that name that is something else is not touched.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import PortalError
from corpus.writer import named_failures

LOCK = "unfinished.lock"


@contextmanager
def workplace(goal: Path) -> Iterator[Path]:
    """An empty folder beside ``goal``, readable by its owner alone, that is gone when the block is left.

    Raises ``PortalError``: data_busy (another process is at it), folder_not_empty, disk_full, data_unreadable.
    """
    place = goal.with_name(f"{goal.name}.part")
    with named_failures(place):
        place.mkdir(mode=0o700, exist_ok=True)
        _require_ours(place)
        lock = FileLock(place / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout as failure:
            raise PortalError("data_busy", f"{goal} is being written") from failure
    try:
        with named_failures(place):
            _clear(place)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()


def _require_ours(place: Path) -> None:
    """In a folder that everybody may write to, somebody else may have made it, to read what is put into it."""
    ours = not place.is_symlink() and place.stat().st_uid == os.geteuid()
    if not ours or (any(place.iterdir()) and not (place / LOCK).exists()):
        raise PortalError("folder_not_empty", f"{place} is needed to work in", "move it away")


def _clear(place: Path) -> None:
    for left in place.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        elif left.name != LOCK:
            left.unlink()
