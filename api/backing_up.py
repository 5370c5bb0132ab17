"""Backups as the commands show them: taken, checked, restored."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.corpus_folder import open_corpus
from api.output import Document, Progress, counted
from api.version import portal_version
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.backup.manifest import Manifest
from ingest.backup.reading import opened_backup
from ingest.backup.restoring import restore
from ingest.backup.taking import take

NAMED = 5
"""Missing originals that are named; the rest is counted."""


def taken_document(settings: Settings, file: Path, progress: Progress, *, force: bool) -> dict[str, Any]:
    """Take a backup; of a store that an older version wrote as it is, so that it can be taken before all else."""
    started = time.monotonic()
    with open_corpus(settings, migrate=False) as store:
        taken = take(settings, store, file, portal_version(), force=force, progress=progress)
    said = {"file": str(taken.file), "bytes": taken.size, "sha256": taken.sha256}
    return said | manifest_document(taken.manifest) | _seconds(started)


def checked_document(file: Path, progress: Progress) -> dict[str, Any]:
    """Read a backup from beginning to end; one that is not whole is an error."""
    started = time.monotonic()
    with opened_backup(file, progress) as backup:
        backup.check(progress)
        said = {"file": str(file), "bytes": backup.size, "sha256": backup.sha256}
        return said | manifest_document(backup.manifest) | _seconds(started)


def restored_document(settings: Settings, file: Path, progress: Progress) -> dict[str, Any]:
    """Restore a backup. ``index`` is null where it could not be built, and ``index_error`` says why."""
    started = time.monotonic()
    restored = restore(file, settings, progress)
    index = restored.index
    built, why = (None, str(index)) if isinstance(index, PortalError) else (asdict(index), None)
    said = {"data": str(restored.data), "index": built, "index_error": why, "faults": list(restored.faults)}
    return said | manifest_document(restored.manifest) | _seconds(started)


def manifest_document(manifest: Manifest) -> dict[str, Any]:
    """What a manifest says, without the list of its members."""
    said = manifest.model_dump(by_alias=True, exclude={"members"})
    rows = manifest.rows
    decisions = rows.get("review_decisions", 0) + rows.get("link_decisions", 0)
    return said | {"originals": manifest.originals, "decisions": decisions}


def taken_text(d: Document) -> Iterator[str]:
    """Where it is and what it holds."""
    yield f"{d['file']}: {_contents(d)}, {d['bytes'] / 1e6:.1f} MB, in {d['seconds']:.1f} s"
    yield from _marks(d)
    yield from _missing(d)


def checked_text(d: Document) -> Iterator[str]:
    """That it is whole, and what it holds."""
    yield f"{d['file']} is whole: {_contents(d)}; of {d['taken_at']}, schema {d['schema']}, version {d['portal']}"
    yield from _marks(d)
    yield from _missing(d)


def restored_text(d: Document) -> Iterator[str]:
    """What was restored, what is not as it was, and what to do now."""
    yield f"{d['data']}: {_contents(d)}, as of {d['taken_at']}, in {d['seconds']:.1f} s"
    yield f"audit  {d['audit']['head']} (entry {d['audit']['entries']})"
    if d["index"] is None:
        yield f"search has no index yet: {d['index_error']} Then run 'vkp reindex'."
    yield from (f"audit: {fault}" for fault in d["faults"])
    yield from _missing(d)
    yield "everybody signs in again; a key that was revoked after the backup is good again: see 'vkp keys list'"


def _contents(d: Document) -> str:
    return ", ".join((counted(d["originals"], "original"), counted(d["decisions"], "decision")))


def _marks(d: Document) -> Iterator[str]:
    yield f"sha256 {d['sha256']}"
    yield f"audit  {d['audit']['head']} (entry {d['audit']['entries']})"


def _missing(d: Document) -> Iterator[str]:
    lost = d["missing"]
    yield from (f"missing or damaged in the data folder: original {sha256}" for sha256 in lost[:NAMED])
    if len(lost) > NAMED:
        yield f"and {len(lost) - NAMED} more; 'vkp verify' names them"


def _seconds(started: float) -> dict[str, float]:
    return {"seconds": round(time.monotonic() - started, 3)}
