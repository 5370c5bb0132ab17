"""Settings are read from files of secrets; one that cannot be what was meant is refused, not left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.call import settings_for
from corpus.errors import PortalError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.setenv("VKP_SECRETS", str(folder))
    return folder


def test_a_setting_is_the_text_of_its_file_without_the_line_end(folder: Path) -> None:
    (folder / "vkp_qdrant_api_key").write_text("0123\n", encoding="utf-8")
    (folder / "postgres_password").write_text("of another program", encoding="utf-8")
    settings = settings_for(None)
    assert (settings.qdrant_api_key, settings.secrets) == ("0123", folder)


def test_the_environment_comes_before_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "vkp_oidc_client_secret").write_text("of the file", encoding="utf-8")
    monkeypatch.setenv("VKP_OIDC_CLIENT_SECRET", "of the environment")
    assert settings_for(None).oidc_client_secret == "of the environment"


@pytest.mark.parametrize(("name", "text"), [("vkp_databse_url", "sqlite://"), ("vkp_database_url", "")])
def test_a_file_that_makes_no_setting_is_refused_by_its_name(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PortalError, match=name) as refused:
        settings_for(None)
    assert refused.value.code == "bad_input"


def test_a_folder_that_is_not_there_is_refused(folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(PortalError, match="VKP_SECRETS"):
        settings_for(None)


def test_a_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "vkp_database_url").write_bytes(b"\xff\xfe")
    with pytest.raises(PortalError, match="database_url"):
        settings_for(None)
