"""A real server under a steady load: requests leave at fixed times, whether or not earlier ones were answered.

A request's time is counted from when it should have left (an open loop), so that a server that falls behind is seen to.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from corpus.errors import PortalError
from eval.scale_build import settings_of
from eval.scale_corpus import SEED
from eval.scale_measure import memory, spread

RATE = 20
"""Requests per second."""

SECONDS = 30
STARTS_WITHIN = 120


def under_load(folder: Path, queries: Sequence[str], warm: Sequence[str], mode: str = "auto") -> dict[str, Any]:
    """Milliseconds of ``GET /v1/search`` at ``RATE``, and what the server holds afterwards; ``warm`` are not timed."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed order; nothing here is secret
    asked = [chance.choice(queries) for _ in range(RATE * SECONDS)]
    with _served(folder) as (server, address, started):
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


@contextmanager
def _served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    """``vkp serve`` over a folder, on this machine only; it ends with the block."""
    settings, port = settings_of(folder), _free_port()
    command = [sys.executable, "-m", "api.cli", "serve", "--data", str(settings.data), "--port", str(port)]
    environment = os.environ | {"VKP_EMBEDDING": str(settings.embedding)}
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as server:  # noqa: S603 - our own
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(server, address)
            yield server, address, time.perf_counter() - started
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and server.poll() is None:
        try:
            if httpx.get(f"{address}/v1/search", params={"q": "volunteers"}, timeout=30).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise PortalError("internal", f"no server answers at {address}", f"look why 'vkp serve' ends: {server.poll()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
