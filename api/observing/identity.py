"""The id of a request: what its answer, its line in the log and its trace have in common."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"

SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
"""What a proxy may have given; anything else could forge a line of the log."""

_current: ContextVar[str | None] = ContextVar("vkp_request", default=None)


def begin_request(given: str | None) -> str:
    """The id of the request that begins here: the one it came with if that is sane, else a new one."""
    identity = given if given is not None and SANE.fullmatch(given) else uuid.uuid4().hex
    _current.set(identity)
    return identity


def request_id() -> str | None:
    """The id of the request that is answered here; None outside of any."""
    return _current.get()
