"""Originals in an object store, through fsspec; S3 by obstore, which writes an object whole or not at all.

What was written is read back before it counts as there: its SHA-256, and so its size, are those of the file. The copy
that is read back is the one that is parsed (``corpus.fetched``): a file goes over the network once in each direction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.fetched import Fetched
from corpus.originals import Original, Originals, sha256_of, shelf
from corpus.settings import Settings

NAME = re.compile(r"[0-9a-f]{64}")

PART = 8 << 20
"""Bytes of an object that are asked for in one request."""

PATIENCE = {"connect_timeout": "2s", "timeout": "10s"}
"""How long one request may take; none carries more than 10 MB."""

RETRIES: dict[str, Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
"""Waits between them are obstore's: exponential, with jitter, after 5xx, 429 and broken connections."""

KEYS = "check VKP_ORIGINALS_KEY and VKP_ORIGINALS_SECRET"
BUCKET = "create the bucket, or correct VKP_ORIGINALS"
REMEDIES = {
    "NoSuchBucket": BUCKET,
    "InvalidAccessKeyId": KEYS,
    "SignatureDoesNotMatch": KEYS,
    "AccessDenied": KEYS,
    "401 Unauthorized": KEYS,
    "403 Forbidden": KEYS,
}


@dataclass(frozen=True)
class ObjectOriginals(Originals):
    """Originals below ``root`` of an fsspec file system; ``address`` is how errors name it."""

    system: Any
    root: str
    address: str
    fetched: Fetched

    @classmethod
    def of(cls, settings: Settings) -> ObjectOriginals:
        """Those that the settings name; nothing is asked of the store yet. Raises ``PortalError("bad_input")``."""
        address = str(settings.originals).rstrip("/")
        protocol, _, root = address.partition("://")
        if not root or root.startswith("/") or "@" in root:
            raise PortalError("bad_input", "VKP_ORIGINALS names no bucket", "write it as s3://bucket/prefix")
        cache = Fetched(settings.fetched, settings.originals_cache_mb << 20)
        return cls(_system(protocol, settings), root, address, cache)

    def put(self, source: Path) -> Original:
        """See ``Originals``."""
        original = Original(sha256_of(source), source.stat().st_size)
        if not self._arrived(original):
            with self._answering():
                self.system.put_file(str(source), self._key(original.sha256))
            if not self._arrived(original):
                told = f"{self.where(original.sha256)} is not what was written"
                raise PortalError("originals_unavailable", told, "run it again, or use another store")
        return original

    def exists(self, sha256: str) -> bool:
        """See ``Originals``."""
        return self._size(sha256) is not None

    def local(self, sha256: str) -> AbstractContextManager[Path | None]:
        """See ``Originals``. None also where it has other bytes by now."""
        return self.fetched.holding(sha256, lambda place: self._fetch(sha256, place))

    def is_intact(self, sha256: str) -> bool:
        """See ``Originals``."""
        digest = hashlib.sha256()
        return self._read(sha256, digest.update) and digest.hexdigest() == sha256

    def names(self) -> Iterator[str]:
        """See ``Originals``."""
        with self._answering():
            found = self.system.find(self.root)
        names = (str(path).rpartition("/")[2] for path in found)
        yield from sorted(name for name in names if NAME.fullmatch(name))

    def written_at(self, name: str) -> float | None:
        """See ``Originals``."""
        try:
            with self._answering():
                return float(self.system.modified(self._key(name)).timestamp())
        except FileNotFoundError:
            return None

    def where(self, name: str) -> str:
        """See ``Originals``."""
        return f"{self.address}/{shelf(name)}"

    def move_out(self, name: str, folder: Path) -> None:
        """See ``Originals``. The object is deleted when its bytes are on this machine's disk, whatever they are."""
        folder.mkdir(exist_ok=True)
        with (folder / name).open("wb") as out:
            there = self._read(name, out.write)
        if there:
            with self._answering():
                self.system.rm_file(self._key(name))

    def clear(self) -> None:
        """See ``Originals``. In the store there is nothing half written."""
        self.fetched.clear()

    def _key(self, sha256: str) -> str:
        return f"{self.root}/{shelf(sha256)}"

    def _arrived(self, original: Original) -> bool:
        """Whether the store gives back what was put: all of it is fetched, whatever is on this machine."""
        sha256 = original.sha256
        with self.fetched.holding(sha256, lambda place: self._fetch(sha256, place), anew=True) as place:
            return place is not None

    def _fetch(self, sha256: str, place: Path) -> bool:
        digest = hashlib.sha256()
        with place.open("wb") as out:

            def write(piece: bytes) -> None:
                digest.update(piece)
                out.write(piece)

            return self._read(sha256, write) and digest.hexdigest() == sha256

    def _read(self, sha256: str, write: Callable[[bytes], object]) -> bool:
        """Hand on the bytes of an object piece by piece; False where there is none."""
        size = self._size(sha256)
        for start in range(0, size or 0, PART):
            with self._answering():
                piece: bytes = self.system.cat_file(self._key(sha256), start=start, end=min(start + PART, size or 0))
            write(piece)
        return size is not None

    def _size(self, sha256: str) -> int | None:
        try:
            with self._answering():
                found = self.system.info(self._key(sha256))
        except FileNotFoundError:
            return None
        return int(found["size"]) if found["type"] == "file" else None

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Whatever a file system raises, as ``PortalError``; only that an object is not there stays what it is."""
        try:
            yield
        except Exception as failure:  # obstore's errors and fsspec's have no base in common
            said = _said(failure)
            if isinstance(failure, FileNotFoundError) and said != "NoSuchBucket":
                raise
            raise PortalError("originals_unavailable", f"{self.address}: {said}", REMEDIES.get(said)) from failure


def _system(protocol: str, settings: Settings) -> Any:
    try:
        if protocol == "s3":
            from obstore.fsspec import FsspecStore  # noqa: PLC0415 - an extra of the portal

            named = ("endpoint", "key", "secret")
            given = [getattr(settings, f"originals_{name}") for name in named]
            keys = ("endpoint", "access_key_id", "secret_access_key")
            config: Any = {key: value for key, value in zip(keys, given, strict=True) if value is not None}
            plain = str(config.get("endpoint", "")).startswith("http://")
            options: Any = {**PATIENCE, "allow_http": plain}
            retries: Any = RETRIES
            return FsspecStore("s3", config=config, client_options=options, retry_config=retries)
        import fsspec  # noqa: PLC0415 - as above

        return fsspec.filesystem(protocol)
    except ImportError as failure:
        raise PortalError("bad_input", f"VKP_ORIGINALS: {failure}", "install the extra 's3'") from failure
    except ValueError as failure:
        raise PortalError("bad_input", f"VKP_ORIGINALS: {failure}") from failure


def _said(failure: Exception) -> str:
    """What went wrong in a few words: the code that the store gave, else the last thing that the client says."""
    text = str(failure)
    for code in (r"<Code>(\w+)</Code>", r"status code: (\d+ [A-Za-z ]*[A-Za-z])"):
        if found := re.search(code, text):
            return found[1]
    return text.strip().split("\n", 1)[0].rpartition(" - ")[2] or type(failure).__name__
