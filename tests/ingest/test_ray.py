"""Ingesting by a Ray cluster of two nodes on loopback: the same content, whatever is killed meanwhile."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as some

from api.cli import main
from api.upkeep import verify_document
from corpus.errors import PortalError
from corpus.settings import Settings
from eval.alike import content
from eval.two_nodes import two_nodes
from ingest.cluster import messages, node
from ingest.pipeline import ingest
from ingest.report import IngestReport
from search.encoding import Encoded
from search.sparse import SparseVector
from tests.search.tiny_models import tiny_embedder

SECONDS = 60.0
"""How long a test waits for what must come."""


def require_ray() -> None:
    """Skip where it is not installed. It is imported by who joins, after it was told how to behave."""
    if find_spec("ray") is None:
        pytest.skip("the extra 'ray' is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    require_ray()
    with two_nodes() as started:
        yield started


@pytest.fixture(scope="module")
def here(ingested: tuple[Settings, IngestReport]) -> tuple[dict[str, str], IngestReport]:
    """What the samples come to without a cluster."""
    settings, report = ingested
    return content(settings.data), report


def counted(report: IngestReport) -> dict[str, Any]:
    """A report without what tells of the run alone."""
    return {name: said for name, said in report.as_json().items() if name != "seconds"}


def readers(cluster: Any) -> set[int]:
    """The processes of Ray that have a file read at this moment."""
    nodes = {started.process.pid for one in cluster.list_all_nodes() for started in one.all_processes["raylet"]}
    found = set()
    for place in Path("/proc").iterdir():
        try:
            if place.name.isdecimal() and (place / "cmdline").read_bytes().startswith(b"ray::read"):
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                found |= {int(place.name)} if parent in nodes else set()
        except OSError:
            continue  # it ended while it was looked at
    return found


class Killer(Thread):
    """Kills processes that have a file read: so many of them, each once it is seen."""

    def __init__(self, cluster: Any, times: int) -> None:
        super().__init__(daemon=True)
        self.cluster, self.times = cluster, times
        self.killed: set[int] = set()
        self.enough = Event()

    def run(self) -> None:
        while len(self.killed) < self.times and not self.enough.wait(0.002):
            for pid in sorted(readers(self.cluster) - self.killed)[: self.times - len(self.killed)]:
                os.kill(pid, signal.SIGKILL)
                self.killed.add(pid)

    def __enter__(self) -> Killer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.enough.set()
        self.join(SECONDS)


def test_a_cluster_gives_the_same_content_as_this_machine_alone(
    cluster: Any, here: tuple[dict[str, str], IngestReport], samples: Path, settings: Settings
) -> None:
    report = ingest([samples], settings, ray=cluster.address)
    assert content(settings.data) == here[0]
    assert counted(report) == counted(here[1])


def test_a_cluster_embeds_as_this_machine_does(cluster: Any, samples: Path, tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="the extra 'dense' is not installed")
    model = str(tiny_embedder(tmp_path / "model"))
    files = sorted(samples.glob("*.zh.*"))[:3]
    for name, ray in (("here", None), ("there", cluster.address)):
        ingest(files, Settings(data=tmp_path / name, embedding=model), ray=ray)
    assert content(tmp_path / "there") == content(tmp_path / "here")


def test_a_driver_that_is_killed_is_finished_by_the_next_run(
    cluster: Any, here: tuple[dict[str, str], IngestReport], samples: Path, settings: Settings
) -> None:
    command = [sys.executable, "-m", "api.cli", "ingest", str(samples), "--ray", cluster.address]
    driver = subprocess.Popen([*command, "--data", str(settings.data)], stderr=subprocess.DEVNULL)
    waited_for(lambda: bool(readers(cluster)))
    driver.kill()
    driver.wait()
    ingest([samples], settings, ray=cluster.address)
    found = content(settings.data)
    assert {name for name in found if found[name] != here[0][name]} <= {"audit"}, "which says what was given again"


def test_a_file_that_ends_every_process_that_has_it_read_is_set_aside(
    cluster: Any, samples: Path, settings: Settings
) -> None:
    file = next(samples.glob("*.txt"))
    with Killer(cluster, 100) as killer:
        report = ingest([file], settings, ray=cluster.address)
    assert len(killer.killed) == 4, "it was tried four times"
    assert [(one.path, one.code) for one in report.quarantined] == [(str(file), "parser_crashed")]


def test_a_killed_process_and_a_killed_node_lose_nothing(
    cluster: Any, here: tuple[dict[str, str], IngestReport], samples: Path, settings: Settings
) -> None:
    (second,) = cluster.worker_nodes

    def kill_the_node(done: int, _total: int, _source: str) -> None:
        if done == 8:
            cluster.remove_node(second, allow_graceful=False)

    with Killer(cluster, 2) as killer:
        report = ingest([samples], settings, ray=cluster.address, workers=4, progress=kill_the_node)
    assert (len(killer.killed), second in cluster.worker_nodes) == (2, False)
    assert content(settings.data) == here[0]
    assert counted(report) == counted(here[1])


def test_a_cluster_that_is_lost_ends_the_run_with_a_line_and_the_next_run_needs_none(
    cluster: Any, samples: Path, settings: Settings
) -> None:
    """The last of the tests with the cluster: every process of it is killed."""
    files = sorted(samples.glob("*.pdf"))[:6]
    command = [sys.executable, "-m", "api.cli", "ingest", *map(str, files), "--ray", cluster.address]
    driver = subprocess.Popen(
        [*command, "--data", str(settings.data)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    waited_for(lambda: bool(readers(cluster)))
    for node_of_it in cluster.list_all_nodes():
        for one in itertools.chain.from_iterable(node_of_it.all_processes.values()):
            one.process.kill()
    out, told = driver.communicate(timeout=SECONDS)
    (line,) = (line for line in told.splitlines() if line.startswith("vkp: "))
    assert (driver.returncode, out) == (1, "")
    assert "with or without --ray: nothing is lost" in line
    assert ingest(files, settings).indexed == len(files)
    assert verify_document(settings)["ok"]


def waited_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def line_of(address: str, samples: Path, settings: Settings, said: pytest.CaptureFixture[str]) -> str:
    """The one line that ``vkp ingest --ray`` says of an address, within the time that is promised."""
    started = time.monotonic()
    with pytest.raises(SystemExit) as left:
        main(["ingest", str(samples), "--ray", address, "--data", str(settings.data)])
    assert time.monotonic() - started < 15
    assert left.value.code in (1, 2)
    out, told = said.readouterr()
    assert out == ""
    (line,) = told.splitlines()
    assert not settings.data.exists(), "nothing was begun"
    return str(line)


def test_an_address_where_nothing_answers_is_one_line(
    samples: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    require_ray()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        line = line_of(f"127.0.0.1:{port}", samples, settings, capsys)
        assert "timed out" in line
        assert "'ray start'" in line
    assert "Connection refused" in line_of(f"127.0.0.1:{port}", samples, settings, capsys)
    assert "HOST:PORT" in line_of("ray://127.0.0.1:10001", samples, settings, capsys)


def test_without_ray_the_extra_is_named(samples: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(PortalError, match=r"Install '\.\[ray\]'"):
        ingest([samples], settings, ray="127.0.0.1:1")


def test_a_node_with_another_version_of_the_portal_refuses() -> None:
    with pytest.raises(PortalError, match="another version") as refused:
        messages.answered(node.encode("another", b"[]"))
    assert refused.value.code == "cluster_unavailable"


floats = some.floats(allow_nan=False, allow_infinity=False, width=32)


@settings_of(max_examples=30)
@given(
    some.lists(some.tuples(some.integers(0, 2**32 - 1), some.floats(0.1, 99)), unique_by=lambda one: one[0]),
    some.lists(some.text()),
    some.lists(floats, min_size=3, max_size=3),
)
def test_what_a_node_made_comes_back_to_the_bit(
    weights: list[tuple[int, float]], texts: list[str], dense: list[float]
) -> None:
    sparse = SparseVector(tuple(i for i, _ in weights), tuple(w for _, w in weights))
    vector = tuple(np.asarray(dense, dtype=np.float32).tolist())
    for made in (Encoded(sparse, tuple(texts), (), vector), Encoded(sparse, (), tuple(texts))):
        size = None if made.dense is None else 3
        assert messages.encoded_of_json(messages.encoded_to_json([made]), 1, size) == [made]
        for count, other in ((2, size), (1, 4)):
            with pytest.raises(PortalError, match="cannot be"):
                messages.encoded_of_json(messages.encoded_to_json([made]), count, other)


@pytest.mark.parametrize("answer", [b"", b"no line", b'{"error": "internal", "detail": "", "remedy": ""}\n', b"[1]\n"])
def test_an_answer_that_cannot_be_stops_the_run(answer: bytes) -> None:
    with pytest.raises(PortalError, match="cannot be"):
        messages.answered(answer)
