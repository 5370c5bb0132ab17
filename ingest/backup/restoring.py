"""Restoring a backup: beside the folder first, compared with what its manifest says, then put in its place at once."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PortalError
from corpus.originals import OriginalsFolder, open_originals, sync_folder
from corpus.settings import Settings
from corpus.steps import Step, step
from corpus.store import Store, open_store
from corpus.store.copying import facts_of
from corpus.writer import SPACE, named_failures
from ingest.backup.manifest import STORE, Manifest
from ingest.backup.reading import Backup, opened_backup
from ingest.backup.workplace import workplace
from ingest.mending import Rebuilt, rebuild
from ingest.report import Progress

UNFINISHED = "data"


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored data folder.

    ``index`` is what was built, or why there is none yet; ``faults`` are those of the audit, which the backup had too.
    """

    data: Path
    manifest: Manifest
    index: Rebuilt | PortalError
    faults: tuple[str, ...]


def restore(file: Path, settings: Settings, progress: Progress | None = None) -> Restored:
    """Restore a backup into the data folder, which must be empty or missing; it appears whole or not at all.

    The index is built from the store. Where that cannot be here (its model is not on this machine, a Qdrant server
    holds it), the folder is restored without and ``index`` says why. Raises ``PortalError``: folder_not_empty,
    backup_damaged, data_newer, disk_full, data_busy, bad_input, path_missing, originals_unavailable.
    """
    goal = settings.data.resolve()
    _require_goal(goal, settings)
    with ExitStack() as opened:
        with step(Step.RESTORE_CHECK):
            backup = opened.enter_context(opened_backup(file, progress))
        with named_failures(goal.parent):
            goal.parent.mkdir(parents=True, exist_ok=True)
        made = settings.model_copy(update={"data": opened.enter_context(workplace(goal)) / UNFINISHED})
        with step(Step.RESTORE_EXTRACT):
            _extract(backup, made.data, progress)
            _hand_on(made, progress)
        with step(Step.RESTORE_INDEX):
            index, faults = _opened_up(made, progress)
        with step(Step.RESTORE_PUT):
            _put(made.data, goal)
    return Restored(goal, backup.manifest, index, faults)


def _require_goal(goal: Path, settings: Settings) -> None:
    if settings.database_url:
        raise PortalError("bad_input", "VKP_DATABASE_URL is set, and a backup is restored to a folder", "unset it")
    if goal.exists() and not goal.is_dir():
        raise PortalError("bad_input", f"{goal} is no folder", "name a new folder")
    with named_failures(goal):
        if goal.exists() and any(goal.iterdir()):
            raise PortalError("folder_not_empty", str(goal))


def _extract(backup: Backup, folder: Path, progress: Progress | None) -> None:
    with named_failures(folder):
        folder.mkdir(mode=0o700)
        free, needed = shutil.disk_usage(folder).free, SPACE + backup.manifest.size
    if free < needed:
        raise PortalError("disk_full", f"{free >> 20} MiB are free, restoring needs {needed >> 20}")
    backup.extract(folder, progress)
    facts, said = facts_of(folder / STORE), backup.manifest
    if (facts.schema, facts.entries, facts.head, facts.rows) != (
        *(said.schema_, said.audit.entries, said.audit.head),
        said.rows,
    ):
        raise PortalError("backup_damaged", "its store is not the one that its manifest describes")


def _hand_on(made: Settings, progress: Progress | None) -> None:
    """Move the originals where the settings say that they are kept: it is no harm where the rest fails."""
    kept, extracted = open_originals(made), OriginalsFolder(made.data / "originals")
    if kept == extracted:
        return
    files = list(extracted.files())
    for done, path in enumerate(files, start=1):
        kept.put(path)
        path.unlink()
        if progress is not None:
            progress(done, len(files), path.name)
    shutil.rmtree(extracted.root, ignore_errors=True)


def _opened_up(made: Settings, progress: Progress | None) -> tuple[Rebuilt | PortalError, tuple[str, ...]]:
    """Bring the store to this version's schema, follow its audit, build its index."""
    store = open_store(made)
    try:
        return _indexed(made, store, progress), store.audit.checked().faults
    finally:
        store.close()


def _indexed(made: Settings, store: Store, progress: Progress | None) -> Rebuilt | PortalError:
    if made.qdrant_url:
        return PortalError("index_unavailable", "VKP_QDRANT_URL names a server, which was left as it is")
    try:
        return rebuild(made, store, progress)
    except PortalError as failure:
        if failure.code != "model_unavailable":
            raise
        return failure


def _put(made: Path, goal: Path) -> None:
    """Give the folder its name, when all of it survives a crash; an empty one of that name gives way."""
    os.sync()
    with named_failures(goal):
        made.replace(goal)
        sync_folder(goal.parent)
