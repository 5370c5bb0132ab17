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

from corpus.errors import PortalError

MEBIBYTE = 2**20
MOST_SAID = 96 * MEBIBYTE
"""The most bytes a child may say."""

ROOT = Path(__file__).resolve().parent.parent


def said_by(module: str, argument: str, seconds: float, name: str) -> bytes:
    """What a child running a module of ours says; ``name`` is that of the file it reads.

    Raises ``PortalError``: out_of_time, parser_crashed.
    """
    with _child(module, argument) as child:
        said = _listen(child, seconds, name)
        _end_well(child, name)
    return said


@contextmanager
def _child(module: str, argument: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child in a process group of its own, that is gone when the block is left."""
    command = [sys.executable, "-B", "-m", module, argument]
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        cwd=ROOT,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
    )
    try:
        yield child
    finally:
        _kill(child)
        if child.stdout is not None:
            child.stdout.close()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child's group, which may outlive the child, and wait for the child, so that no zombie stays."""
    with suppress(ProcessLookupError, PermissionError):  # no one is left; macOS says so of zombies by EPERM
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _listen(child: subprocess.Popen[bytes], seconds: float, name: str) -> bytes:
    """All the child says, until it closes its output. Raises ``PortalError``: out_of_time, parser_crashed."""
    deadline = time.monotonic() + seconds
    said = bytearray()
    assert child.stdout is not None  # noqa: S101 - it is a pipe
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0 and selector.select(left):
            heard = os.read(child.stdout.fileno(), MEBIBYTE)
            if not heard:
                return bytes(said)
            said += heard
            if len(said) > MOST_SAID:
                raise PortalError("parser_crashed", f"{name}: the reader said more than {MOST_SAID // MEBIBYTE} MiB")
    raise PortalError("out_of_time", f"{name}: not read within {seconds:g} seconds")


LAST_WORDS = 5.0
"""Seconds a child has to end after it closed its output."""


def _end_well(child: subprocess.Popen[bytes], name: str) -> None:
    try:
        code = child.wait(LAST_WORDS)
    except subprocess.TimeoutExpired as error:
        raise PortalError("out_of_time", f"{name}: the reader did not end") from error
    if code == -signal.SIGXCPU:
        raise PortalError("out_of_time", f"{name}: too much processor time")
    if code != 0:
        raise PortalError("parser_crashed", f"{name}: the reader ended with {_ending(code)}")


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
