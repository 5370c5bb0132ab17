"""The command ``vkp`` in a process of its own for each call, at the price of a fork: what it imports is there already.

``python -m eval.reliability.launcher`` reads requests from standard input, a line of JSON each, and answers each with
one: ``{"arguments", "output", …}`` (``killed.Commands.start``) starts a command and gives its ``pid``; ``{"wait": …}``
gives the ``code`` it ended with, negative for a signal, and the ``cpu`` seconds it took with what it waited for. It is
the real command, with its real exit or its real SIGKILL.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, redirect_stdout, suppress
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from io import StringIO
from pathlib import Path
from typing import Any

import typer

from corpus.documents import ParsedDocument
from corpus.steps import Step, listening
from eval.reliability import nursery
from eval.reliability.shifted import shift_clocks

WARM = (
    *("api.app", "api.upkeep", "api.backing_up", "api.fetcher", "ingest.pipeline", "ingest.reembedding"),
    *("search.pipelines", "search.store.edge", "alembic.command", "alembic.config", "sqlite3"),
    *("haystack.components.agents.state.state", "haystack.tools"),  # imported by the first pipeline that is run
)
"""What the commands import when they are called. None of it starts a thread: a fork would be without it."""

TEXT = "DP/2099/70\n\n1. The Board recalls paragraph 2 of resolution 99/950 on volunteers.\n"
CALLS = (("parse", TEXT), ("cite", TEXT_LINE := json.dumps({"id": "1", "text": TEXT})), ("classify", TEXT_LINE))
"""Calls that store nothing and load the grammars and word lists that others need."""


def main(also: Sequence[str] = ()) -> None:
    """Answer requests until there are no more."""
    readers = nursery.begun()
    (command,) = entry_points(group="console_scripts", name="vkp")
    run = command.load()
    for module in (*WARM, *also):
        import_module(module)
    setattr(typer.main, "get_command", cache(typer.main.get_command))  # noqa: B010 - made once for all, not by each
    _warm(run)
    gc.freeze()  # what is shared with the commands is not walked, and so not copied, by them
    for line in sys.stdin:
        answer = _answered(json.loads(line), run, readers)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _warm(run: Callable[[Sequence[str]], None]) -> None:
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        for command, text in CALLS:
            file = Path(folder) / f"{command}.txt"
            file.write_text(text, encoding="utf-8")
            with suppress(SystemExit):
                run([command, str(file)])


def _answered(asked: dict[str, Any], run: Callable[[Sequence[str]], None], readers: Path | None) -> dict[str, Any]:
    if "wait" in asked:
        _, status, used = os.wait4(asked["wait"], 0)
        return {"code": os.waitstatus_to_exitcode(status), "cpu": used.ru_utime + used.ru_stime}
    pid = os.fork()
    if pid == 0:
        _become(asked, run, readers)
    return {"pid": pid}


def _become(asked: dict[str, Any], run: Callable[[Sequence[str]], None], readers: Path | None) -> None:
    """Be the command, in the child; never returns."""
    code = 70
    os.environ.update(asked["environment"])
    if asked["reader"]:
        sys.executable = asked["reader"]
    elif readers is not None:
        nursery.read_by(readers)
    try:
        _redirect(asked["output"])
        with ExitStack() as stack:
            if asked["death"] is not None:
                stack.enter_context(listening(_dying(*asked["death"])))
            if asked["mine"]:
                _die_of(asked["mine"])
            if asked["shift"]:
                shift_clocks(asked["shift"])
            if asked["largest"] is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], asked["largest"]))
            run(asked["arguments"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(output: str) -> None:
    for descriptor, name, flags in ((0, os.devnull, os.O_RDONLY), (1, f"{output}.out", NEW), (2, f"{output}.err", NEW)):
        opened = os.open(name, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)


NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def _dying(named: str, done: bool, nth: int) -> Callable[[Step, float | None], None]:
    """Ends this process by SIGKILL when it passes the beginning, or the end, of a step for the n-th time."""
    left = iter(range(nth - 1))

    def listener(passed: Step, seconds: float | None) -> None:
        if passed == named and done is (seconds is not None) and next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)  # SIGKILL ends every thread, this one as well, before it goes on

    return listener


def _die_of(mine: str) -> None:
    """Ends this process by SIGKILL when it works itself on a document that holds these words."""
    pipeline = import_module("ingest.pipeline")
    derive = pipeline.derive

    def deriving(store: Any, read: ParsedDocument, *rest: Any) -> Any:
        if any(mine in passage.text for passage in read.passages):
            os.kill(os.getpid(), signal.SIGKILL)
        return derive(store, read, *rest)

    setattr(pipeline, "derive", deriving)  # noqa: B010 - a module's own name


if __name__ == "__main__":
    main(sys.argv[1:])
