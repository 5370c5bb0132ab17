"""Politeness: one request at a time, a pause between two to one host, and as long a wait as the host asks for."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from corpus.errors import PortalError

LONGEST_WAIT = 120.0
"""Seconds that a host is waited for; one that asks for longer is left alone until another run."""


class Stopped(Exception):  # noqa: N818 - nothing is wrong: it is what was asked for
    """Fetching was told to stop; what was downloaded is kept and gone on with later."""


@dataclass
class Pace:
    """When each host may be asked again. ``delay`` is the pause between two requests in seconds."""

    delay: float
    stopping: threading.Event
    _free: dict[str, float] = field(default_factory=dict)

    def take_turn(self, host: str) -> None:
        """Wait until the host may be asked. Raises ``PortalError("site_busy")`` where that is too long, ``Stopped``."""
        wait = self._free.get(host, 0.0) - time.monotonic()
        if wait > LONGEST_WAIT:
            raise PortalError("site_busy", f"{host} asks to be left alone for {wait:.0f} s")
        self.sleep(max(wait, 0.0))
        self._free[host] = time.monotonic() + self.delay

    def leave_alone(self, host: str, seconds: float) -> None:
        """Not to ask the host for so long, as it wants."""
        self._free[host] = max(self._free.get(host, 0.0), time.monotonic() + seconds)

    def sleep(self, seconds: float) -> None:
        """Wait, unless told to stop."""
        if self.stopping.wait(seconds):
            raise Stopped


def seconds_of(retry_after: str | None, now: datetime | None = None) -> float | None:
    """How long ``Retry-After`` asks to wait (RFC 9110, 10.2.3: seconds or a date); None where it does not say.

    >>> seconds_of("120")
    120.0
    """
    said = (retry_after or "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return max(0.0, (aware - (now or datetime.now(timezone.utc))).total_seconds())
