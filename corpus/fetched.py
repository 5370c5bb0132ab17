"""Files of an object store that were read of late: a folder that is kept small, its files checked when read.

Several processes may use it at once. Whoever reads a file holds a second name of it, so that it may go meanwhile.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.originals import sha256_of
from corpus.writer import named_failures

HELD = ".held-"
LEFT_SECONDS = 86400.0
"""A file that was held for longer was left by a process that died."""

Fetch = Callable[[Path], bool]
"""Write a file's bytes to a path; False: it is not there, or not with those bytes."""


@dataclass(frozen=True)
class Fetched:
    """The folder. ``most`` is in bytes."""

    root: Path
    most: int

    @contextmanager
    def holding(self, sha256: str, fetch: Fetch, *, anew: bool = False) -> Iterator[Path | None]:
        """A file with these bytes while the block runs, fetched where it is not here; ``anew``: in any case.

        Raises ``PortalError``: disk_full, data_unreadable, and what ``fetch`` raises.
        """
        with named_failures(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            held = Path(tempfile.mkdtemp(dir=self.root, prefix=HELD)) / sha256
        try:
            if not anew and self._hold(sha256, held):
                yield held
            elif self._fetch(fetch, held):
                self._keep(sha256, held)
                yield held
            else:
                yield None
        finally:
            held.unlink(missing_ok=True)
            held.parent.rmdir()

    def clear(self) -> None:
        """Remove what processes that died held."""
        for folder in self.root.glob(f"{HELD}*"):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > LEFT_SECONDS:
                    for left in folder.iterdir():
                        left.unlink()
                    folder.rmdir()

    def _hold(self, sha256: str, held: Path) -> bool:
        kept = self.root / sha256
        try:
            os.link(kept, held)
            os.utime(held)
        except OSError:
            return False
        if sha256_of(held) == sha256:
            return True
        for path in (kept, held):  # the machine lost power, or somebody wrote there
            path.unlink(missing_ok=True)
        return False

    def _fetch(self, fetch: Fetch, held: Path) -> bool:
        with named_failures(held):
            return fetch(held)

    def _keep(self, sha256: str, held: Path) -> None:
        with suppress(OSError):  # another has kept it, or this disk knows one name only: it is fetched again
            os.link(held, self.root / sha256)
        found = sorted(self._kept(), reverse=True)
        room = self.most
        for _, size, path in found:
            room -= size
            if room < 0:
                path.unlink(missing_ok=True)

    def _kept(self) -> Iterator[tuple[float, int, Path]]:
        """When each file was last used, its size in bytes, its place."""
        for path in self.root.iterdir():
            with suppress(OSError):
                if not path.name.startswith("."):
                    yield path.stat().st_mtime, path.stat().st_size, path
