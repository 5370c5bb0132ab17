"""Child processes that read files nobody vouches for: started without secrets, heard, ended with all they started.

The limits of a child are its own affair: it sets them before it looks at the file.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from corpus.errors import PortalError

MEBIBYTE = 2**20
MOST_SAID = 96 * MEBIBYTE
"""The most bytes a child may say."""

ROOT = Path(__file__).resolve().parent.parent


ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
"""All that a child is told. A library that starts threads when it is loaded would be forked without them."""


class Readers(Protocol):
    """Who has children read for a run: processes of this machine, or a cluster. Called by several threads at once."""

    def prepare(self) -> None:
        """Be told that many files will be read, and what their words give be found; returns at once."""

    def said_by(self, argument: str, seconds: float, name: str) -> bytes:
        """What a child says of a task of the cell; ``name`` is that of the file it reads.

        Raises ``PortalError``: out_of_time, parser_crashed, and cluster_unavailable of a cluster.
        """


def said_by(module: str, argument: str, seconds: float, name: str) -> bytes:
    """What a child running a module of ours says; ``name`` is that of the file it reads.

    Raises ``PortalError``: out_of_time, parser_crashed.
    """
    with _child(module, argument) as child:
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        said = listen(child.stdout.fileno(), seconds, name)
        judge(_ended(child), name)
    return said


@contextmanager
def _child(module: str, argument: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child that is gone when the block is left."""
    child = started(module, argument, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        yield child
    finally:
        kill(child)
        if child.stdout is not None:
            child.stdout.close()


def started(module: str, *arguments: str, stdin: int, stdout: int) -> subprocess.Popen[bytes]:
    """A process running a module of ours, in a session of its own, that is told nothing else."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-B", "-m", module, *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
    )


def kill(child: subprocess.Popen[bytes]) -> None:
    """End the child's group, which may outlive the child, and wait for the child, so that no zombie stays."""
    with suppress(ProcessLookupError, PermissionError):  # no one is left; macOS says so of zombies by EPERM
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def listen(output: int, seconds: float, name: str) -> bytes:
    """All a child says, until it closes its output. Raises ``PortalError``: out_of_time, parser_crashed."""
    deadline = time.monotonic() + seconds
    said = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0 and selector.select(left):
            heard = os.read(output, MEBIBYTE)
            if not heard:
                return bytes(said)
            said += heard
            if len(said) > MOST_SAID:
                raise PortalError("parser_crashed", f"{name}: the reader said more than {MOST_SAID // MEBIBYTE} MiB")
    raise PortalError("out_of_time", f"{name}: not read within {seconds:g} seconds")


LAST_WORDS = 5.0
"""Seconds a child has to end after it closed its output."""


def _ended(child: subprocess.Popen[bytes]) -> int | None:
    """The code a child ended with, negative for a signal; None when it did not end."""
    try:
        return child.wait(LAST_WORDS)
    except subprocess.TimeoutExpired:
        return None


def judge(code: int | None, name: str) -> None:
    """``PortalError``: out_of_time, parser_crashed, for a child that said all it had to and did not end well."""
    if code is None:
        raise PortalError("out_of_time", f"{name}: the reader did not end")
    if code == -signal.SIGXCPU:
        raise PortalError("out_of_time", f"{name}: too much processor time")
    if code != 0:
        raise PortalError("parser_crashed", f"{name}: the reader ended with {_ending(code)}")


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
