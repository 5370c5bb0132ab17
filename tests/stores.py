"""A real S3 server for tests: moto's, one for each process of pytest, behind a gate that can be closed.

``make test`` installs it in an environment of its own (``tests/s3-server.txt``); without it they are skipped, visibly.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from tenacity import Retrying, stop_after_delay, wait_fixed

PROGRAM = "moto_server"
REQUEST = re.compile(rb"(GET|HEAD|PUT|POST|DELETE) /\S* HTTP/1.1\r\n")
SIGNED = "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"


@dataclass
class Gate:
    """Passes connections on to a server; it knows which requests came, and can be closed.

    ``most``: how many bytes of a connection are passed on before it is cut.
    """

    server: int
    asked: list[bytes] = field(default_factory=list)
    open: bool = True
    most: int | None = None

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._passing: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        """Cut every connection, and let none in."""
        self.open = False
        for one in self._passing:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            came, _ = self._listening.accept()
            if not self.open:
                came.close()
                continue
            onward = socket.create_connection(("127.0.0.1", self.server))
            self._passing += [came, onward]
            threading.Thread(target=self._pass, args=(came, onward, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(onward, came, False), daemon=True).start()

    def _pass(self, source: socket.socket, goal: socket.socket, told: bool) -> None:
        passed = 0
        with suppress(OSError):
            while piece := source.recv(1 << 16):
                passed += len(piece)
                if told:
                    self.asked += REQUEST.findall(piece)
                if told and self.most is not None and passed > self.most:
                    break
                goal.sendall(piece)
        for one in (source, goal):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@dataclass
class S3:
    """The server. ``bucket`` makes one; ``environment`` names it to a portal."""

    port: int
    made: Iterator[int] = field(default_factory=count)

    def bucket(self) -> str:
        """A new bucket."""
        name = f"bucket-{next(self.made)}"
        self._ask("PUT", f"/{name}")
        return name

    def put(self, path: str, body: bytes) -> None:
        """Write an object, whatever is there."""
        self._ask("PUT", path, body)

    def require_keys(self, wanted: bool) -> None:
        """Let in those only whose key it knows, and it knows none; or everybody."""
        self._ask("POST", "/moto-api/reset-auth", b"0" if wanted else b"inf")

    def _ask(self, method: str, path: str, body: bytes = b"") -> None:
        headers = {"Authorization": SIGNED, "Content-Type": "application/octet-stream"}
        asked = Request(f"http://127.0.0.1:{self.port}{path}", body, headers, method=method)
        urlopen(asked, timeout=10).close()


def _program() -> str:
    beside = Path(f"{sys.prefix}-s3") / "bin" / PROGRAM
    found = os.environ.get("MOTO_SERVER") or shutil.which(PROGRAM) or (str(beside) if beside.exists() else None)
    return found or pytest.skip(f"no S3 server: install tests/s3-server.txt in {beside.parent.parent}")


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """A server that runs."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command: Any = [_program(), "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for attempt in Retrying(stop=stop_after_delay(30), wait=wait_fixed(0.1), reraise=True):
            with attempt:
                socket.create_connection(("127.0.0.1", port), 1).close()
        yield S3(port)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def gate(s3: S3) -> Iterator[Gate]:
    """A way to the server that a test may close."""
    gate = Gate(s3.port)
    yield gate
    gate.close()
    s3.require_keys(False)
