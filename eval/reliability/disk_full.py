"""A disk without room: a small one, one that fills while ingest writes, and a limit on what a file may hold.

Crashed is a process that died by SIGBUS. The engine maps its files into memory, and where another program takes the
space that was free a moment ago there is nobody to tell; the portal asks for 128 MiB before each document.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from eval.reliability.killed import Commands, Ended, launched
from eval.reliability.measured import Measured, Size, Tried
from eval.reliability.resumed import Ingested

MEBIBYTE = 1 << 20
LIMITS = (4 << 10, 64 << 10, 512 << 10, 8 * MEBIBYTE)
"""Bytes a file may hold (RLIMIT_FSIZE)."""

SMALL, ROOMY = 10, 400
"""MiB of the disk: as it is at first, and once somebody has freed space."""

MOMENTS = {Size.SHORT: (0.3, 0.8), Size.FULL: tuple(n / 10 for n in range(1, 21)), Size.SOAK: ()}
"""Seconds after which a disk that had room is filled up by another program."""

TOLD = ("disk is full", "disk's free space")
"""What a line says. SQLite tells a limit on files from other failures of a disk no better than by the second."""


def measure(size: Size) -> Measured:
    """Ingest until it is refused, make room, ingest again."""
    tried = Tried()
    with tempfile.TemporaryDirectory(prefix="vkp-full-") as folder:
        commands = launched()
        place = Path(folder)
        for limit in LIMITS:
            _limited(Ingested(commands, place / f"limit-{limit}"), limit, tried)
        mounted = _on_disks(commands, place, MOMENTS[size], tried)
    return Measured(
        fault="disk full",
        bar="a clear error, and it goes on without hand work once there is space",
        tried=tried.tried,
        refused=tried.refused,
        crashed=tried.crashed,
        lost=len(tried.missed),
        details={"disks": "mounted" if mounted else "none could be mounted here: limits on files only"},
        missed=tuple(tried.missed),
    )


def _limited(ingested: Ingested, limit: int, tried: Tried) -> None:
    ingested.rewrite()
    ended = ingested.commands.run(*ingested.command(), "--data", ingested.data, largest=limit)
    _look(ingested, f"files of {limit >> 10} KiB", ended, tried)


def _on_disks(commands: Commands, place: Path, moments: tuple[float, ...], tried: Tried) -> bool:
    """On disks of their own; whether one could be mounted."""
    try:
        with disk(place / "small", SMALL) as resize:
            ingested = Ingested(commands, place / "small")
            ingested.rewrite()
            ended = commands.run(*ingested.command(), "--data", ingested.data)
            resize(ROOMY)
            _look(ingested, f"a disk of {SMALL} MiB", ended, tried)
        for moment in moments:
            with disk(place / f"filled-{moment}", ROOMY):
                _filled(Ingested(commands, place / f"filled-{moment}"), moment, tried)
    except subprocess.CalledProcessError:
        return False
    return True


def _filled(ingested: Ingested, moment: float, tried: Tried) -> None:
    """The disk fills up while ingest replaces what was there."""
    ingested.begin()
    ingested.prepare()
    running = ingested.commands.start(*ingested.command(), "--data", ingested.data)
    time.sleep(moment)
    filler = ingested.folder / "filler"
    _fill(filler)
    ended = running.ended()
    filler.unlink()
    _look(ingested, f"a disk that was full after {moment:g} s", ended, tried)


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        for piece in (MEBIBYTE, 4096):
            try:
                while True:
                    file.write(b"x" * piece)
            except OSError:
                continue


def _look(ingested: Ingested, named: str, ended: Ended, tried: Tried) -> None:
    """What the full disk did, then once more with room."""
    tried.tried += 1
    tried.missed += [f"{named}: {line}" for line in _told(ended, tried)]
    _, wrong = ingested.resume()
    tried.missed += [f"{named}, then space: {line}" for line in wrong]


def _told(ended: Ended, tried: Tried) -> Iterator[str]:
    if ended.code < 0:
        tried.crashed += 1
        if ended.code != -signal.SIGBUS:
            yield f"the process ended by signal {-ended.code}"
    elif ended.code != 0:
        tried.refused += 1
        line = ended.err.strip().splitlines()[-1:]
        if not any(words in "".join(line) for words in TOLD):
            yield f"it was not told that the disk is full: {line}"


@contextmanager
def disk(place: Path, size: int) -> Iterator[Callable[[int], None]]:
    """A disk in memory of so many MiB, mounted there; what is given resizes it. Needs root on Linux.

    Raises ``CalledProcessError`` where it cannot be mounted.
    """
    place.mkdir()
    _mount(f"size={size}m", place)
    try:
        yield lambda mebibytes: _mount(f"remount,size={mebibytes}m", place)
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607


def _mount(options: str, place: Path) -> None:
    quiet = subprocess.DEVNULL
    if os.geteuid() != 0:
        raise subprocess.CalledProcessError(1, "mount")
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "vkp", str(place)], check=True, stderr=quiet)  # noqa: S603, S607
