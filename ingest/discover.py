"""Which files a call means: paths and folders, with the rows of their manifests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PortalError
from ingest.manifest import ManifestRow, read_manifest

SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".txt"})
MANIFEST = "manifest.csv"
"""A manifest of this name in a folder is used without being asked for."""

NEIGHBOURS = frozenset({"README.txt", "LICENSE.txt"})
"""Texts that speak about a folder and are not documents of it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to ingest and its manifest row; ``name`` is what it is called where its path says nothing (an upload)."""

    path: Path
    row: ManifestRow | None = None
    name: str | None = None

    @property
    def source(self) -> str:
        """What the file is called in job rows and reports."""
        return self.name or str(self.path)


def discover(paths: Sequence[Path], manifest: Path | None = None) -> list[Candidate]:
    """The documents below ``paths``, sorted within each; hidden files and other kinds of file are left alone.

    Raises ``PortalError``: path_missing, nothing_to_ingest, bad_manifest (also when a row names no existing file).
    """
    found = [candidate for path in paths for candidate in _below(path)]
    if manifest is not None:
        found = _with_rows(found, manifest)
    if not found:
        raise PortalError("nothing_to_ingest", ", ".join(map(str, paths)))
    return found


def _below(path: Path) -> list[Candidate]:
    if not path.exists():
        raise PortalError("path_missing", str(path))
    if path.is_file():
        return [Candidate(path)]
    inside = sorted(p for p in path.rglob("*") if _is_document(p, path))
    found = [Candidate(p) for p in inside]
    for manifest in sorted(path.rglob(MANIFEST)):
        found = _with_rows(found, manifest)
    return found


def _is_document(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and path.is_file() and path.suffix.lower() in SUFFIXES and path.name not in NEIGHBOURS


def _with_rows(found: Sequence[Candidate], manifest: Path) -> list[Candidate]:
    rows = {(manifest.parent / name).resolve(): row for name, row in read_manifest(manifest).items()}
    _require_files(rows, manifest)
    named = [Candidate(c.path, rows.get(c.path.resolve(), c.row)) for c in found]
    extra = rows.keys() - {c.path.resolve() for c in found}
    return named + [Candidate(path, rows[path]) for path in sorted(extra)]


def _require_files(rows: Mapping[Path, ManifestRow], manifest: Path) -> None:
    missing = [path for path in rows if not path.is_file()]
    if missing:
        raise PortalError("bad_manifest", f"{manifest} names {len(missing)} missing files, the first is {missing[0]}")
