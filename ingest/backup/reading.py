"""Reading a backup: it is told whole from damaged first, and nothing is believed that its manifest does not say.

The seal tells damage, not forgery: who can write a backup can seal it. So a forged one may only fail: names are those
of ``ingest.backup.manifest``, and no member gives more bytes than the manifest says.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from corpus.errors import PortalError
from corpus.originals import PIECE
from corpus.writer import named_failures
from ingest.backup.manifest import NAME, Manifest, Member, read_manifest
from ingest.backup.sealing import require_sealed
from ingest.report import Progress

UNREADABLE = (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError, KeyError)
"""What the zip library says of an archive that was made by something else, or to do harm."""


@dataclass(frozen=True)
class Backup:
    """A backup that is whole. ``size`` is in bytes, ``sha256`` that of the file."""

    file: Path
    size: int
    sha256: str
    manifest: Manifest
    archive: ZipFile

    def check(self, progress: Progress | None = None) -> None:
        """Read every member. Raises ``PortalError("backup_damaged")``."""
        for done, member in enumerate(self.manifest.members, start=1):
            for _ in self._pieces(member):
                pass
            if progress is not None:
                progress(done, len(self.manifest.members), member.name)

    def extract(self, folder: Path, progress: Progress | None = None) -> None:
        """Write every member below an empty folder. Raises ``PortalError``: backup_damaged, disk_full."""
        for done, member in enumerate(self.manifest.members, start=1):
            path = folder / member.name
            with named_failures(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as out:
                    for piece in self._pieces(member):
                        out.write(piece)
            if progress is not None:
                progress(done, len(self.manifest.members), member.name)

    def _pieces(self, member: Member) -> Iterator[bytes]:
        """The bytes of a member, never more than the manifest says, and all of them as it says."""
        digest, left = hashlib.sha256(), member.size
        with _named_damage(), self.archive.open(member.name) as source:
            while piece := source.read(PIECE):
                left -= len(piece)
                if left < 0:
                    break
                digest.update(piece)
                yield piece
        if left or digest.hexdigest() != member.sha256:
            raise PortalError("backup_damaged", f"{member.name} is not what its manifest says")


@contextmanager
def opened_backup(file: Path, progress: Progress | None = None) -> Iterator[Backup]:
    """A backup, read once from beginning to end to see that it is whole.

    Raises ``PortalError``: path_missing, bad_input, backup_damaged, data_newer, data_unreadable.
    """
    with _opened(file) as source:

        def told(done: int, size: int) -> None:
            if progress is not None:
                progress(done >> 20, size >> 20, file.name)

        with named_failures(file):
            sha256 = require_sealed(source, told)
        with _named_damage():
            archive = ZipFile(source)
        manifest = _manifest(archive)
        _require_named(archive, manifest)
        yield Backup(file, source.seek(0, 2), sha256, manifest, archive)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if not file.exists():
        raise PortalError("path_missing", str(file))
    if not file.is_file():
        raise PortalError("bad_input", f"{file} is no file", "name a backup")
    with named_failures(file):
        source = file.open("rb")
    with source:
        yield source


def _manifest(archive: ZipFile) -> Manifest:
    """The manifest; it is kept as it is, so that it takes no more room in memory than on disk."""
    with _named_damage():
        info = archive.getinfo(NAME)
        if info.compress_type != ZIP_STORED:
            raise BadZipFile("its manifest is compressed")
        text = archive.read(info)
    return read_manifest(text)


def _require_named(archive: ZipFile, manifest: Manifest) -> None:
    """Every file of the archive is in the manifest and is as large as that says, and the other way round."""
    held = sorted((info.filename, info.file_size) for info in archive.infolist() if info.filename != NAME)
    if held != sorted((member.name, member.size) for member in manifest.members):
        raise PortalError("backup_damaged", "it holds other files than its manifest names")


@contextmanager
def _named_damage() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as failure:
        raise PortalError("backup_damaged", f"the archive cannot be read: {failure}") from failure
