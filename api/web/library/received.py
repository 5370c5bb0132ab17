"""What became of files and downloads: waiting, shown as a document, kept aside, or why nothing came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.fetcher import LATEST, Fetcher
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.jobs import Job, JobState
from corpus.store.works import Expression

LISTED, MOST = 20, 200
"""What waits and what failed to come, as far as it is named on one page."""

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


def downloads(store: Store, fetcher: Fetcher) -> dict[str, Any]:
    """What is being fetched, what waits, what failed, and what came last with the documents it is shown as."""
    table, known = store.downloads, store.jobs.get
    came = [(one, store.works.given_by(one.sha256), known(one.sha256)) for one in table.latest(LATEST) if one.sha256]
    return {
        "running": fetcher.running,
        "waiting": table.waiting(),
        "failed": table.failures(),
        "came": came,
        "listed": LISTED,
        "most": MOST,
    }
