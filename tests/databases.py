"""A real PostgreSQL server for tests: one for each process of pytest, a database of its own for each test.

``database`` runs a test on SQLite and on PostgreSQL. It does no more than say by ``VKP_DATABASE_URL`` where the store
is, so that the commands that a test starts find it too.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from corpus.settings import Settings
from corpus.store import open_store

OWNER = "postgres"
"""Whom Debian's package makes; PostgreSQL refuses to run as root."""

QUICK = ("fsync=off", "full_page_writes=off", "max_connections=100", "shared_buffers=32MB", "autovacuum=off")
TEMPLATE = "portal_template"


@dataclass
class Server:
    """A PostgreSQL server in a folder of its own, on a port that was free."""

    programs: Path
    folder: Path
    port: int
    made: Iterator[int] = field(default_factory=count)
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """The address of a database there, as ``VKP_DATABASE_URL`` takes it."""
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Make its folder: whoever comes from this machine is let in."""
        sorting = ("--encoding=UTF8", "--locale=C")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", OWNER, "--auth=trust", "--no-sync", *sorting)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = (f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", *QUICK)
        log = (self.folder / "log").open("ab")
        options = [part for setting in settings for part in ("-c", setting)]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, user=_user())
        for attempt in Retrying(
            stop=stop_after_delay(60), wait=wait_fixed(0.1), retry=retry_if_exception_type(OperationalError)
        ):
            with attempt:
                self.execute("SELECT 1")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT ends every connection first, SIGQUIT nothing at all, as where the machine fails."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None

    def execute(self, statement: str, database: str = OWNER) -> None:
        """Run a statement by itself."""
        engine = create_engine(self.url(database), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database, made as ``template`` is and dropped in the end."""
        name = f"portal_{next(self.made)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            if self.process is not None:
                self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, user=_user(), cwd=self.folder)


@contextmanager
def running_server() -> Iterator[Server]:
    """A server that runs; the test is skipped where PostgreSQL is not installed."""
    programs, folder = _programs(), Path(tempfile.mkdtemp(prefix="vkp-postgresql-"))
    if _user() is not None:
        shutil.chown(folder, OWNER)
    server = Server(programs, folder, _free_port())
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where Debian's newest PostgreSQL keeps its programs, or whatever is on the path."""
    pytest.importorskip("psycopg")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("postgres")
    if found is None or not Path(found).with_name("initdb").exists():
        pytest.skip("PostgreSQL is not installed")
    return Path(found).parent


def _user() -> str | None:
    return OWNER if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that the tests of this process share, with a database to make others after: it has the tables."""
    with running_server() as server:
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        settings = Settings(data=tmp_path_factory.mktemp("template"), database_url=server.url(TEMPLATE))
        open_store(settings, create=True).close()
        yield server


@pytest.fixture
def on_postgresql(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A test on PostgreSQL alone."""
    with postgresql.database() as url:
        monkeypatch.setenv("VKP_DATABASE_URL", url)
        yield postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """A test on SQLite and on PostgreSQL, each time with a store of its own; which of them it is."""
    if request.param == "postgresql":
        request.getfixturevalue("on_postgresql")
    return str(request.param)
