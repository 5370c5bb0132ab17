"""Children for a run over many files: each is forked from a process that has loaded what they read with.

To start an interpreter and load its readers takes longer than most files do. Every file still has a process of its own,
with all the limits of :mod:`ingest.cell_child`, forked from one that has never seen a file (:mod:`ingest.warm_child`).
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
from contextlib import suppress
from threading import Lock
from typing import Any

from corpus.errors import PortalError
from ingest import children
from ingest.children import judge, kill, listen, started

FINDING = ("find",)
"""Said to the process that forks when it is to load at once what children find by."""

TRIES = 2
"""How often a child is asked for: where the process that forks was ended, another one may live."""

PATIENCE = 60.0
"""Seconds until the process that forks, which may have to start first, is taken for dead."""


class WarmChildren:
    """Has children read, for several threads at once. A context manager: none is left when it is left."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._source: _Source | None = None
        self._left = False
        self._finding = False

    def __enter__(self) -> WarmChildren:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._left = True  # threads that still read are to fail, not to begin anew
        if self._source is not None:
            self._source.close()

    def prepare(self) -> None:
        """See ``ingest.children.Readers``."""
        self._finding = True
        with suppress(_Gone):
            self._living()

    def said_by(self, argument: str, seconds: float, name: str) -> bytes:
        """What a child says of a task of the cell; ``name`` is that of the file it reads.

        Raises ``PortalError``: out_of_time, parser_crashed.
        """
        for _ in range(TRIES):
            with suppress(_Gone):
                return _said(self._living(), argument, seconds, name)
        raise PortalError("parser_crashed", f"{name}: the process that readers are forked from was ended")

    def _living(self) -> _Source:
        with self._lock:
            if self._left:
                raise _Gone
            if self._source is None or self._source.gone:
                self._source = _Source(*FINDING if self._finding else ())
            return self._source


def _said(source: _Source, argument: str, seconds: float, name: str) -> bytes:
    pid, answer = source.begin(argument)
    grace = 0.0
    try:
        said = listen(answer, seconds, name)
        grace = children.LAST_WORDS
    finally:
        os.close(answer)
        code = source.end(pid, grace)
    judge(code, name)
    return said


class _Gone(Exception):  # noqa: N818 - it says what happened
    """The process that children are forked from has ended, or said what it should not."""


class _Source:
    """The process that children are forked from; ``gone``: it is of no use any more."""

    def __init__(self, *arguments: str) -> None:
        self.gone = False
        self._lock = Lock()
        self._socket, inside = socket.socketpair()
        self._socket.settimeout(PATIENCE)
        with inside:
            self._process = started("ingest.warm_child", *arguments, stdin=inside.fileno(), stdout=subprocess.DEVNULL)

    def begin(self, argument: str) -> tuple[int, int]:
        """The pid of a child that has begun a task, and the pipe it answers into. Raises ``_Gone``, ``OSError``."""
        answer, inside = os.pipe()
        try:
            told = self._ask({"read": argument}, inside)
        except BaseException:
            os.close(answer)
            raise
        finally:
            os.close(inside)
        if "errno" in told:
            os.close(answer)
            raise OSError(told["errno"], os.strerror(told["errno"]))
        return told["pid"], answer

    def end(self, pid: int, grace: float) -> int | None:
        """End a child with all it started: the code it ended with itself within ``grace`` seconds, or None."""
        code: int | None = self._ask({"end": pid, "grace": grace})["code"]
        return code

    def _ask(self, request: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        with self._lock:
            try:
                if self.gone:
                    raise _Gone
                socket.send_fds(self._socket, [json.dumps(request).encode() + b"\n"], descriptors)
                told: dict[str, Any] = json.loads(self._line())
            except (OSError, ValueError) as failure:
                self._stop()
                raise _Gone from failure
            return told

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n") and (part := self._socket.recv(4096)):
            line += part
        return line

    def close(self) -> None:
        """End it, and its children."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        self.gone = True
        self._socket.close()
        with suppress(subprocess.TimeoutExpired):  # it ends its children first
            self._process.wait(2 * children.LAST_WORDS)
        kill(self._process)
