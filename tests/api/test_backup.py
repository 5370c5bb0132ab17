"""A backup restores to the same answers, and is refused when damaged; under load: ``tests/crash/test_backups.py``."""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient

import corpus.store
from api.app import create_app
from api.upkeep import verify_document
from corpus.access import Role
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.copying import copy_store
from ingest.backup.restoring import restore
from ingest.backup.taking import Taken, take
from ingest.backup.workplace import LOCK, workplace
from tests.api.test_contract import run, valid
from tests.folders import copied

DAMAGES = 30
QUERIES = 50
REVIEWERS = ("Ana", "Ben", "Chen", "Dina")


def backed_up(settings: Settings, file: Path, **how: Any) -> Taken:
    store = open_store(settings)
    try:
        return take(settings, store, file, "test", **how)
    finally:
        store.close()


@pytest.fixture
def own(settings: Settings, ingested: tuple[Settings, object]) -> Settings:
    copied(ingested[0].data, settings.data)
    return settings


def test_a_restored_folder_answers_as_the_one_that_was_backed_up(own: Settings, tmp_path: Path) -> None:
    with TestClient(create_app(own)) as client:
        for passage in client.get("/v1/review/queue?limit=20").json()["passages"][::2]:
            for reviewer in REVIEWERS[:2]:
                said = {"action": "accept", "reviewer": reviewer, "indicator": "3.1"}
                assert client.post(f"/v1/review/items/{passage['passage_id']}/decisions", json=said).is_success
        asked = questions(own)
        before = answers(client, asked)
        backed_up(own, tmp_path / "b")
    made = Settings(data=tmp_path / "restored")
    restore(tmp_path / "b", made)
    with TestClient(create_app(made)) as client:
        assert answers(client, asked) == before
    assert len(asked) == QUERIES
    assert any(hits for hits in before["searches"])
    assert before["counts"][0]["numerator"] > 0


def questions(settings: Settings) -> list[str]:
    """The beginnings of passages in every language of the samples."""
    store = open_store(settings)
    texts = [passage.text[:30] for e in store.works.expressions() for passage in store.works.passages(e.id)]
    store.close()
    return random.Random(8).sample(texts, QUERIES)


def answers(client: TestClient, asked: list[str]) -> dict[str, Any]:
    hits = [client.get("/v1/search", params={"q": question, "k": 10}).json() for question in asked]
    counts = [
        client.get("/v1/indicators/3.1", params={"basis": basis, "policy": policy}).json()
        for basis in ("suggested", "reviewed")
        for policy in ("strict", "lenient")
    ]
    return {
        "searches": [[(hit["passage_id"], hit["score"]) for hit in found["hits"]] for found in hits],
        "totals": [found["total"] for found in hits],
        "counts": counts,
        "works": client.get("/v1/works").json(),
        "progress": client.get("/v1/review/progress").json(),
    }


@pytest.mark.parametrize("revision", ["0008", "0006"])  # with an audit, and before there was one
def test_an_older_store_is_backed_up_as_it_is_and_restored_to_this_version(
    revision: str, own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(own)
    before = copied_rows(store, tmp_path / "before.db")
    downgrade(store, revision)
    store.close()
    assert run(capsys, "backup", str(tmp_path / "b"), "--data", str(own.data), "--json")[0] == 0
    assert revision_of(own) == revision
    made = Settings(data=tmp_path / "restored")
    assert restore(tmp_path / "b", made).manifest.schema_ == revision
    store = open_store(made)
    after = copied_rows(store, tmp_path / "after.db")
    store.close()
    assert {name: after[name] for name in ("works", "expressions", "passages", "mentions", "jobs")} == {
        name: before[name] for name in ("works", "expressions", "passages", "mentions", "jobs")
    }
    assert verify_document(made)["ok"]


def copied_rows(store: Store, place: Path) -> dict[str, int]:
    return dict(copy_store(store, place).rows)


def downgrade(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(corpus.store.__file__).parent / "migrations"))
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def revision_of(settings: Settings) -> str:
    with closing(sqlite3.connect(settings.data / "portal.db")) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_a_file_that_was_changed_or_cut_anywhere_is_refused_and_nothing_is_written(
    backup: Path, tmp_path: Path
) -> None:
    whole, by_chance = backup.read_bytes(), random.Random(13)
    places = [0, len(whole) - 1, *(by_chance.randrange(len(whole)) for _ in range(DAMAGES))]
    changed = [
        whole[:place] + bytes([whole[place] ^ 1 << by_chance.randrange(8)]) + whole[place + 1 :] for place in places
    ]
    cut = [whole[:length] for length in (0, 1, 64, 65, len(whole) - 64, len(whole) - 1)]
    cut += [whole[: by_chance.randrange(len(whole))] for _ in range(10)]
    damaged, goal = tmp_path / "damaged", tmp_path / "data"
    for content in (*changed, *cut, whole + b"0", whole + whole, b"\0" * 1000):
        damaged.write_bytes(content)
        with pytest.raises(PortalError) as refused:
            restore(damaged, Settings(data=goal))
        assert refused.value.code == "backup_damaged"
        assert list(tmp_path.iterdir()) == [damaged]


def test_nobody_is_signed_in_in_a_backup_and_keys_are_kept(own: Settings, tmp_path: Path) -> None:
    store = open_store(own)
    key, secret = store.keys.create("Li Wei", Role.ADMIN, 30)
    session = store.sessions.begin("Li Wei", Role.ADMIN, 3600, key)
    copy_store(store, tmp_path / "copy.db")
    store.close()
    for text in (secret, session, sha256(session.encode()).hexdigest()):
        assert text.encode() not in (tmp_path / "copy.db").read_bytes()
    taken = backed_up(own, tmp_path / "b")
    made = Settings(data=tmp_path / "restored")
    restore(taken.file, made)
    store = open_store(made)
    assert (store.sessions.get(session), store.keys.every()) == (None, [key])
    store.close()
    assert (taken.file.stat().st_mode & 0o777, made.data.stat().st_mode & 0o777) == (0o600, 0o700)


def test_an_original_that_is_gone_or_damaged_is_named_and_holds_up_nothing(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone, damaged = sorted(own.originals_folder.glob("??/*"))[:2]
    gone.unlink()
    damaged.write_bytes(b"\0" * damaged.stat().st_size)
    code, out, _ = run(capsys, "backup", str(tmp_path / "b"), "--data", str(own.data), "--json")
    said = json.loads(out)
    assert (code, said["missing"], said["originals"]) == (1, [gone.name, damaged.name], 22)
    code, out, _ = run(capsys, "restore", str(tmp_path / "b"), "--data", str(tmp_path / "made"))
    assert code == 1
    assert f"missing or damaged in the data folder: original {gone.name}" in out


def test_the_commands_say_what_a_backup_holds(backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "backup", str(backup), "--check", "--json")
    said = valid(json.loads(out), "backup")
    assert (code, err, said["originals"], said["decisions"], said["missing"]) == (0, "", 24, 0, [])
    assert said["sha256"] == sha256(backup.read_bytes()).hexdigest()
    code, out, _ = run(capsys, "restore", str(backup), "--data", str(tmp_path / "made"), "--json")
    made = valid(json.loads(out), "restore")
    assert (code, made["audit"], made["index"]["documents"]) == (0, said["audit"], 24)
    code, out, _ = run(capsys, "backup", str(tmp_path / "again"), "--data", str(tmp_path / "made"), "--json")
    again = valid(json.loads(out), "backup")
    assert {name: again[name] for name in ("rows", "audit", "originals")} == {
        name: said[name] for name in ("rows", "audit", "originals")
    }
    for line in (
        ("backup", str(backup), "--check"),
        ("backup", str(backup), "--force", "--data", str(tmp_path / "made")),
    ):
        code, out, _ = run(capsys, *(part.replace(str(backup), str(tmp_path / "again")) for part in line))
        assert code == 0
        assert f"audit  {said['audit']['head']} (entry 24)" in out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["backup", "{taken}"], 2, "There is a file of that name"),
        (["backup", "{folder}"], 2, "is a folder"),
        (["backup", "{folder}/none/file"], 2, "No such file or folder"),
        (["backup", "{folder}/new", "--data", "{folder}/none"], 2, "There is no data folder yet"),
        (["backup", "{taken}", "--check", "--force"], 2, "--check writes nothing"),
        (["backup", "{folder}/none", "--check"], 2, "No such file or folder"),
        (["backup", "{taken}", "--check"], 2, "The backup cannot be used"),
        (["restore", "{taken}"], 2, "The folder is not empty"),
        (["restore", "{taken}", "--data", "{taken}"], 2, "is no folder"),
        (["restore", "{taken}", "--data", "{folder}/new"], 2, "The backup cannot be used"),
        (["restore", "{folder}", "--data", "{folder}/new"], 2, "is no file"),
        (["restore", "{folder}/none", "--data", "{folder}/new"], 2, "No such file or folder"),
    ],
)
def test_a_wrong_call_is_one_line(
    arguments: list[str],
    code: int,
    told: str,
    ingested: tuple[Settings, object],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "taken").write_bytes(b"something else, longer than a seal is: " + b"." * 64)
    said = [word.format(taken=tmp_path / "taken", folder=tmp_path) for word in arguments]
    said += [] if "--data" in said else ["--data", str(ingested[0].data)]
    left, _, err = run(capsys, *said)
    assert (left, len(err.splitlines())) == (code, 1)
    assert told in err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_store_on_a_server_is_left_to_its_own_tools(tmp_path: Path) -> None:
    server = SimpleNamespace(engine=SimpleNamespace(dialect=SimpleNamespace(name="postgresql")))
    with pytest.raises(PortalError, match="pg_dump"):
        copy_store(cast(Store, server), tmp_path / "copy.db")


@pytest.mark.parametrize("room", [400_000, 1_200_000])
def test_a_full_disk_is_one_line_and_leaves_nothing(room: int, own: Settings, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api.cli", "backup", str(tmp_path / "b"), "--data", str(own.data)]
    full = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert (full.returncode in (1, 2), full.stdout, len(full.stderr.splitlines())) == (True, "", 1)
    assert "disk" in full.stderr or "File too large" in full.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_what_a_killed_one_left_is_taken_away_and_what_is_something_else_is_not(
    ingested: tuple[Settings, object], tmp_path: Path
) -> None:
    part = tmp_path / "b.part"
    (part / "data" / "index").mkdir(parents=True)
    (part / "mine").write_text("kept")
    with pytest.raises(PortalError, match="needed to work in"):
        backed_up(ingested[0], tmp_path / "b")
    assert (part / "mine").read_text() == "kept"
    (part / LOCK).touch()
    backed_up(ingested[0], tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_nothing_is_written_where_somebody_elses_link_leads(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / LOCK).touch()
    (tmp_path / "b.part").symlink_to(tmp_path / "theirs")
    with pytest.raises(PortalError, match="needed to work in"), workplace(tmp_path / "b"):
        pass
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == [LOCK]


def test_two_at_once_do_not_meet(ingested: tuple[Settings, object], tmp_path: Path) -> None:
    with workplace(tmp_path / "b"), pytest.raises(PortalError) as busy:
        backed_up(ingested[0], tmp_path / "b")
    assert busy.value.code == "data_busy"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_gives_way_and_a_model_that_is_not_here_leaves_the_index_to_be_built(
    own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own.data / "embedding.json").write_text('{"use": "multilingual-e5-small"}')
    (own.data / "opinions").mkdir()
    for name in ("opinion-0a1b2c3d.json", "opinion-a copy.json", "opinion-0a1b2c3d.part"):
        (own.data / "opinions" / name).write_text("{}")
    backed_up(own, tmp_path / "b")
    (tmp_path / "made").mkdir()
    made = Settings(data=tmp_path / "made")
    index = restore(tmp_path / "b", made).index
    assert isinstance(index, PortalError)
    assert index.code == "model_unavailable"
    assert [path.name for path in (made.data / "opinions").iterdir()] == ["opinion-0a1b2c3d.json"]
    failed = [check["code"] for check in verify_document(made)["checks"] if not check["ok"]]
    assert failed == ["N3"]
    monkeypatch.setenv("VKP_DATABASE_URL", "sqlite:////nowhere")
    with pytest.raises(PortalError, match="VKP_DATABASE_URL"):
        restore(tmp_path / "b", Settings(data=tmp_path / "other"))


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VKP_DATABASE_URL", raising=False)
