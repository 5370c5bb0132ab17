"""Taking a backup, while others read, decide and ingest.

The store is copied first and the originals that the copy names after it: an original is on disk before the store names
it, is never changed and never removed, so that what is in the backup fits together.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from corpus.errors import PortalError
from corpus.originals import PIECE, open_originals, sha256_of, shelf, sync_folder
from corpus.settings import Settings
from corpus.steps import Step, step
from corpus.store import Store
from corpus.store.clock import now
from corpus.store.copying import CopyFacts, copy_store, originals_of
from corpus.writer import SPACE, named_failures
from ingest.backup.manifest import NAME, NAMES, ORIGINALS, STORE, Audit, Manifest, Member
from ingest.backup.sealing import OPEN, SealedFile, require_sealed
from ingest.backup.workplace import workplace
from ingest.evidence.models import FOLDER, IN_USE
from ingest.report import Progress
from search.choice import KEPT

UNFINISHED = "backup.zip"


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that is safely on disk. ``size`` is in bytes, ``sha256`` that of the file."""

    file: Path
    size: int
    sha256: str
    manifest: Manifest


def take(
    settings: Settings, store: Store, file: Path, portal: str, *, force: bool = False, progress: Progress | None = None
) -> Taken:
    """Write a backup of a data folder; the file appears whole or not at all. ``portal``: this version's name.

    An original that is missing or damaged is named in the manifest and does not hold up the rest. Raises
    ``PortalError``: file_exists (without ``force``), bad_input, path_missing, folder_not_empty, data_busy,
    disk_full, data_unreadable, originals_unavailable.
    """
    goal = file.absolute()
    _require_free(goal, force)
    with workplace(goal) as place, named_failures(goal):
        with step(Step.BACKUP_COPY):
            facts = copy_store(store, place / STORE)
        with step(Step.BACKUP_WRITE):
            taken = _Taking(settings, place, facts, portal, progress).written()
        with step(Step.BACKUP_CHECK):
            _require_readable(taken)
        _require_free(goal, force)
        with step(Step.BACKUP_PUT):
            taken.file.replace(goal)
            sync_folder(goal.parent)
    return replace(taken, file=goal)


def _require_readable(taken: Taken) -> None:
    with taken.file.open("rb") as again:
        if require_sealed(again) != taken.sha256:
            raise PortalError("data_unreadable", f"{taken.file}: the disk gives back other bytes", "use another disk")


def _require_free(goal: Path, force: bool) -> None:
    if goal.is_dir():
        raise PortalError("bad_input", f"{goal} is a folder", "name a file")
    if not goal.parent.is_dir():
        raise PortalError("path_missing", str(goal.parent))
    if goal.exists() and not force:
        raise PortalError("file_exists", str(goal))


@dataclass(frozen=True)
class _Taking:
    settings: Settings
    place: Path
    facts: CopyFacts
    portal: str
    progress: Progress | None

    def written(self) -> Taken:
        path = self.place / UNFINISHED
        self._require_space()
        with SealedFile(path) as file, ZipFile(file, "w") as archive:  # type: ignore[call-overload]  # only written to
            manifest = self._fill(archive)
            archive.comment = OPEN
        return Taken(path, path.stat().st_size, file.sha256, manifest)

    def _require_space(self) -> None:
        needed = SPACE + sum(size for _, size in originals_of(self.place / STORE)) + (self.place / STORE).stat().st_size
        free = shutil.disk_usage(self.place).free
        if free < needed:
            raise PortalError("disk_full", f"{free >> 20} MiB are free, the backup may need {needed >> 20}")

    def _fill(self, archive: ZipFile) -> Manifest:
        members = [_add(archive, STORE, self.place / STORE, ZIP_DEFLATED)]
        members += [_add(archive, name, self.settings.data / name) for name in self._choices()]
        missing: list[str] = []
        accepted, originals = originals_of(self.place / STORE), open_originals(self.settings)
        for done, (sha256, size) in enumerate(accepted, start=1):
            with originals.local(sha256) as path:
                if path is not None and path.stat().st_size == size and sha256_of(path) == sha256:
                    members.append(_add(archive, ORIGINALS + shelf(sha256), path))
                else:
                    missing.append(sha256)
            if self.progress is not None:
                self.progress(done, len(accepted), sha256)
        manifest = self._manifest(members, missing)
        archive.writestr(_info(NAME, 0), manifest.written())
        return manifest

    def _choices(self) -> Iterator[str]:
        """What else cannot be made again; the opinion in use before the others, which only become more."""
        learned = sorted((self.settings.data / FOLDER).glob("opinion-*.json"))
        names = [KEPT, f"{FOLDER}/{IN_USE}", *(f"{FOLDER}/{path.name}" for path in learned)]
        yield from (name for name in names if NAMES.fullmatch(name) and (self.settings.data / name).is_file())

    def _manifest(self, members: list[Member], missing: list[str]) -> Manifest:
        return Manifest(
            schema=self.facts.schema,
            portal=self.portal,
            taken_at=now(),
            audit=Audit(entries=self.facts.entries, head=self.facts.head),
            rows=dict(self.facts.rows),
            missing=missing,
            members=members,
        )


def _add(archive: ZipFile, name: str, source: Path, compression: int = ZIP_STORED) -> Member:
    """Write a file into the archive; what it is, as it was read."""
    digest, size = hashlib.sha256(), 0
    info = _info(name, source.stat().st_size, compression)
    with source.open("rb") as given, archive.open(info, "w") as out:
        while piece := given.read(PIECE):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    return Member(name=name, size=size, sha256=digest.hexdigest())


def _info(name: str, size: int, compression: int = ZIP_STORED) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type, info.external_attr, info.file_size = compression, 0o600 << 16, size
    return info
