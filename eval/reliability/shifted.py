"""A clock that is wrong: every clock this process reads is moved by so many seconds, as after a bad synchronisation.

The product has no switch for it. What is moved is ``time.time`` and the ``datetime`` of every module of the portal.
"""

from __future__ import annotations

import datetime
import sys
import time
from typing import Any

PACKAGES = ("api", "corpus", "ingest", "search")


def shift_clocks(seconds: float) -> None:
    """Move every clock of this process for good; for a process that is about to become a command."""
    real, clock = datetime.datetime, time.time

    class Shifted(real):  # type: ignore[valid-type,misc]
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return real.now(tz) + datetime.timedelta(seconds=seconds)

    time.time = lambda: clock() + seconds
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in PACKAGES and getattr(module, "datetime", None) is real:
            setattr(module, "datetime", Shifted)  # noqa: B010 - it is no attribute of every module
