"""A real server under a steady load: requests leave at fixed times, whether or not earlier ones were answered.

A request's time is counted from when it should have left (an open loop), so that a server that falls behind is seen to.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal

from corpus.errors import PortalError
from eval.scale_build import settings_of
from eval.scale_corpus import SEED
from eval.served import served
from eval.timing import memory, spread

RATE = 20
"""Requests per second."""

SECONDS = 30


Answered = tuple[float, int]
"""Milliseconds from when a request was due, and the status; 0 where nothing answered."""


def under_load(folder: Path, queries: Sequence[str], warm: Sequence[str], mode: str = "auto") -> dict[str, Any]:
    """Milliseconds of ``GET /v1/search`` at ``RATE``, and what the server holds afterwards; ``warm`` are not timed.

    Raises ``PortalError("internal")`` where a request is not answered with hits.
    """
    chance = random.Random(SEED)  # noqa: S311 - a fixed order; nothing here is secret
    asked = [chance.choice(queries) for _ in range(RATE * SECONDS)]
    with served(settings_of(folder)) as (server, address, started):
        at_rate(address, warm, mode)
        answers = at_rate(address, asked, mode)
        failed = [status for _, status in answers if status != 200]
        if failed:
            raise PortalError(
                "internal", f"{len(failed)} requests of {len(answers)} failed, the first with {failed[0]}"
            )
        times = [milliseconds for milliseconds, _ in answers]
        return {"requests": len(times), "start_s": started, **spread(times), **memory(str(server.pid))}


def at_rate(address: str, queries: Sequence[str], mode: str = "auto", rate: int = RATE) -> list[Answered]:
    """Ask a server so many queries a second, whether or not it has answered the earlier ones.

    The asking has a thread and an event loop of its own, so that it may be done where a loop runs already.
    """
    with start_blocking_portal() as portal:
        return portal.call(_at_rate, address, queries, mode, rate)


async def _at_rate(address: str, queries: Sequence[str], mode: str, rate: int) -> list[Answered]:
    # Let go of a connection well before the server does (5 s), or a request may meet it closing.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=rate * 4, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        start = time.perf_counter() + 0.1
        asks = (_ask(client, query, mode, start + at / rate) for at, query in enumerate(queries))
        return list(await asyncio.gather(*asks))


async def _ask(client: httpx.AsyncClient, query: str, mode: str, due: float) -> Answered:
    await asyncio.sleep(due - time.perf_counter())
    try:
        status = (await client.get("/v1/search", params={"q": query, "mode": mode})).status_code
    except httpx.TransportError:
        status = 0
    return (time.perf_counter() - due) * 1000, status
