"""The time as the store keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


def now() -> str:
    """The time in UTC, ISO 8601 to the second."""
    return _written(datetime.now(timezone.utc))


def from_now(span: timedelta) -> str:
    """The time so long after now, as ``now`` writes it."""
    return _written(datetime.now(timezone.utc) + span)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
