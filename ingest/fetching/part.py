"""A file while it is downloaded: a ``.part`` that grows, and beside it what its server said of the whole.

Both are named after the address that was asked for, in the folder ``downloads`` of the data folder. A ``.part`` is
gone on with only where the server names the same version of the file again (``If-Range``, RFC 9110, 13.1.5). What is
whole and was looked at is called ``.pdf``; only that is ever read as a document.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from corpus.writer import named_failures

KEPT_SECONDS = 7 * 24 * 3600
"""How long what nobody went on with is kept."""


@dataclass(frozen=True)
class Part:
    """The files of one address in a folder."""

    folder: Path
    address: str

    @property
    def growing(self) -> Path:
        """Where the bytes are added."""
        return self._named(".part")

    @property
    def whole(self) -> Path:
        """Where the file is once it is whole."""
        return self._named(".pdf")

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self.growing.stat().st_size if self.growing.exists() else 0

    @property
    def validator(self) -> str | None:
        """By what the server knows the version of the file that is growing; None where it cannot be gone on with."""
        said = self.said()
        return said.get("etag") or said.get("last_modified") if self.size and said.get("size") else None

    def said(self) -> Mapping[str, Any]:
        """What the server said of the file: ``address``, ``etag``, ``last_modified``, ``size``; {} where unknown."""
        try:
            found = json.loads(self._named(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def begin(self, said: Mapping[str, Any]) -> None:
        """Begin anew, with this said of the file."""
        self.forget()
        with named_failures(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._named(".json").write_text(json.dumps(dict(said)) + "\n", encoding="utf-8")

    @contextmanager
    def adding(self) -> Iterator[BinaryIO]:
        """Add bytes; they are safely on disk when this ends well."""
        with named_failures(self.folder), self.growing.open("ab") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())

    def finish(self) -> None:
        """Call it whole."""
        with named_failures(self.folder):
            self.growing.replace(self.whole)

    def forget(self) -> None:
        """Remove all of it."""
        for ending in (".part", ".pdf", ".json"):
            self._named(ending).unlink(missing_ok=True)

    def _named(self, ending: str) -> Path:
        return self.folder / f"{hashlib.sha256(self.address.encode()).hexdigest()[:32]}{ending}"


def sweep(folder: Path, seconds: float = KEPT_SECONDS) -> None:
    """Remove what nobody has gone on with for so long."""
    oldest = time.time() - seconds
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
