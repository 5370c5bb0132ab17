"""Originals: the bytes as received, addressed by SHA-256, never changed.

Layout, in a folder and in an object store alike: ``<first two hex digits>/<64 hex digits>``. In a folder a file appears
whole or not at all: it is written beside its place, synced, then renamed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.writer import named_failures

PIECE = 1 << 20
INCOMING = ".incoming-"
"""How a file is named that is being written."""


@dataclass(frozen=True, slots=True)
class Original:
    """An original that is safely on disk. ``size`` is in bytes."""

    sha256: str
    size: int


class Originals(ABC):
    """Where originals are kept. Every method may raise ``PortalError``: data_unreadable, originals_unavailable."""

    @abstractmethod
    def put(self, source: Path) -> Original:
        """Copy a file in, without effect where it is; once this returns the bytes survive a crash.

        Raises ``PortalError``: disk_full too.
        """

    @abstractmethod
    def exists(self, sha256: str) -> bool:
        """Whether an original is there, whatever its bytes are by now."""

    @abstractmethod
    def local(self, sha256: str) -> AbstractContextManager[Path | None]:
        """A file of this machine that holds an original while the block runs; None where there is none to hold."""

    @abstractmethod
    def is_intact(self, sha256: str) -> bool:
        """Whether an original is there, with its bytes: all of it is read."""

    @abstractmethod
    def names(self) -> Iterator[str]:
        """What every finished original is named, also those that nobody accepted."""

    @abstractmethod
    def written_at(self, name: str) -> float | None:
        """When one of them was written, in seconds since 1970; None where it is gone by now."""

    @abstractmethod
    def where(self, name: str) -> str:
        """Where one of them is, for people."""

    @abstractmethod
    def move_out(self, name: str, folder: Path) -> None:
        """Move one of them to a folder of this machine."""

    @abstractmethod
    def clear(self) -> None:
        """Remove what a killed process was writing; for the one writer, before it writes."""


def open_originals(settings: Settings) -> Originals:
    """The originals of a corpus: a folder, or an object store. Raises ``PortalError("bad_input")``."""
    if settings.originals is None or "://" not in settings.originals:
        return OriginalsFolder(settings.originals_folder)
    from corpus.object_store import ObjectOriginals  # noqa: PLC0415 - an extra of the portal

    return ObjectOriginals.of(settings)


@dataclass(frozen=True)
class OriginalsFolder(Originals):
    """The folder of originals."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Where an original is kept."""
        return self.root / shelf(sha256)

    def put(self, source: Path) -> Original:
        """See ``Originals``."""
        original = Original(sha256_of(source), source.stat().st_size)
        target = self.path(original.sha256)
        if not (target.exists() and target.stat().st_size == original.size):
            with named_failures(target.parent):
                self._copy(source, target, original.sha256)
        return original

    def exists(self, sha256: str) -> bool:
        """See ``Originals``."""
        return self.path(sha256).is_file()

    def local(self, sha256: str) -> AbstractContextManager[Path | None]:
        """See ``Originals``. It is the original itself, as it is."""
        return nullcontext(self.path(sha256) if self.exists(sha256) else None)

    def is_intact(self, sha256: str) -> bool:
        """See ``Originals``."""
        try:
            return sha256_of(self.path(sha256)) == sha256
        except OSError:
            return False

    def names(self) -> Iterator[str]:
        """See ``Originals``."""
        return (path.name for path in self.files())

    def written_at(self, name: str) -> float | None:
        """See ``Originals``."""
        try:
            return self.path(name).stat().st_mtime
        except OSError:
            return None

    def where(self, name: str) -> str:
        """See ``Originals``."""
        return str(self.path(name))

    def move_out(self, name: str, folder: Path) -> None:
        """See ``Originals``."""
        try:
            folder.mkdir(exist_ok=True)
            shutil.move(self.path(name), folder / name)
        except OSError as failure:
            raise PortalError("data_unreadable", f"{self.path(name)}: {failure.strerror}") from failure

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
        """See ``Originals``."""
        for left in self.root.glob(f"??/{INCOMING}*"):
            left.unlink(missing_ok=True)

    def files(self) -> Iterator[Path]:
        """Every finished original on disk."""
        if self.root.exists():
            yield from (path for path in sorted(self.root.glob("??/*")) if not path.name.startswith("."))


def shelf(sha256: str) -> str:
    """The place of an original below where they are kept."""
    return f"{sha256[:2]}/{sha256}"


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
