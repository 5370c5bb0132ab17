"""Originals: the bytes as received, addressed by SHA-256, never changed.

Layout: ``originals/<first two hex digits>/<64 hex digits>``. A file appears there whole or not at all: it is written
beside its place, synced, then renamed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PortalError
from corpus.writer import named_failures

PIECE = 1 << 20
INCOMING = ".incoming-"
"""How a file is named that is being written."""


@dataclass(frozen=True, slots=True)
class Original:
    """An original that is safely on disk. ``size`` is in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Originals:
    """The folder of originals."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Where an original is kept."""
        return self.root / sha256[:2] / sha256

    def put(self, source: Path) -> Original:
        """Copy a file in; once this returns the bytes survive a crash. Raises disk_full or data_unreadable."""
        original = Original(sha256_of(source), source.stat().st_size)
        target = self.path(original.sha256)
        if not (target.exists() and target.stat().st_size == original.size):
            with named_failures(target.parent):
                self._copy(source, target, original.sha256)
        return original

    def _copy(self, source: Path, target: Path, sha256: str) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=INCOMING)
        place = Path(name)
        try:
            with os.fdopen(handle, "wb") as out, source.open("rb") as given:
                digest = hashlib.sha256()
                while piece := given.read(PIECE):
                    digest.update(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            if digest.hexdigest() != sha256:
                raise PortalError("data_unreadable", f"{source} changed while it was read", "run the command again")
            place.replace(target)
        finally:
            place.unlink(missing_ok=True)
        sync_folder(target.parent)

    def clear(self) -> None:
        """Remove what a killed process was writing; for the one writer, before it writes."""
        for left in self.root.glob(f"??/{INCOMING}*"):
            left.unlink(missing_ok=True)

    def files(self) -> Iterator[Path]:
        """Every finished original on disk."""
        if self.root.exists():
            yield from (path for path in sorted(self.root.glob("??/*")) if not path.name.startswith("."))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as source:
        digest = hashlib.sha256()
        while piece := source.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Return when what was renamed in a folder survives a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
