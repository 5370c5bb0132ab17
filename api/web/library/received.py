"""What became of files: waiting, shown as a document, kept aside, or why nothing could be made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.jobs import Job, JobState
from corpus.store.works import Expression

WAITING = (JobState.PENDING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file with the documents it is shown as; none where it waits, failed, or another file is shown in its place."""

    name: str
    job: Job
    shown: Sequence[Expression]

    @property
    def waits(self) -> bool:
        """Whether it has still to be read."""
        return self.job.state in WAITING


def received_file(store: Store, sha256: str) -> ReceivedFile:
    """What became of an original. Raises ``PortalError("not_found")`` for what was never accepted."""
    job = store.jobs.get(sha256)
    if job is None:
        raise PortalError("not_found", f"no file with SHA-256 {sha256[:64]}", "see the library for what is here")
    return ReceivedFile(Path(job.source).name, job, store.works.given_by(sha256))
