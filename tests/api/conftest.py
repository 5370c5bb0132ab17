"""The application over the samples, opened once for all tests of this package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from corpus.settings import Settings
from corpus.store import open_store
from ingest.backup.taking import take
from ingest.report import IngestReport
from tests.folders import copied


@pytest.fixture(scope="session")
def client(ingested: tuple[Settings, IngestReport], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over a copy of the samples' folder: a server holds its folder for itself."""
    copy = tmp_path_factory.mktemp("served") / "data"
    copied(ingested[0].data, copy)
    with TestClient(create_app(Settings(data=copy))) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder of the test's own, not made yet."""
    return Settings(data=tmp_path / "data")


@pytest.fixture
def empty_client(settings: Settings) -> Iterator[TestClient]:
    """The application over an empty data folder; failures of the server are answers, not exceptions."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def unchanged_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over an empty data folder, for requests that are refused or change nothing."""
    settings = Settings(data=tmp_path_factory.mktemp("empty") / "data")
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def backup(ingested: tuple[Settings, IngestReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the samples, which no test changes."""
    store = open_store(ingested[0])
    try:
        return take(ingested[0], store, tmp_path_factory.mktemp("backup") / "samples.backup", "test").file
    finally:
        store.close()
