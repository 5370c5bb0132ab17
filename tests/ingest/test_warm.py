"""Children forked from a warm process read as those that are started anew, one file each, within the same limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest import children
from ingest.cell import ReadingCrashed, read_file
from ingest.warm import WarmChildren
from ingest.wire import encode
from tests.ingest.reading import ENGLISH, FRAMEWORK, NOTE
from tests.ingest.test_cell import gone

ROOT = Path(__file__).parents[2]

STAND_IN = """
import os, pathlib, socket, time
from ingest import cell_child, warm_child
read = cell_child.parse
def parse(task):
    first = pathlib.Path(task.path).read_text(errors="replace").partition("\\n")[0]
    exec(first.partition("DO ")[2], globals())
    return read(task)
cell_child.parse = parse
warm_child.main()
"""
"""Children that do what the first line of their file says."""


@pytest.fixture
def warm() -> Iterator[WarmChildren]:
    with WarmChildren() as readers:
        yield readers


@pytest.fixture
def obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A function that makes a file whose reader does as the file says, in Python."""
    program = tmp_path / "stand-in.py"
    program.write_text(STAND_IN)
    script = tmp_path / "stand-in"
    script.write_text(f"#!/bin/sh\nPYTHONPATH=. exec {sys.executable} -B {program}\n")
    script.chmod(0o700)
    monkeypatch.setattr(children, "sys", SimpleNamespace(executable=str(script)))

    def make(does: str) -> Path:
        path = tmp_path / "told.txt"
        path.write_text(f"DO {does}\n\nVolunteers planted trees along the river.\n")
        return path

    return make


def refusal(path: Path, warm: WarmChildren, settings: Settings | None = None) -> PortalError:
    with pytest.raises(PortalError) as refused:
        read_file(path, settings or Settings(), heard=warm.said_by)
    return refused.value


def test_they_read_every_sample_as_a_child_of_its_own_does(samples: Path, warm: WarmChildren) -> None:
    files = [path for path in sorted(samples.iterdir()) if path.suffix in {".pdf", ".docx", ".html", ".txt"}]
    assert len(files) > 20
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(lambda path: encode(read_file(path, Settings(), heard=warm.said_by)), files))
        assert found == list(pool.map(lambda path: encode(read_file(path, Settings())), files))


@pytest.mark.parametrize(
    ("does", "code", "told"),
    [
        ("os.abort()", "parser_crashed", "SIGABRT"),
        ("os.kill(os.getpid(), 9)", "parser_crashed", "SIGKILL"),
        ("os._exit(3)", "parser_crashed", "exit code 3"),
        ("os._exit(0)", "parser_crashed", "cannot be"),
        ("raise SystemExit(0)", "parser_crashed", "exit code 1"),
        ("1 / 0", "parser_crashed", "exit code 1"),
        ("print('{}')", "", ""),
        ("time.sleep(60)", "out_of_time", "1 seconds"),
        ("while True: pass", "out_of_time", ""),
        ("x = bytearray(2 * 2**30)", "out_of_memory", "1024 MiB"),
        ("socket.socket()", "parser_crashed", "exit code 1"),
        ("pathlib.Path(task.path).write_text('overwritten')", "parser_crashed", "exit code 1"),
    ],
)
def test_a_child_ends_as_one_of_its_own_would(
    obeyed: Callable[[str], Path], warm: WarmChildren, does: str, code: str, told: str, samples: Path
) -> None:
    path = obeyed(does)
    if not code:
        assert read_file(path, Settings(), heard=warm.said_by).passages
        return
    failure = refusal(path, warm, Settings(parse_seconds=1))
    assert (failure.code, isinstance(failure, ReadingCrashed)) == (code, True)
    assert told in failure.detail
    assert read_file(samples / NOTE, Settings(), heard=warm.said_by).engine == "text", "the next file is read"


def test_what_one_child_does_is_not_seen_by_the_next(obeyed: Callable[[str], Path], warm: WarmChildren) -> None:
    change = "cell_child._raw = None; os.environ['SEEN'] = '1'"
    assert refusal(obeyed(change), warm).code == "parser_crashed"
    assert read_file(obeyed("assert cell_child._raw and 'SEEN' not in os.environ"), Settings(), heard=warm.said_by)


def test_a_child_is_told_no_secret(
    obeyed: Callable[[str], Path], warm: WarmChildren, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VKP_QDRANT_API_KEY", "a secret")
    path = obeyed("assert not any('VKP' in name for name in os.environ)")
    assert read_file(path, Settings(), heard=warm.said_by)


@pytest.mark.skipif(sys.platform != "linux", reason="where open files are listed")
def test_a_child_holds_nothing_but_its_pipe(obeyed: Callable[[str], Path], warm: WarmChildren) -> None:
    own = obeyed("assert len(os.listdir('/proc/self/fd')) == 5, 'in, out, err, the answer, and the list itself'")
    assert read_file(own, Settings(), heard=warm.said_by)


def test_when_the_process_that_forks_is_killed_the_file_is_read_all_the_same(
    obeyed: Callable[[str], Path], warm: WarmChildren, tmp_path: Path
) -> None:
    once = tmp_path / "once"
    once.touch()
    path = obeyed(f"os.path.exists('{once}') and (os.unlink('{once}'), os.kill(os.getppid(), 9), time.sleep(1))")
    assert read_file(path, Settings(), heard=warm.said_by).passages
    assert not once.exists()


def test_a_file_that_always_kills_it_is_a_crash(obeyed: Callable[[str], Path], warm: WarmChildren) -> None:
    failure = refusal(obeyed("os.kill(os.getppid(), 9); time.sleep(1)"), warm)
    assert (failure.code, isinstance(failure, ReadingCrashed)) == ("parser_crashed", True)


LATER = """
import sys
from pathlib import Path
from corpus.settings import Settings
from ingest import cell, cell_child, warm_child
warm_child.load()
known = set(sys.modules)
for path in map(Path, sys.argv[1:]):
    kind = cell._admitted(path, Settings(), path.name)
    for engine in cell.READERS[kind]:
        task = cell._task(path, kind, Settings())
        cell_child.parse(cell_child.replace(task, engine=engine))
print(*(name for name in set(sys.modules) - known if name.startswith("ingest")))
"""


def test_what_children_read_with_is_loaded_before_they_are_forked(samples: Path) -> None:
    given = [str(samples / name) for name in (ENGLISH, FRAMEWORK, NOTE)]
    given += map(str, (*samples.glob("*.docx"), *samples.glob("*.html")))
    told = subprocess.run([sys.executable, "-c", LATER, *given], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


KILLED = """
import os, sys, threading, time
from pathlib import Path
from corpus.settings import Settings
from ingest import children
from ingest.cell import read_file
from ingest.warm import WarmChildren
children.sys = type(sys)("stand-in")
children.sys.executable = sys.argv[1]
read_file(Path(sys.argv[2]), Settings(), heard=WarmChildren().said_by)
"""


def test_nothing_outlives_a_run_that_is_killed(obeyed: Callable[[str], Path], tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    os.mkfifo(pids)
    path = obeyed(f"pathlib.Path('{pids}').write_text(f'{{os.getpid()}} {{os.getppid()}}'); time.sleep(60)")
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path / "stand-in"), str(path)], cwd=ROOT)
    told = pids.read_text().split()
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert len(told) == 2
    assert all(map(gone, told))


def test_a_child_that_stops_speaking_but_does_not_end_is_ended(
    obeyed: Callable[[str], Path], warm: WarmChildren, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "LAST_WORDS", 0.2)
    started = time.monotonic()
    failure = refusal(obeyed("os.closerange(0, 64); time.sleep(60)"), warm)
    assert "did not end" in failure.detail
    assert time.monotonic() - started < 10
