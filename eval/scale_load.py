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

from eval.scale_build import settings_of
from eval.scale_corpus import SEED
from eval.scale_measure import memory, spread
from eval.served import served

RATE = 20
"""Requests per second."""

SECONDS = 30


def under_load(folder: Path, queries: Sequence[str], warm: Sequence[str], mode: str = "auto") -> dict[str, Any]:
    """Milliseconds of ``GET /v1/search`` at ``RATE``, and what the server holds afterwards; ``warm`` are not timed."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed order; nothing here is secret
    asked = [chance.choice(queries) for _ in range(RATE * SECONDS)]
    with served(settings_of(folder)) as (server, address, started):
        asyncio.run(_at_rate(address, warm, mode, RATE))
        times = asyncio.run(_at_rate(address, asked, mode, RATE))
        return {"requests": len(times), "start_s": started, **spread(times), **memory(str(server.pid))}


async def _at_rate(address: str, queries: Sequence[str], mode: str, rate: int) -> list[float]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=rate * 4)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        start = time.perf_counter() + 0.1
        asks = (_ask(client, query, mode, start + at / rate) for at, query in enumerate(queries))
        return list(await asyncio.gather(*asks))


async def _ask(client: httpx.AsyncClient, query: str, mode: str, due: float) -> float:
    await asyncio.sleep(due - time.perf_counter())
    answer = await client.get("/v1/search", params={"q": query, "mode": mode})
    answer.raise_for_status()
    return (time.perf_counter() - due) * 1000
