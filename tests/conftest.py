"""Fixtures shared by all tests."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from eval.gold import shared_data as development_data
from eval.reliability.nursery import read_by
from ingest import warm
from ingest.pipeline import ingest
from ingest.report import IngestReport
from tests.databases import database, on_postgresql, postgresql  # noqa: F401 - fixtures

MEMORY, ROOM = Path("/dev/shm"), 3 * 2**30
"""Where Linux keeps files in memory, and the bytes that must be free there: the tests take 2 GiB at most."""


def pytest_configure() -> None:
    """Make the folders of tests in memory where it has room: they wait for a disk most of the time.

    No test asks what a power cut leaves on a disk; what a killed process leaves is the same in memory. Another place is
    named by ``--basetemp`` or ``PYTEST_DEBUG_TEMPROOT``.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than processors, for ``-n auto``: many tests wait for servers and for what they killed."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left alone with one in the end."""
    items.sort(key=lambda item: not {item.path.parent.name, item.path.name} & LONG)


LONG = {
    *("crash", "test_real_corpus.py", "test_hostile.py", "test_ray.py", "test_postgresql.py", "test_accepting.py"),
    *("test_dense.py", "test_reembedding.py", "test_ocr.py", "test_pdf.py", "test_load.py", "test_access.py"),
}
"""Files of tests, and folders of them, that take half a minute and more."""

LOADING = {"crash", "fuzz", "test_warm.py", "test_hostile.py", "test_pipeline.py"}
"""Folders and files of tests in which readers are loaded as for a user."""


@pytest.fixture(scope="session", autouse=True)
def name_of_the_test_client() -> Iterator[None]:
    """A portal without keys answers to the name by which Starlette's client calls it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VKP_HOSTS", "testserver")
        yield


@pytest.fixture(scope="session", autouse=True)
def patient_pages() -> Iterator[None]:
    """A page waits for what is counted anew, however busy the machine; what it does else is tested by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.kept.PATIENCE", 30)
        yield


@pytest.fixture(scope="session")
def nursery() -> Iterator[Path | None]:
    """Where readers of files are asked for that need not be loaded first (``eval.reliability.nursery``)."""
    if sys.platform != "linux":
        yield None
        return
    program = "from eval.reliability.nursery import begun; print(begun(), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Path(process.stdout.readline().strip())
        process.stdin.write("\n")


@pytest.fixture(scope="module", autouse=True)
def readers_at_hand(request: pytest.FixtureRequest) -> Iterator[None]:
    """Small runs of ingest wait half of their time until readers are loaded; what loads them has tests of its own."""
    place = None if LOADING & {request.path.parent.name, request.path.name} else request.getfixturevalue("nursery")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.warm.started", warm.started)  # as it is now, it will be again
        if place is not None:
            read_by(place)
        yield


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A command that sets how its process logs does so for its own test: what it wrote to is gone with it."""
    root = logging.getLogger()
    before = root.handlers[:]
    yield
    root.handlers[:] = before


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data; tests that use it are skipped, visibly, where it does not exist."""
    try:
        return development_data()
    except PortalError as failure:
        pytest.skip(str(failure))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample corpus that is shipped with the portal."""
    return Path(__file__).parent.parent / "corpus" / "samples"


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> tuple[Settings, IngestReport]:
    """The settings of a data folder with the samples in it, and what ingesting them reported."""
    settings = Settings(data=tmp_path_factory.mktemp("samples") / "data")
    return settings, ingest([samples], settings)
