"""A backup that somebody forged, or that a newer version wrote, is refused, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.backup.manifest import NAME, STORE
from ingest.backup.reading import opened_backup
from ingest.backup.restoring import restore


def sealed(files: dict[str, bytes], manifest: Any, *, compressed: bool = False, double: str = "") -> bytes:
    """A forged backup: the seal fits, as anybody can make one."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
        if double:
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(ZipInfo(double), b"again")
        text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        archive.writestr(ZipInfo(NAME), text, ZIP_DEFLATED if compressed else 0)
        archive.comment = b"0" * 64
    content = made.getvalue()[:-64]
    return content + sha256(content).hexdigest().encode()


def of(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}


Forgery = Callable[[dict[str, bytes], dict[str, Any]], bytes]


def with_member(name: str, content: bytes = b"x") -> Forgery:
    def forge(files: dict[str, bytes], manifest: dict[str, Any]) -> bytes:
        return sealed(files | {name: content}, manifest | {"members": [*manifest["members"], of(name, content)]})

    return forge


def with_said(**said: Any) -> Forgery:
    return lambda files, manifest: sealed(files, manifest | said)


def with_bomb(files: dict[str, bytes], manifest: dict[str, Any]) -> bytes:
    """A member of which the archive and the manifest say that it is small, and that gives a hundred megabytes."""
    bomb = b"\0" * (100 << 20)
    members = [member for member in manifest["members"] if member["name"] != STORE] + [of(STORE, bomb) | {"size": 10}]
    made = bytearray(sealed(files | {STORE: bomb}, manifest | {"members": members})[:-64])
    size = len(bomb).to_bytes(4, "little")
    while (place := made.find(size)) >= 0:
        made[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(made) + sha256(made).hexdigest().encode()


def with_other_rows(files: dict[str, bytes], manifest: dict[str, Any]) -> bytes:
    return sealed(files, manifest | {"rows": manifest["rows"] | {"review_decisions": 5}})


def with_rubbish(files: dict[str, bytes], manifest: dict[str, Any]) -> bytes:
    rubbish = b"x" * 100
    members = [*(member for member in manifest["members"] if member["name"] != STORE), of(STORE, rubbish)]
    return sealed(files | {STORE: rubbish}, manifest | {"members": members})


FORGED: dict[str, tuple[Forgery, str]] = {
    "a way out": (with_member("../outside"), "backup_damaged"),
    "an absolute name": (with_member("/tmp/outside"), "backup_damaged"),
    "a way out of the originals": (with_member("originals/../../outside"), "backup_damaged"),
    "a name of another kind": (with_member("writer.lock"), "backup_damaged"),
    "an original under a wrong name": (with_member("originals/aa/" + "a" * 64), "backup_damaged"),
    "a file that the manifest does not name": (
        lambda files, manifest: sealed(files | {"opinions/in-use": b""}, manifest),
        "backup_damaged",
    ),
    "a file twice": (lambda files, manifest: sealed(files, manifest, double=STORE), "backup_damaged"),
    "a file less": (
        lambda files, manifest: sealed({name: files[name] for name in files if name != STORE}, manifest),
        "backup_damaged",
    ),
    "a bomb": (with_bomb, "backup_damaged"),
    "a compressed manifest": (lambda files, manifest: sealed(files, manifest, compressed=True), "backup_damaged"),
    "a store that is none": (with_rubbish, "data_unreadable"),
    "another store than the manifest describes": (with_other_rows, "backup_damaged"),
    "another head of the audit": (with_said(audit={"entries": 24, "head": "0" * 64}), "backup_damaged"),
    "no manifest": (lambda files, _: sealed(files, b""), "backup_damaged"),
    "a list": (lambda files, _: sealed(files, []), "backup_damaged"),
    "a deep manifest": (lambda files, _: sealed(files, b"[" * 100_000), "backup_damaged"),
    "no members": (with_said(members=[]), "backup_damaged"),
    "a size below nothing": (with_said(members=[{"name": STORE, "size": -1, "sha256": "0" * 64}]), "backup_damaged"),
    "a newer form": (with_said(format=2, members="of another kind"), "data_newer"),
    "a newer schema": (with_said(schema="9999"), "data_newer"),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_or_newer_backup_is_refused_and_nothing_is_written(case: str, backup: Path, tmp_path: Path) -> None:
    forge, code = FORGED[case]
    with ZipFile(backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop(NAME))
    forged, goal = tmp_path / "in" / "forged", tmp_path / "in" / "data"
    forged.parent.mkdir()
    forged.write_bytes(forge(files, manifest))
    with pytest.raises(PortalError) as refused:
        restore(forged, Settings(data=goal))
    assert (refused.value.code, len(str(refused.value).splitlines())) == (code, 1)
    assert list(forged.parent.iterdir()) == [forged]
    assert list(tmp_path.iterdir()) == [forged.parent]


def test_a_member_without_end_takes_no_more_room_than_the_manifest_says(backup: Path, tmp_path: Path) -> None:
    with opened_backup(backup) as whole:
        short = whole.manifest.members[0].model_copy(update={"size": 10})
        lying = replace(whole, manifest=whole.manifest.model_copy(update={"members": [short]}))
        with pytest.raises(PortalError, match="is not what its manifest says"):
            lying.extract(tmp_path)
    assert (tmp_path / STORE).stat().st_size <= 10


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VKP_DATABASE_URL", raising=False)
