"""Commands that are killed: started by the launcher, ended by SIGKILL at a step or at a moment."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from corpus.steps import Step

KILLED = -signal.SIGKILL

WITHOUT = ("VKP_",)
"""What the commands are not to inherit."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a command dies: when it has passed the beginning, or the end, of a step so often."""

    step: Step
    done: bool
    nth: int = 1

    def __str__(self) -> str:
        return f"{'after' if self.done else 'before'} {self.step}"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: ``code`` is negative for a signal; ``seconds`` it ran, ``cpu`` of them the processor."""

    code: int
    out: str
    err: str
    seconds: float
    cpu: float

    @property
    def killed(self) -> bool:
        """Whether it died by SIGKILL."""
        return self.code == KILLED

    def document(self) -> Any:
        """What it printed as JSON. Raises ``ValueError`` where that is none."""
        return json.loads(self.out)


@dataclass
class Running:
    """A command that runs."""

    commands: Commands
    pid: int
    output: Path
    started: float = field(default_factory=time.monotonic)
    end: Ended | None = None

    def send(self, number: signal.Signals) -> None:
        """A signal, unless it was seen to end. It is waited for by ``ended`` alone: its number is not another's yet."""
        if self.end is None:
            os.kill(self.pid, number)

    def ended(self, kill_after: float | None = None) -> Ended:
        """Wait for its end; ``kill_after`` so many seconds it is killed, wherever it is."""
        if kill_after is not None:
            time.sleep(kill_after)
            self.send(signal.SIGKILL)
        if self.end is None:
            self.end = self._waited()
        return self.end

    def _waited(self) -> Ended:
        end = self.commands.asked({"wait": self.pid})
        seconds = time.monotonic() - self.started
        return Ended(end["code"], self._said("out"), self._said("err"), seconds, end["cpu"])

    def _said(self, end: str) -> str:
        return Path(f"{self.output}.{end}").read_text(encoding="utf-8", errors="replace")


class Commands:
    """``vkp`` commands over data folders, each in a process of its own. ``warm`` are further modules to import once."""

    def __init__(self, *warm: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="vkp-commands-")
        self.number = 0
        environment = {name: value for name, value in os.environ.items() if not name.startswith(WITHOUT)}
        self.launcher = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "eval.reliability.launcher", *warm],
            cwd=Path(__file__).parents[2],
            env=environment | {"VKP_LOCK_SECONDS": "2"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End the launcher."""
        for pipe in (self.launcher.stdin, self.launcher.stdout):
            if pipe is not None:
                pipe.close()
        self.launcher.wait()
        self.folder.cleanup()

    def start(
        self,
        *arguments: str | Path,
        death: At | None = None,
        shift: float = 0,
        largest: int | None = None,
        environment: Mapping[str, str] | None = None,
        reader: Path | None = None,
        mine: str = "",
    ) -> Running:
        """Start a command; it dies at ``death``, its clocks are moved by ``shift`` seconds.

        ``largest``: the size in bytes past which the system lets it write no file (RLIMIT_FSIZE). ``reader``: a program
        that is called instead of Python to read files. ``mine``: words of a document that ends the command itself.
        """
        self.number += 1
        output = Path(self.folder.name) / str(self.number)
        request = {
            "arguments": [str(one) for one in arguments],
            "output": str(output),
            "death": None if death is None else [death.step.value, death.done, death.nth],
            "mine": mine,
            "shift": shift,
            "largest": largest,
            "environment": dict(environment or {}),
            "reader": None if reader is None else str(reader),
        }
        return Running(self, int(self.asked(request)["pid"]), output)

    def run(self, *arguments: str | Path, **how: Any) -> Ended:
        """Run a command to its end; ``how`` as for ``start``."""
        return self.start(*arguments, **how).ended()

    def asked(self, request: dict[str, Any]) -> Any:
        """The launcher's answer to a request."""
        asking, answering = self.launcher.stdin, self.launcher.stdout
        assert asking is not None and answering is not None  # noqa: S101, PT018 - they are pipes
        asking.write(json.dumps(request) + "\n")
        asking.flush()
        return json.loads(answering.readline())


@cache
def launched(*warm: str) -> Commands:
    """What starts the commands of this process: there is one, as it takes seconds to import what it imports."""
    commands = Commands(*warm)
    atexit.register(commands.close)
    return commands


def faults(verified: Ended) -> Sequence[str]:
    """What ``vkp verify --json`` found wrong, a line each."""
    try:
        checks = verified.document()["checks"]
    except (ValueError, KeyError):
        return [f"verify ended with {verified.code}: {verified.err.strip()}"]
    return [f"{check['code']}: {check['found']} {check['examples']}" for check in checks if not check["ok"]]
