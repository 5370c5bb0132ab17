"""A server beside a worker accepts what is uploaded, and says truly what it cannot do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store

SONG = b"1. Volunteers teach the old songs.\n\n2. Volunteers plant trees.\n"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A worker's settings, with a Qdrant server that does not answer."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    return Settings(data=tmp_path / "data", qdrant_url=nowhere, ingest="worker", lock_seconds=0.2)


@pytest.fixture
def accepting(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


def test_an_upload_is_kept_and_waits(accepting: TestClient) -> None:
    answer = accepting.post("/v1/documents", files={"file": ("song.txt", SONG)}, data={"title": "Songs"})
    assert answer.status_code == 202
    assert {name: answer.json()[name] for name in ("accepted", "waiting", "indexed")} == {
        "accepted": 1,
        "waiting": 1,
        "indexed": 0,
    }
    assert accepting.app.state.portal.store.jobs.counts()["pending"] == 1
    page = accepting.post("/library/add", files={"file": ("trees.txt", SONG + b"\n3. They sing.\n")})
    assert page.status_code == 200
    assert "trees.txt" in page.text
    assert accepting.app.state.portal.store.jobs.counts()["pending"] == 2


def test_without_its_index_it_reads_and_counts_and_says_that_it_cannot_search(accepting: TestClient) -> None:
    search = accepting.get("/v1/search?q=songs")
    assert (search.status_code, search.json()["code"]) == (503, "index_unavailable")
    assert accepting.get("/v1/works").status_code == 200
    assert accepting.get("/v1/indicators/3.1").status_code == 200
    assert accepting.get("/v1/ready").status_code == 503


def test_beside_the_embedded_index_a_worker_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(PortalError, match="VKP_QDRANT_URL") as refused,
        TestClient(create_app(Settings(data=tmp_path / "data", ingest="worker"))),
    ):
        pass
    assert refused.value.code == "worker_needs_server"


def started(settings: Settings, *arguments: str, **more: str) -> subprocess.Popen[str]:
    said = {"VKP_DATA": str(settings.data), "VKP_LOCK_SECONDS": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VKP_")} | said | more
    command = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def asked(port: int, path: str, data: bytes | None = None, **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            return asked(port, "/v1/health") and None
        except OSError:
            time.sleep(0.1)
    raise AssertionError("it does not answer")


def form(name: str, content: bytes) -> tuple[bytes, str]:
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


def test_server_and_worker_as_two_processes_lose_nothing_while_qdrant_is_away(settings: Settings) -> None:
    """The processes of the compose file, by hand, on one SQLite folder. No Qdrant server runs where this does."""
    port, url = free_port(), str(settings.qdrant_url)
    server = started(settings, "serve", "--port", str(port), VKP_INGEST="worker", VKP_QDRANT_URL=url)
    worker = started(settings, "work", VKP_INGEST="worker", VKP_QDRANT_URL=url)
    try:
        wait_until_it_answers(port)
        body, kind = form("song.txt", SONG)
        assert asked(port, "/v1/documents", body, **{"Content-Type": kind})[0] == 202
        status, problem = asked(port, "/v1/ready")
        assert (status, problem["code"]) == (503, "not_ready")
        assert worker.poll() is None, "it waits for the index, and goes on when it is back"
    finally:
        for process in (server, worker):
            process.terminate()
        said = {process.args[3]: process.communicate(timeout=30)[1] for process in (server, worker)}
    assert "index" in said["work"]
    assert "Traceback" not in said["work"] + said["serve"]
    assert (server.returncode, worker.returncode) == (0, 0)
    once = started(settings, "work", "--once", "--json")  # over the embedded index, which is whole
    assert json.loads(once.communicate(timeout=60)[0])["indexed"] == 1
    store = open_store(settings)
    assert store.jobs.counts() == {"pending": 0, "running": 0, "indexed": 1, "failed": 0, "quarantined": 0}
    store.close()
