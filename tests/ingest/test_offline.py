"""A child that reads a file reaches no network and starts nothing, nor does what it may start reach the network."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.offline import PROCESSORS, go_offline

FILTERED = sys.platform == "linux" and platform.machine() in PROCESSORS
with_filter = pytest.mark.skipif(not FILTERED, reason="this system has no filter of system calls that we know")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def in_child(program: str, before: str = "limit(1024, 20)") -> str:
    """What a Python program prints that runs under the limits of a reading child."""
    whole = f"import os, subprocess, sys, socket\nfrom ingest.cell_child import limit\n{before}\n{program}"
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False, cwd=ROOT)
    return done.stdout.strip() or done.stderr.splitlines()[-1]


@with_filter
def test_a_child_reaches_no_one_who_listens(port: int) -> None:
    reach = f"socket.create_connection(('127.0.0.1', {port})); print('reached')"
    assert in_child(reach, before="") == "reached"
    assert "Operation not permitted" in in_child(reach)


@with_filter
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_a_child_opens_no_socket_of_any_kind(family: str) -> None:
    assert in_child(f"socket.socket(socket.{family})") == "PermissionError: [Errno 1] Operation not permitted"


@with_filter
def test_what_a_child_starts_opens_no_socket(port: int) -> None:
    program = f"import socket; socket.create_connection(('127.0.0.1', {port})); print('reached')"
    start = f"print(subprocess.run([sys.executable, '-c', {program!r}], capture_output=True, text=True).stderr[-50:])"
    assert "Operation not permitted" in in_child(start, before="limit(1024, 20, alone=False)")


@with_filter
@pytest.mark.parametrize("number", [425, 0x40000000 + 41], ids=["io_uring_setup", "socket of 32 bits"])
def test_the_other_ways_to_a_socket_are_shut(number: int) -> None:
    call = (
        f"import ctypes; c = ctypes.CDLL(None, use_errno=True); print(c.syscall({number}, 2, 1, 0), ctypes.get_errno())"
    )
    assert in_child(call) == "-1 1"


ORDINARY = "import resource\nif os.getuid() == 0: os.setuid(65534)"
"""Root may start what it likes, whatever the limit."""


@pytest.mark.skipif(sys.platform != "linux", reason="how a refused fork is told")
def test_a_child_that_reads_alone_starts_nothing() -> None:
    fork = "os.fork() or os._exit(0); print('started')"
    assert in_child(fork, f"{ORDINARY}\nlimit(1024, 20, alone=False)") == "started"
    assert in_child(fork, f"{ORDINARY}\nlimit(1024, 20)").startswith("BlockingIOError")


def test_where_there_is_no_filter_nothing_is_done_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "a", "1", "1", "riscv64")))
    assert not go_offline()
    socket.socket().close()
