"""How often somebody may ask: for signing in by address, for what keeps the server busy by who is signed in."""

from __future__ import annotations

import math
import time

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.access.table import AT_THE_PROVIDER, BY_KEY, EXPENSIVE
from api.access.visitor import Visitor
from corpus.errors import PortalError

FAILURES = 10
"""Keys that are not known that one address may show a minute; of good ones an office may show as many as it has."""

AT_PROVIDER = 60
"""Ways to the provider and back that one address has a minute."""


class TooManyError(PortalError):
    """``too_many_requests``, with the seconds after which there is room again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_requests", f"wait {seconds} s")
        self.seconds = seconds


class Rates:
    """What was asked in the last minute. It is kept in memory: one process serves a data folder."""

    def __init__(self, expensive: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._failures = RateLimitItemPerMinute(FAILURES, namespace="failures")
        self._at_provider = RateLimitItemPerMinute(AT_PROVIDER, namespace="provider")
        self._expensive = RateLimitItemPerMinute(expensive, namespace="expensive")

    def count(self, route: str | None, visitor: Visitor, address: str) -> None:
        """Count a request before it is answered. Raises ``TooManyError``."""
        if route == BY_KEY:
            if not self._limiter.test(self._failures, address):
                raise self._too_many(self._failures, address)
        elif route in AT_THE_PROVIDER:
            self._hit(self._at_provider, address)
        elif route in EXPENSIVE and visitor.team:
            self._hit(self._expensive, f"name {visitor.name}" if visitor.signed_in else f"address {address}")

    def failed(self, address: str) -> None:
        """Count a key that is not known. Raises ``TooManyError``."""
        self._hit(self._failures, address)

    def _hit(self, limit: RateLimitItemPerMinute, named: str) -> None:
        if not self._limiter.hit(limit, named):
            raise self._too_many(limit, named)

    def _too_many(self, limit: RateLimitItemPerMinute, named: str) -> TooManyError:
        until = self._limiter.get_window_stats(limit, named).reset_time
        return TooManyError(max(1, math.ceil(until - time.time())))


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy of this machine, what it says in X-Forwarded-For."""
    return request.client.host if request.client is not None else ""
