"""Fixtures shared by all tests."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from eval.gold import shared_data as development_data
from ingest.pipeline import ingest
from ingest.report import IngestReport
from tests.databases import database, on_postgresql, postgresql  # noqa: F401 - fixtures

MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30
"""Where Linux keeps files in memory, and the bytes that must be free there: the tests take 2 GiB at most."""


def pytest_configure() -> None:
    """Make the folders of tests in memory where it has room: they wait for a disk most of the time.

    No test asks what a power cut leaves on a disk; what a killed process leaves is the same in memory. Another place is
    named by ``--basetemp`` or ``PYTEST_DEBUG_TEMPROOT``.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


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
