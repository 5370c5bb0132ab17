"""A corpus whose originals are in an object store, on a real S3 server: as in a folder, or one line."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.upkeep import repair_document, verify_document
from corpus.errors import PortalError
from corpus.originals import open_originals, shelf
from corpus.settings import Settings
from corpus.store import open_store
from corpus.store.jobs import JobState
from ingest.backup.restoring import restore
from ingest.backup.taking import take
from ingest.checks import kept
from ingest.pipeline import ingest
from tests.folders import copied
from tests.stores import S3, Gate, gate, s3  # noqa: F401 - fixtures

PDF = "sample-a-res-99-901.en.pdf"
NOTE = "sample-note-insurance.en.txt"
PICTURE = "/v1/works/A/RES/99/901/pages/1.png?language=en"


@pytest.fixture(scope="module")
def served(s3: S3, tmp_path_factory: pytest.TempPathFactory, samples: Path) -> tuple[Path, Path, str]:  # noqa: F811
    """Two samples, a data folder that they were ingested into, and the bucket."""
    folder, bucket = tmp_path_factory.mktemp("s3"), s3.bucket()
    (folder / "documents").mkdir()
    for name in (PDF, NOTE):
        shutil.copy(samples / name, folder / "documents")
    report = ingest([folder / "documents"], _settings(folder / "data", bucket, f"http://127.0.0.1:{s3.port}"))
    assert (report.indexed, report.failed) == (2, ())
    return folder / "documents", folder / "data", bucket


def _settings(data: Path, bucket: str, address: str, **other: Any) -> Settings:
    named = {"originals": f"s3://{bucket}/portal", "originals_endpoint": address}
    return Settings(data=data, originals_key="key", originals_secret="secret", lock_seconds=0.5, **named, **other)


@pytest.fixture
def settings(served: tuple[Path, Path, str], gate: Gate, tmp_path: Path) -> Settings:  # noqa: F811
    return _settings(copied(served[1], tmp_path / "data"), served[2], gate.address)


def sha_of(settings: Settings, name: str) -> str:
    with closing(sqlite3.connect(settings.data / "portal.db")) as database:
        (sha,) = database.execute("SELECT sha256 FROM jobs WHERE source LIKE ?", (f"%{name}",)).fetchone()
    return str(sha)


def n2(document: dict[str, Any]) -> dict[str, Any]:
    return next(check for check in document["checks"] if check["code"] == "N2")


def test_the_data_folder_holds_no_original_and_ingesting_again_writes_nothing(
    settings: Settings,
    served: tuple[Path, Path, str],
    gate: Gate,  # noqa: F811
) -> None:
    assert not (settings.data / "originals").exists()
    report = ingest([served[0]], settings)
    assert (report.unchanged, report.indexed) == (2, 0)
    assert {b"PUT", b"POST", b"DELETE"} & set(gate.asked) == set()


def test_a_page_is_drawn_and_only_that_is_refused_while_the_store_is_away(settings: Settings, gate: Gate) -> None:  # noqa: F811
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        shutil.rmtree(settings.fetched)
        assert client.get(PICTURE).headers["content-type"] == "image/png"
        shutil.rmtree(settings.fetched)
        gate.close()
        refused = client.get(PICTURE)
        assert (refused.status_code, refused.json()["code"]) == (503, "originals_unavailable")
        assert int(refused.headers["retry-after"]) > 0
        for route in ("/v1/search?q=volunteers", "/v1/works/A/RES/99/901/passages", "/v1/indicators/3.1", "/v1/ready"):
            assert client.get(route).status_code == 200, route
        held = client.post("/v1/documents", files={"file": ("new.txt", b"DP/2099/77\n\n1. New words.\n")})
        assert (held.status_code, held.json()["code"]) == (503, "originals_unavailable")


def test_verify_is_well_and_says_when_nothing_can_be_said(settings: Settings, gate: Gate) -> None:  # noqa: F811
    assert verify_document(settings)["ok"]
    gate.close()
    away = verify_document(settings)
    assert [check["code"] for check in away["checks"] if not check["ok"]] == ["N2"]
    assert "does not answer" in n2(away)["meaning"]
    assert n2(away)["repairable"] is False


def test_verify_finds_what_is_missing_changed_or_strange_and_repair_moves_that_away(
    settings: Settings,
    served: tuple[Path, Path, str],
    s3: S3,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    originals, strange = open_originals(settings), "f" * 64
    gone, changed = sha_of(settings, NOTE), sha_of(settings, PDF)
    originals.move_out(gone, settings.data)
    s3.put(f"/{served[2]}/portal/{shelf(changed)}", b"half of it")
    s3.put(f"/{served[2]}/portal/{shelf(strange)}", b"never accepted")
    monkeypatch.setattr(kept, "ORPHAN_SECONDS", -1)
    found = n2(verify_document(settings))["found"]
    assert {name: found[name] for name in ("missing", "changed", "orphans")} == {
        "missing": 1,
        "changed": 1,
        "orphans": 1,
    }
    after = n2(repair_document(settings, lambda *_: None))["found"]
    assert (after["missing"], after["changed"], after["orphans"]) == (1, 1, 0)
    assert (settings.data / "orphans" / strange).read_bytes() == b"never accepted"
    originals.put(settings.data / gone)
    originals.put(served[0] / PDF)
    assert verify_document(settings)["ok"]


def test_a_store_that_goes_away_in_between_leaves_work_that_the_next_run_finishes(
    s3: S3,  # noqa: F811
    gate: Gate,  # noqa: F811
    served: tuple[Path, Path, str],
    tmp_path: Path,
) -> None:
    settings = _settings(tmp_path / "data", s3.bucket(), gate.address)
    gate.most = 20_000  # the note fits, the PDF of 50 kB does not
    with pytest.raises(PortalError) as failure:
        ingest([served[0]], settings)
    assert failure.value.code == "originals_unavailable"
    with closing(open_store(settings)) as store:
        accepted, there = store.jobs.originals().keys(), set(open_originals(settings).names())
        assert accepted == there
        assert store.jobs.counts()[JobState.INDEXED] == 0
    gate.most = None
    ingest([served[0]], settings)
    assert verify_document(settings)["ok"]


def test_a_backup_holds_the_originals_and_is_restored_to_where_the_settings_say(
    settings: Settings,
    s3: S3,  # noqa: F811
    gate: Gate,  # noqa: F811
    tmp_path: Path,
) -> None:
    with closing(open_store(settings)) as store:
        manifest = take(settings, store, tmp_path / "b", "test").manifest
        shutil.rmtree(settings.fetched)
        gate.close()
        with pytest.raises(PortalError) as failure:
            take(settings, store, tmp_path / "none", "test")
    assert (manifest.originals, manifest.missing) == (2, [])
    assert failure.value.code == "originals_unavailable"
    assert not (tmp_path / "none").exists()

    away = "http://127.0.0.1:1"  # a server of the index, so that none is built here
    elsewhere = _settings(tmp_path / "elsewhere", s3.bucket(), f"http://127.0.0.1:{s3.port}", qdrant_url=away)
    restore(tmp_path / "b", elsewhere)
    assert not (elsewhere.data / "originals").exists()
    assert set(open_originals(elsewhere).names()) == {sha_of(settings, PDF), sha_of(settings, NOTE)}
