"""An index that is lost or damaged is a finding, not a failure of the command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from search.index import open_index
from tests.api.test_contract import run, valid
from tests.folders import copied


def damage(index: Path) -> None:
    for file in (file for file in index.rglob("*") if file.is_file()):
        file.write_bytes(b"\0" * 100 + file.read_bytes()[100:])


@pytest.mark.parametrize("harm", [shutil.rmtree, damage], ids=["missing", "damaged"])
def test_a_broken_index_fails_its_check_and_the_others_run(
    harm: Callable[[Path], None], ingested: tuple[Settings, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Settings(data=copied(ingested[0].data, tmp_path / "data"))
    harm(broken.index)
    code, out, err = run(capsys, "verify", "--data", str(broken.data), "--json")
    document = valid(json.loads(out), "verify")
    checks = {check["code"]: check for check in document["checks"]}
    assert (code, err, document["ok"]) == (1, "", False)
    assert [name for name, check in checks.items() if not check["ok"]] == ["N3"]
    assert checks["N3"]["found"]["missing"] == checks["N3"]["expected"]["points"] > 100
    assert str(broken.index) in checks["N3"]["examples"][0]


def test_an_index_in_use_is_not_called_broken(
    ingested: tuple[Settings, object], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VKP_LOCK_SECONDS", "0.1")
    with open_index(ingested[0]):
        code, out, err = run(capsys, "verify", "--data", str(ingested[0].data), "--json")
    assert (code, out) == (2, "")
    assert "in use by another process" in err
