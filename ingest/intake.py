"""What a call gives: its files by content, each with what its manifest says, and no content twice; what is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import FILE_ERRORS, PortalError
from corpus.originals import Original, sha256_of
from corpus.settings import Settings
from ingest.discover import Candidate
from ingest.found import About
from ingest.manifest import ManifestRow
from ingest.report import Failure


@dataclass(frozen=True, slots=True)
class Given:
    """One content, the name it came under first, the other names it had, and its manifest row (None without one)."""

    sha256: str
    path: Path
    source: str
    row: Mapping[str, Any] | None
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """An accepted original to be worked on, with the names it came under and what its manifest says.

    ``ocr``: its pages without text are read from their pictures.
    """

    original: Original
    source: str
    manifest: Mapping[str, Any]
    copies: tuple[str, ...] = ()
    ocr: bool = False

    @property
    def about(self) -> About:
        """What is known of it before it is read."""
        return About(self.original.sha256, Path(self.source).name, self.manifest)


def given(candidates: Sequence[Candidate], settings: Settings) -> tuple[list[Given], list[Failure]]:
    """The contents to ingest in the order given, and the files that cannot even be looked at."""
    found: dict[str, Given] = {}
    failures: list[Failure] = []
    for candidate in candidates:
        try:
            one = _looked_at(candidate, settings)
            found[one.sha256] = one if one.sha256 not in found else _with_copy(found[one.sha256], one)
        except PortalError as failure:
            if failure.code not in FILE_ERRORS:
                raise
            failures.append(Failure(candidate.source, failure.code, failure.detail))
    return list(found.values()), failures


def said_by(row: ManifestRow) -> dict[str, Any]:
    """What a row says of its file, without where the file is."""
    return {name: value for name, value in asdict(row).items() if value is not None and name not in ("path", "sha256")}


def _looked_at(candidate: Candidate, settings: Settings) -> Given:
    path, source, row = candidate.path, candidate.source, candidate.row
    try:
        size = path.stat().st_size
        if size > settings.max_file_mb << 20:
            raise PortalError("too_big", f"{source} has {size >> 20} MiB, the limit is {settings.max_file_mb}")
        sha256 = sha256_of(path)
    except OSError as failure:
        raise PortalError("file_unreadable", f"{source}: {failure.strerror}") from failure
    if row is not None and row.sha256 not in (None, sha256):
        raise PortalError("checksum_mismatch", f"{source} has SHA-256 {sha256}")
    return Given(sha256, path, source, None if row is None else said_by(row))


def _with_copy(first: Given, again: Given) -> Given:
    """The same content under another name: told of once, unless two rows of manifests say different things of it."""
    if None not in (first.row, again.row) and first.row != again.row:
        raise PortalError("duplicate_work", f"{again.source} has the bytes of {first.source}")
    return replace(first, row=again.row if first.row is None else first.row, copies=(*first.copies, again.source))
