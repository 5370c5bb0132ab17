"""Trying again: files of which nothing could be made go back into the writer's queue."""

from __future__ import annotations

from collections.abc import Sequence

from api.portal import Portal
from corpus.errors import PortalError
from corpus.store.jobs import JobState


def retry(portal: Portal, originals: Sequence[str]) -> None:
    """Have failed and quarantined originals read once more, each at the next turn of the writer.

    What is read by now is left alone. Raises ``PortalError("not_found")`` for what was never accepted.
    """
    from ingest.derive import pipeline_version  # noqa: PLC0415 - reading takes a second to import

    unknown = next((sha256 for sha256 in originals if portal.store.jobs.get(sha256) is None), None)
    if unknown is not None:
        raise PortalError("not_found", f"no file with SHA-256 {unknown[:64]}", "see the library for what failed")
    again = [portal.store.jobs.reopen(sha256, pipeline_version()) for sha256 in originals]
    if any(again):
        portal.resume()


def every_failed(portal: Portal) -> list[str]:
    """What a retry of all means: those that failed. What was quarantined is tried one by one."""
    return [job.sha256 for job in portal.store.jobs.problems() if job.state is JobState.FAILED]
