"""A real server, as people start it, for what is measured and pictured from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from corpus.errors import PortalError
from corpus.settings import Settings

STARTS_WITHIN = 120
"""Seconds."""


@contextmanager
def served(
    settings: Settings, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    """``vkp serve`` over a data folder, with the seconds until it answered. It ends with the block.

    ``environment`` is added to that of this process.

    Raises ``PortalError("internal")`` where it does not answer.
    """
    port = _free_port()
    command = [sys.executable, "-m", "api.cli", "serve", "--data", str(settings.data), "--port", str(port)]
    chosen = {"VKP_EMBEDDING": settings.embedding} if settings.embedding else {}
    around = os.environ | chosen | dict(environment or {})
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=around, stdout=quiet, stderr=quiet) as server:  # noqa: S603 - our own
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
            # Where a key is needed a refusal is an answer.
            if httpx.get(f"{address}/v1/search", params={"q": "volunteers"}, timeout=30).status_code in (200, 401):
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise PortalError("internal", f"no server answers at {address}", f"look why 'vkp serve' ends: {server.poll()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
