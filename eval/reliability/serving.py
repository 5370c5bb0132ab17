"""``vkp serve`` as a process that can be killed, over a data folder, at a free port."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from corpus.errors import PortalError
from eval.reliability.killed import Commands, Ended, Running

STARTS_WITHIN = 60.0


@contextmanager
def serving(
    commands: Commands, data: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[Running, str]]:
    """A server that answers, and its address; it is killed with the block. Raises ``PortalError("internal")``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    server = commands.start("serve", "--port", str(port), "--data", data, environment=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield server, address
    finally:
        killed(server)


def killed(server: Running) -> Ended:
    """Kill it where it is."""
    server.send(signal.SIGKILL)
    return server.ended()


def _wait(address: str) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends:
        try:
            if httpx.get(f"{address}/v1/health", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise PortalError("internal", f"no server answers at {address}")
