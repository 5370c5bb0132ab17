"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from api.cli import app
from corpus.settings import Settings
from eval.__main__ import app as evaluations

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = [
    *READMES,
    "CHANGELOG.md",
    "SECURITY.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
VARIABLES = {f"VKP_{name.upper()}" for name in Settings.model_fields} | {"VKP_SHARED_DATA"}
in_each_readme = pytest.mark.parametrize("readme", READMES)
in_each_document = pytest.mark.parametrize("document", DOCUMENTS)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code(name: str) -> list[str]:
    """The lines of code blocks, without their comments, and what stands between backquotes."""
    blocks = re.findall(r"^```\n(.*?)^```", text(name), re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^```\n.*?^```", "", text(name), flags=re.DOTALL | re.MULTILINE)
    lines = [line.split("#", 1)[0].strip() for block in blocks for line in block.splitlines()]
    return [*lines, *re.findall(r"`([^`\n]+)`", prose)]


def named(name: str, pattern: str) -> set[str]:
    """The words that follow a program's name in a document's code."""
    return {found for piece in code(name) for found in re.findall(pattern, piece)}


@in_each_readme
def test_every_command_and_every_setting_is_in_the_readme(readme: str) -> None:
    assert set(COMMANDS) - named(readme, r"\bvkp ([a-z]+)") == set()
    assert VARIABLES - set(re.findall(r"\bVKP_[A-Z_]+\b", text(readme))) == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented_below_its_command(command: str) -> None:
    sections = {section.split(maxsplit=1)[0]: section for section in text("docs/commands.md").split("\n## vkp ")[1:]}
    documented = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", sections[command]))
    parts = getattr(COMMANDS[command], "commands", {}).values()  # of a group
    options = [o for part in (COMMANDS[command], *parts) for o in part.params if o.param_type_name == "option"]
    spelt = {spelling for option in options for spelling in (*option.opts, *option.secondary_opts)} - {"--help"}
    assert documented == spelt


def test_options_of_every_command_are_documented_above_them() -> None:
    above = text("docs/commands.md").split("\n## vkp ", maxsplit=1)[0]
    everywhere = [spelling for option in typer.main.get_command(app).params for spelling in option.opts]
    assert [spelling for spelling in everywhere if f"`{spelling}" not in above] == []


@in_each_document
def test_every_command_that_is_named_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    measured = {command.name or command.callback.__name__ for command in evaluations.registered_commands}  # type: ignore[union-attr]
    assert named(document, r"\bvkp ([a-z]+)") <= set(COMMANDS)
    assert named(document, r"\bmake ([a-z]+)") <= targets
    assert named(document, r"python -m eval ([a-z-]+)") <= measured


@in_each_document
def test_every_setting_that_is_named_exists(document: str) -> None:
    assert set(re.findall(r"\bVKP_[A-Z_]+\b", text(document))) <= VARIABLES


@in_each_document
def test_every_file_that_is_linked_or_named_exists(document: str) -> None:
    linked = {target for target in re.findall(r"\]\(([^)]+)\)", text(document)) if "://" not in target}
    assert [target for target in linked if not (ROOT / document).parent.joinpath(target).exists()] == []
    paths = named(document, r"^((?:api|corpus|docs|eval|ingest|search|tests)/[\w./-]+)$")
    assert [path for path in paths if not (ROOT / path).exists() and not path.startswith("eval/reports/")] == []


def test_the_two_readmes_say_the_same_in_the_same_order() -> None:
    english, chinese = (skeleton(readme) for readme in READMES)
    assert chinese == english


def skeleton(readme: str) -> list[str]:
    """Headings by their level, the first cell of table rows, list items, and the commands of code blocks."""
    found: list[str] = []
    for line in text(readme).splitlines():
        if re.match(r"#+ |- |```$", line):
            found.append(line.split()[0])
        elif line.startswith("| `"):
            found.append(" ".join(re.findall(r"`[^`]+`", line.split("|")[1])))
        elif re.match(r"make |\.venv/bin/vkp ", line):
            found.append(" ".join(line.split("#")[0].split()[:2]))
    return found


def test_the_readme_opens_with_its_two_commands() -> None:
    first = text("README.md")[:1800]
    assert "make demo" in first
    assert "make test" in first


def test_what_runs_on_every_change_is_what_the_readme_says() -> None:
    called = re.findall(r"^make ([a-z]+)", text(".ci/run"), re.MULTILINE)
    (sentence,) = re.findall(r"`\.ci/run` is what runs [^.]*\.", text("README.md"))
    assert re.findall(r"`make ([a-z]+)`", sentence) == called
