"""The house: import directions, package names, and that what exists is documented."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer

from api.cli import app
from corpus.settings import Settings

ROOT = Path(__file__).parent.parent
OURS = ("api", "corpus", "eval", "ingest", "search")
DISTRIBUTION = "volunteering-knowledge-portal"


def test_imports_never_point_up() -> None:
    script = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(script)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_ships_a_package_of_our_name(name: str) -> None:
    assert set(packages_distributions().get(name, [DISTRIBUTION])) == {DISTRIBUTION}


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_and_every_setting_is_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    missing = [f"vkp {name}" for name in commands if f"vkp {name}" not in text]
    missing += [f"VKP_{name.upper()}" for name in Settings.model_fields if f"VKP_{name.upper()}" not in text]
    assert missing == []


def test_the_readme_opens_with_its_two_commands() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8")[:1800]
    assert "make demo" in first
    assert "make test" in first
