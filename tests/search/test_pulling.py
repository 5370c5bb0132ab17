"""Fetching a model from a hub: a real local server that speaks the hub's protocol; nothing leaves this machine."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from corpus.errors import PortalError
from search.models import Profile, local_model, profiles, pulled_revision
from search.pulling import pull
from tests.search.tiny_models import tiny_embedder

COMMIT, CONVERTED = "a" * 40, "b" * 40
HUB = "someone/tiny"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_embedder(tmp_path_factory.mktemp("model"))


class Hub(ThreadingHTTPServer):
    """Serves a model's files at one commit; its weights at another one too. ``breaks``: files that are not finished."""

    def __init__(self, model: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = {str(p.relative_to(model)): p.read_bytes() for p in model.rglob("*") if p.is_file()}
        self.files["pytorch_model.bin"] = b"a pickle"
        self.files["onnx/model.onnx"] = b"another format"
        self.breaks: set[str] = set()
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlparse(self.path).path)
        if self.command == "GET":
            self.server.asked.append(path)
        if path.startswith(f"/api/models/{HUB}/tree/"):
            self._json([_entry(name, content) for name, content in self.server.files.items()])
        elif path.startswith(f"/api/models/{HUB}"):
            sha = CONVERTED if path.endswith("refs/pr/130") else path.rpartition("/")[2]
            siblings = [{"rfilename": name} for name in self.server.files]
            self._json({"id": HUB, "modelId": HUB, "sha": sha, "siblings": siblings, "private": False, "tags": []})
        elif f"/{HUB}/resolve/" in path:
            commit, _, name = path.partition("/resolve/")[2].partition("/")
            self._file(commit, name)
        else:
            self.send_error(404)

    def _json(self, document: object) -> None:
        self._send(json.dumps(document).encode(), {"Content-Type": "application/json"})

    def _file(self, commit: str, name: str) -> None:
        content = self.server.files.get(name)
        if content is None:
            self.send_error(404)
            return
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Repo-Commit": commit}
        broken = self.command == "GET" and name in self.server.breaks
        self._send(content, headers, content[: len(content) // 2] if broken else content)

    def _send(self, content: bytes, headers: dict[str, str], sent: bytes | None = None) -> None:
        self.send_response(200)
        for key, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content if sent is None else sent)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


def _entry(name: str, content: bytes) -> dict[str, object]:
    return {"type": "file", "path": name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}


@pytest.fixture
def hub(model: Path) -> Iterator[Hub]:
    server = Hub(model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def profile() -> Profile:
    return replace(profiles()["multilingual-e5-small"], name="tiny", hub=HUB, revision=COMMIT)


def test_a_pulled_model_has_its_safetensors_and_no_other_weights(hub: Hub, profile: Profile, tmp_path: Path) -> None:
    folder = pull(profile, tmp_path, hub.address)
    kept = {path.name for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts}
    assert {"model.safetensors", "config.json", "tokenizer.json", "pulled.json"} <= kept
    assert not {name for name in kept if name.endswith((".bin", ".onnx", ".py"))}
    assert pulled_revision(profile, tmp_path) == COMMIT


def test_weights_that_lie_at_a_reference_are_kept_with_the_commit_they_came_from(
    hub: Hub, profile: Profile, tmp_path: Path
) -> None:
    converted = replace(profile, weights="refs/pr/130")
    pull(converted, tmp_path, hub.address)
    assert pulled_revision(converted, tmp_path) == f"{COMMIT}+{CONVERTED}"


def test_a_model_that_was_pulled_is_known_by_its_name_and_loads(
    hub: Hub, profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.embed import loaded

    monkeypatch.setattr("search.models.profiles", lambda _kind="embedding": {"tiny": profile})
    with pytest.raises(PortalError, match="Run 'vkp models pull tiny'"):
        local_model("tiny", tmp_path)
    pull(profile, tmp_path, hub.address)
    embedder = loaded(local_model("tiny@int8", tmp_path))
    assert (embedder.record.model, embedder.record.precision) == ("tiny", "int8")
    assert '"query": "query: "' in embedder.record.prompts


def test_a_pull_that_breaks_is_no_model_and_the_next_one_goes_on(hub: Hub, profile: Profile, tmp_path: Path) -> None:
    hub.breaks = {"model.safetensors"}
    with pytest.raises(PortalError, match=r"cannot be fetched.*is kept"):
        pull(profile, tmp_path, hub.address)
    with pytest.raises(PortalError, match="not on this machine"):
        pulled_revision(profile, tmp_path)
    hub.breaks, hub.asked = set(), []
    pull(profile, tmp_path, hub.address)
    assert pulled_revision(profile, tmp_path) == COMMIT
    assert not [path for path in hub.asked if path.endswith("tokenizer.json")]  # it was whole


def test_without_a_connection_it_says_so_in_a_line_with_what_to_do(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # the client tries five times, and waits longer each time
    with pytest.raises(PortalError) as failure:
        pull(replace(profile, hub="someone/else"), tmp_path, "http://127.0.0.1:9")
    assert "\n" not in str(failure.value)
    assert "'vkp models use FOLDER'" in str(failure.value)


def test_a_hub_without_safetensors_is_refused(hub: Hub, profile: Profile, tmp_path: Path) -> None:
    hub.files = {name: content for name, content in hub.files.items() if not name.endswith(".safetensors")}
    with pytest.raises(PortalError, match="no safetensors"):
        pull(profile, tmp_path, hub.address)


def test_a_model_of_another_revision_has_to_be_pulled_again(hub: Hub, profile: Profile, tmp_path: Path) -> None:
    pull(profile, tmp_path, hub.address)
    with pytest.raises(PortalError, match="another revision"):
        pulled_revision(replace(profile, revision="c" * 40), tmp_path)
