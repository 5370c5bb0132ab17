"""The seal of a backup: its last 64 bytes are the SHA-256 of all bytes before them, in hexadecimal."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from corpus.errors import PortalError
from corpus.originals import PIECE

OPEN = b"0" * 64
"""What stands in the place of the seal until it is known."""


class SealedFile:
    """A new file that is written from its beginning to its end and sealed when the block ends well.

    What is written last must be ``OPEN``: the seal takes its place. ``sha256`` is then that of the whole file.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._digest = hashlib.sha256()
        self._held = b""
        self.sha256 = ""

    def write(self, given: bytes) -> int:
        """Write bytes; the last 64 so far are held back, as they may be the seal's."""
        ready = self._held + given
        self._held = ready[-len(OPEN) :]
        self._put(ready[: -len(OPEN)])
        return len(given)

    def flush(self) -> None:
        """Hand on what is not held back."""
        self._file.flush()

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._seal()
        finally:
            self._file.close()

    def _seal(self) -> None:
        if self._held != OPEN:
            raise ValueError("the file does not end where its seal belongs")
        self._put(self._digest.hexdigest().encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.sha256 = self._digest.hexdigest()

    def _put(self, ready: bytes) -> None:
        self._digest.update(ready)
        self._file.write(ready)


def require_sealed(file: BinaryIO, told: Callable[[int, int], None] | None = None) -> str:
    """Read the file to its end and return its SHA-256. ``told`` gets the bytes read and how many there are.

    Raises ``PortalError("backup_damaged")`` where it is cut or was changed.
    """
    size = file.seek(0, os.SEEK_END)
    if size <= len(OPEN):
        raise PortalError("backup_damaged", "it is too short to be one")
    file.seek(0)
    digest, left = hashlib.sha256(), size - len(OPEN)
    while left and (piece := file.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
        if told is not None:
            told(size - left, size)
    seal = file.read()
    if seal != digest.hexdigest().encode():
        raise PortalError("backup_damaged", "it is cut, was changed, or is no backup: its seal does not fit it")
    digest.update(seal)
    return digest.hexdigest()
