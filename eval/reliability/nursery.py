"""Readers for many commands from one process: what ``ingest.warm_child`` loads once, it is for each of them at once.

To start an interpreter for it is half of what a small ingest takes. ``begun`` forks a process that has loaded what is
read with and nothing else; each command asks it, over a socket, for an ``ingest.warm_child`` of its own.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from ingest import warm, warm_child
from ingest.children import ROOT, started

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


def begun() -> Path | None:
    """Where it is asked; it ends with the process that calls this. None where no process can wait for such readers."""
    if sys.platform != "linux":
        return None
    place = Path(tempfile.mkdtemp(prefix="vkp-nursery-")) / "asked"
    asked = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    asked.bind(str(place))
    asked.listen()
    held, end = os.pipe()
    if os.fork() == 0:
        os.close(end)
        try:
            _answer(asked, held)
        finally:
            place.unlink()
            place.parent.rmdir()
            os._exit(0)
    os.close(held)
    asked.close()
    return place


def _answer(asked: socket.socket, held: int) -> None:
    """Fork for whoever asks, until nobody holds the other end of the pipe."""
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    warm_child.load()
    while asked.fileno() in select.select([asked.fileno(), held], [], [])[0]:
        with asked.accept()[0] as one, suppress(OSError):  # whoever asks may be killed meanwhile
            for its in socket.recv_fds(one, 1, 1)[1]:
                pid = os.fork()
                if pid == 0:
                    _become(its)
                os.close(its)
                one.sendall(b"%d" % pid)


def _become(its: int) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.dup2(its, 0)
        for descriptor in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        os.closerange(3, 1024)
        warm_child.main()
    finally:
        os._exit(0)


class Reader:
    """A process as ``subprocess.Popen`` has them, which is a child of another one."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.handle = os.pidfd_open(pid)

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises ``subprocess.TimeoutExpired``."""
        if not select.select([self.handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("warm_child", timeout or 0)
        return 0


def read_by(place: Path) -> None:
    """Have what this process reads read by those of the nursery from now on."""

    def asked(module: str, *arguments: str, stdin: int, stdout: int) -> Reader | subprocess.Popen[bytes]:
        if module != "ingest.warm_child":
            return started(module, *arguments, stdin=stdin, stdout=stdout)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.connect(str(place))
            socket.send_fds(asking, [b"!"], [stdin])
            return Reader(int(asking.recv(20)))

    setattr(warm, "started", asked)  # noqa: B010 - a module's own name
