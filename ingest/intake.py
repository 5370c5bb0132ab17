"""What a call gives: its files by content, each with what its manifest says, and no content twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.originals import sha256_of
from corpus.settings import Settings
from ingest.discover import Candidate
from ingest.manifest import ManifestRow
from ingest.report import Failure

PER_FILE = frozenset({"too_big", "empty_file", "file_unreadable", "checksum_mismatch", "duplicate_work"})
"""Errors that concern one file and let the run go on."""


@dataclass(frozen=True, slots=True)
class Given:
    """One content, the name it came under first, how many more it had, and its manifest row ({} without one)."""

    sha256: str
    path: Path
    source: str
    row: Mapping[str, Any]
    copies: int = 0


def given(candidates: Sequence[Candidate], settings: Settings) -> tuple[list[Given], list[Failure]]:
    """The contents to ingest in the order given, and the files that cannot even be looked at."""
    found: dict[str, Given] = {}
    failures: list[Failure] = []
    for candidate in candidates:
        try:
            one = _looked_at(candidate, settings)
            found[one.sha256] = one if one.sha256 not in found else _with_copy(found[one.sha256], one)
        except PortalError as failure:
            if failure.code not in PER_FILE:
                raise
            failures.append(Failure(candidate.source, failure.code, failure.detail))
    return list(found.values()), failures


def said_by(row: ManifestRow | None) -> dict[str, Any]:
    """What a row says of its file, without where the file is."""
    said: Iterator[tuple[str, Any]] = iter(asdict(row).items() if row is not None else ())
    return {name: value for name, value in said if value is not None and name not in ("path", "sha256")}


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
    return Given(sha256, path, source, said_by(row))


def _with_copy(first: Given, again: Given) -> Given:
    """The same content under another name: told of once, unless two rows of manifests say different things of it."""
    if first.row and again.row and first.row != again.row:
        raise PortalError("duplicate_work", f"{again.source} has the bytes of {first.source}")
    return replace(first, row=first.row or again.row, copies=first.copies + 1)
