"""What is deployed is closed where it can be: the compose file and the Dockerfile, read as an engine reads them.

No container engine runs here; that the files mean what they say to one is not tested.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.cli import app
from corpus.settings import Settings

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"api", "worker", "ocr", "models"}
SERVING = set(SERVICES) - {"models"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
of_each = pytest.mark.parametrize("name", SERVICES)


def test_the_services_are_those_of_a_team() -> None:
    assert set(SERVICES) == {"qdrant", "postgres", "api", "worker", "ocr", "models"}
    assert {name for name in SERVICES if "profiles" in SERVICES[name]} == {"ocr", "models"}


@of_each
def test_a_service_runs_as_nobody_and_can_change_nothing_but_its_volumes(name: str) -> None:
    service = SERVICES[name]
    user, group = service["user"].split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & set(service)
    assert not [volume for volume in service["volumes"] if volume.startswith((".", "/", "~"))]


@of_each
def test_a_service_has_limits(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["cpus"] <= 4
    assert 0 < service["pids_limit"] <= 1024
    assert all("size=" in mount for mount in service["tmpfs"])
    assert service["logging"]["options"]["max-size"]


@pytest.mark.parametrize("name", sorted(SERVING))
def test_a_service_says_whether_it_is_well(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)


def test_only_the_api_is_published_and_to_this_machine_alone() -> None:
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"api"}
    assert SERVICES["api"]["ports"] == ["127.0.0.1:8000:8000"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name in SERVICES if SERVICES[name]["networks"] != ["inside"]} == {"api", "models"}
    gateway = COMPOSE["networks"]["outside"]["ipam"]["config"][0]["gateway"]
    assert SERVICES["api"]["environment"]["FORWARDED_ALLOW_IPS"] == gateway


@pytest.mark.parametrize("name", sorted(set(SERVICES) - OURS))
def test_an_image_of_others_has_a_tag_and_a_digest_without_which_nothing_starts(name: str) -> None:
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+[\w.-]*@\$\{[A-Z]+_DIGEST:\?[^}]+\}", SERVICES[name]["image"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_an_image_of_ours_is_named_by_the_version_of_the_portal(name: str) -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert SERVICES[name]["image"].endswith(f":${{VKP_VERSION:-{version.group(1)}}}")


def test_secrets_are_files_and_stand_in_no_environment() -> None:
    files = {name: secret["file"] for name, secret in COMPOSE["secrets"].items()}
    assert files == {name: f"./secrets/{name}" for name in files}
    assert {name.removeprefix("vkp_") for name in files if name.startswith("vkp_")} <= set(Settings.model_fields)
    assert {name for service in SERVICES.values() for name in service["secrets"]} == set(files)
    assert not [name for name in SERVICES if "env_file" in SERVICES[name]]
    said = {name for service in SERVICES.values() for name in service.get("environment", {})}
    assert {name for name in said if re.search("KEY|SECRET|PASSWORD|URL$", name)} == {
        "POSTGRES_PASSWORD_FILE",
        "VKP_QDRANT_URL",
        "VKP_SECRETS",
    }
    assert {"secrets/", ".env"} <= set((ROOT / ".gitignore").read_text().split())


def test_the_settings_of_the_portal_exist_and_make_a_team_with_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("api", "worker", "ocr"):
        given = SERVICES[name]["environment"]
        names = {said.removeprefix("VKP_").lower() for said in given if said.startswith("VKP_")}
        assert names <= set(Settings.model_fields)
        assert SERVICES[name]["volumes"] == ["data:/data", "models:/models:ro"]
        for said in ("VKP_QDRANT_URL", "VKP_INGEST", "VKP_ACCESS"):
            monkeypatch.setenv(said, given[said])
    settings = Settings()
    assert (settings.ingest, settings.access) == ("worker", "keys")
    assert settings.qdrant_url == "http://qdrant:6333"


def test_qdrant_wants_its_key_and_offers_no_more_than_search() -> None:
    qdrant = SERVICES["qdrant"]
    assert qdrant["environment"]["QDRANT__SERVICE__ENABLE_CORS"] == "false"
    assert qdrant["environment"]["QDRANT__SERVICE__ENABLE_SNAPSHOT_URL_RECOVERY"] == "false"
    assert qdrant["environment"]["QDRANT__SERVICE__ENABLE_STATIC_CONTENT"] == "false"
    assert qdrant["environment"]["QDRANT__TELEMETRY_DISABLED"] == "true"
    started = qdrant["entrypoint"][-1].replace("$$", "$")
    assert started.startswith("test -s /run/secrets/vkp_qdrant_api_key;")  # an empty key would be no key
    assert 'export QDRANT__SERVICE__API_KEY="$(cat /run/secrets/vkp_qdrant_api_key)"' in started
    assert "-e" in qdrant["entrypoint"][1]


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_commands_of_the_portal_exist(name: str) -> None:
    import typer

    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    check = SERVICES[name]["healthcheck"].get("test", [])
    commands = [SERVICES[name]["command"], *([check[2:]] if check[1:2] == ["vkp"] else [])]
    for first, *rest in commands:
        spelt = {spelling for option in known[first].params for spelling in option.opts}
        assert {word for word in rest if word.startswith("--")} <= spelt


def test_who_depends_on_whom_is_waited_for_until_they_are_well() -> None:
    waits = {name: set(SERVICES[name].get("depends_on", {})) for name in SERVICES}
    assert waits["api"] == {"postgres", "qdrant"}
    assert waits["worker"] == waits["ocr"] == {"api"}
    conditions = [on["condition"] for s in SERVICES.values() for on in s.get("depends_on", {}).values()]
    assert set(conditions) == {"service_healthy"}


def stages() -> dict[str, str]:
    """The text of each stage of the Dockerfile, by its name; the last one has none."""
    parts = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    return {(re.match(r"\S+ AS (\w+)", part) or [None, ""])[1]: part for part in parts}


def test_the_image_is_built_in_stages_on_a_pinned_base_and_runs_as_nobody() -> None:
    assert list(stages()) == ["needs", "built", "portal", "ocr", ""]
    assert re.search(r"^ARG PYTHON=python:3\.\d+\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert stages()[""].startswith("portal")
    for name in ("portal", "ocr"):
        *_, last = re.findall(r"^USER (.+)$", stages()[name], re.MULTILINE)
        assert last == SERVICES["api"]["user"]
        assert "pip install" not in stages()[name]


def test_the_image_installs_what_was_tested_together_and_torch_for_cpus() -> None:
    assert "https://download.pytorch.org/whl/cpu" in stages()["needs"]
    installs = re.findall(r"pip install (.+?)(?: \\|$)", DOCKERFILE, re.MULTILINE)
    assert installs
    assert all("-c constraints.txt" in install for install in installs)
    extras = re.search(r"^ARG EXTRAS=(.+)$", DOCKERFILE, re.MULTILINE)
    declared = set(re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text(), re.MULTILINE))
    assert extras is not None
    assert {"postgres", "dense"} <= set(extras.group(1).split(",")) <= declared


def test_no_secret_and_no_history_reaches_the_image() -> None:
    assert not re.search("secret|password|api_key", DOCKERFILE, re.IGNORECASE)
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    assert ignored[1] == "*"
    seen = {line[1:] for line in ignored if line.startswith("!")}
    copied = " ".join(re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE))
    assert set(copied.split()) == seen
