"""The mark beside the engine's files: what the index held when everything was last safe on the disk.

``flushed.json`` names what the store showed then, and how long every file was. It is removed before the next write and
written again after the next flush. So an index without a mark, or with files of other lengths than its mark says, was
not left in order: the engine opens some cut files without a word, and finds less.
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
        return str(said["shown"]) if said["files"] == _lengths(folder) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_mark(folder: Path, shown: str) -> None:
    """Write the mark in one step, after the engine has synced its files; the names of new files are synced here."""
    for place in _folders(folder):
        sync_folder(place)
    written = folder / f".{MARK}"
    with written.open("w", encoding="utf-8") as file:
        json.dump({"shown": shown, "files": _lengths(folder)}, file)
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


def _lengths(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for place in _folders(folder)
        for path in sorted(place.iterdir())
        if path.is_file() and path.name not in (MARK, f".{MARK}")
    }
