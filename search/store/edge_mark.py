"""The mark beside the engine's files: what the index held when everything was last safe on the disk.

``flushed.json`` names what the store showed then, how long every file was, and when it was last written to. It is
removed before the next write and written again after the next flush. So an index without a mark, or with other files
than its mark says, was not left in order: the engine opens some files that were cut, or written over, without a word,
and finds less. A disk that gives back other bytes than were written to it changes neither: that is not seen here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from corpus.originals import sync_folder

MARK = "flushed.json"


def marked(folder: Path) -> str | None:
    """What the index of a folder holds; None where it has no mark, or its files are not those that were marked."""
    try:
        said = json.loads((folder / MARK).read_text(encoding="utf-8"))
        return str(said["shown"]) if said["files"] == _files(folder) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_mark(folder: Path, shown: str) -> None:
    """Write the mark in one step, after the engine has synced its files; the names of new files are synced here."""
    for place in _folders(folder):
        sync_folder(place)
    written = folder / f".{MARK}"
    with written.open("w", encoding="utf-8") as file:
        json.dump({"shown": shown, "files": _files(folder)}, file)
        file.flush()
        os.fsync(file.fileno())
    written.replace(folder / MARK)
    sync_folder(folder)


def remove_mark(folder: Path) -> None:
    """Return when the mark is gone for good."""
    (folder / MARK).unlink(missing_ok=True)
    sync_folder(folder)


def _folders(folder: Path) -> Iterator[Path]:
    for place, _, _ in os.walk(folder):
        yield Path(place)


def _files(folder: Path) -> dict[str, list[int]]:
    """The length of every file in bytes, and when it was last written to, in nanoseconds."""
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, path.stat().st_mtime_ns]
        for place in _folders(folder)
        for path in sorted(place.iterdir())
        if path.is_file() and path.name not in (MARK, f".{MARK}")
    }
