"""Which files a call means: paths and folders, with the rows of their manifests."""

from __future__ import annotations

from collections.abc import Sequence
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
        """What the file is called in job rows and reports; bytes that are no text are shown as such."""
        return (self.name or str(self.path)).encode("utf-8", "backslashreplace").decode("utf-8")


def discover(paths: Sequence[Path], manifest: Path | None = None) -> list[Candidate]:
    """The documents below ``paths``, sorted within each; hidden files and other kinds of file are left alone.

    No paths mean no documents. Raises ``PortalError``: path_missing, nothing_to_ingest, bad_manifest (also when a row
    names no existing file).
    """
    found = [candidate for path in paths for candidate in _below(path)]
    if manifest is not None:
        found = _with_rows(found, manifest)
    if paths and not found:
        raise PortalError("nothing_to_ingest", ", ".join(map(str, paths)))
    return found


def _below(path: Path) -> list[Candidate]:
    if not _exists(path):
        raise PortalError("path_missing", str(path)[:200])
    if path.is_file():
        return [Candidate(path)]
    inside = sorted(p for p in path.rglob("*") if _is_document(p, path))
    found = [Candidate(p) for p in inside]
    for manifest in sorted(p for p in path.rglob(MANIFEST) if p.is_file() and not _hidden(p, path)):
        found = _with_rows(found, manifest, path)
    return found


def _exists(path: Path) -> bool:
    """Whether there is such a file or folder; a name that cannot be one is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


OTHER_DOCUMENTS = frozenset(
    f".{ending}"
    for ending in (
        *("doc", "docm", "odt", "rtf", "pages", "wpd", "ppt", "pptx", "odp", "xls", "xlsx", "ods", "epub", "djvu"),
        *("ps", "xps", "ofd", "caj", "tif", "tiff", "jpg", "jpeg", "png", "gif", "bmp", "eml", "msg", "mht", "mhtml"),
        *("md", "xml", "zip", "rar", "7z"),
    )
)
"""Kinds of file that may hold a document and are not read."""


def left_alone(paths: Sequence[Path]) -> list[Path]:
    """The files below these folders that may be documents and are of no kind that is read; not the hidden ones."""
    files = ((file, folder) for folder in paths if folder.is_dir() for file in sorted(folder.rglob("*")))
    return [
        file
        for file, folder in files
        if file.suffix.lower() in OTHER_DOCUMENTS and file.is_file() and not _hidden(file, folder)
    ]


def _is_document(path: Path, root: Path) -> bool:
    known = path.suffix.lower() in SUFFIXES and path.name not in NEIGHBOURS
    return known and path.is_file() and not _hidden(path, root)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _with_rows(found: Sequence[Candidate], manifest: Path, root: Path | None = None) -> list[Candidate]:
    """The candidates with their rows, and those that the manifest adds; below ``root``, when it was found there."""
    rows: dict[Path, ManifestRow] = {}
    for name, row in read_manifest(manifest).items():
        place = _place(manifest, name, root)
        if rows.setdefault(place, row) != row:
            raise PortalError("bad_manifest", f"{manifest} names {place} twice")
    named = [Candidate(c.path, rows.get(c.path.resolve(), c.row)) for c in found]
    extra = rows.keys() - {c.path.resolve() for c in found}
    return named + [Candidate(path, rows[path]) for path in sorted(extra)]


def _place(manifest: Path, name: str, root: Path | None) -> Path:
    """Where the file of a row is; a manifest that nobody named names nothing outside of the folder it came with."""
    if not _exists(manifest.parent / name) or not (manifest.parent / name).is_file():
        raise PortalError("bad_manifest", f"{manifest} names {name[:200]!r}, which is missing or no file")
    place = (manifest.parent / name).resolve()
    if root is not None and not place.is_relative_to(root.resolve()):
        raise PortalError("bad_manifest", f"{manifest} names {name[:200]!r}, outside of {root}")
    return place
