"""Mentions gained, lost and changed between two revisions."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import PortalError
from eval.citation_diff import compare, counts, first, line, table
from eval.revision import cited_by, commit_of, files_of
from eval.shared_texts import Text, shared_texts

TEXT = Text("t1", "en", "The Council recalled resolution 99/901, paragraph 5, and document A/99/12.")


def mention(start: int, end: int, target: str | None, **more: Any) -> dict[str, Any]:
    row = {"start": start, "end": end, "surface": TEXT.text[start:end], "kind": "resolution", "target": target}
    return row | {"pinpoint": None, "ambiguous": False} | more


RESOLUTION = mention(21, 38, "A/RES/99/901")
PARAGRAPH = {"type": "paragraph", "numbers": ["5"]}
Rows = list[dict[str, Any]]


@pytest.mark.parametrize(
    ("before", "after", "how", "changed"),
    [
        ([RESOLUTION], [RESOLUTION], "same", []),
        ([], [RESOLUTION], "gained", []),
        ([RESOLUTION], [], "lost", []),
        ([RESOLUTION], [RESOLUTION | {"target": "E/RES/99/901"}], "changed", ["target"]),
        ([RESOLUTION], [RESOLUTION | {"pinpoint": PARAGRAPH}], "changed", ["pinpoint"]),
        ([RESOLUTION], [RESOLUTION | {"ambiguous": True}], "changed", ["ambiguous"]),
        ([RESOLUTION], [mention(32, 38, "A/RES/99/901")], "changed", ["span"]),  # overlapping: the same mention
        ([RESOLUTION], [mention(21, 38, None, kind="decision")], "changed", ["kind", "target"]),
    ],
)
def test_a_mention_is_the_same_gained_lost_or_changed(before: Rows, after: Rows, how: str, changed: list[str]) -> None:
    (difference,) = compare([TEXT], {"t1": before}, {"t1": after})
    assert (difference["how"], difference["changed"]) == (how, changed)


def test_a_split_mention_is_changed_and_its_other_half_gained() -> None:
    halves = [mention(21, 31, None), mention(32, 38, "A/RES/99/901")]
    assert [one["how"] for one in compare([TEXT], {"t1": [RESOLUTION]}, {"t1": halves})] == ["changed", "gained"]


def test_differences_are_counted_by_language_and_kind() -> None:
    document = mention(64, 71, "A/99/12", kind="document")
    found = list(compare([TEXT], {"t1": [RESOLUTION]}, {"t1": [RESOLUTION, document]}))
    assert counts(found) == {
        "en/all": {"same": 1, "gained": 1, "lost": 0, "changed": 0},
        "en/document": {"same": 0, "gained": 1, "lost": 0, "changed": 0},
        "en/resolution": {"same": 1, "gained": 0, "lost": 0, "changed": 0},
    }


def test_a_difference_is_one_line_with_the_text_around_it() -> None:
    (one,) = compare([TEXT], {"t1": [RESOLUTION]}, {"t1": [RESOLUTION | {"pinpoint": PARAGRAPH}]})
    said = line(one)
    assert said.startswith("changed pinpoint: en resolution  t1  'resolution 99/901' resolution A/RES/99/901 → ")
    assert said.endswith("[paragraph 5] | The Council recalled [resolution 99/901], paragraph 5, and document A/99/12.")


def test_at_most_the_asked_number_of_each_kind_is_shown() -> None:
    gained = list(compare([TEXT], {}, {"t1": [RESOLUTION, mention(64, 71, "A/99/12", kind="document")] * 3}))
    assert [one["kind"] for one in first(gained, 1)] == ["resolution", "document"]
    figures = {"revision": "v1", "commit": "0" * 40, "texts": 1, "bytes": 80, "counts": {}, "differences": gained}
    assert sum(said.startswith("    gained") for said in table(figures, 1)) == 2


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose ``vkp cite`` finds one mention in every text."""
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "__init__.py").touch()
    (tmp_path / "api" / "cli.py").write_text(
        "import json, sys\n"
        "for line in open(sys.argv[2], encoding='utf-8'):\n"
        "    print(json.dumps({'id': json.loads(line)['id'], 'mentions': [{'start': 0}]}))\n"
    )
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


def test_another_revision_says_what_its_own_files_find_and_leaves_nothing_behind(repository: Path) -> None:
    commit = commit_of("HEAD", repository)
    (repository / "api" / "cli.py").write_text("raise SystemExit('the files beside it are not asked')")
    with files_of(commit, repository) as tree:
        assert cited_by(tree, [TEXT, Text("t2", "zh", "第99/901号决议")], "HEAD") == {
            "t1": [{"start": 0}],
            "t2": [{"start": 0}],
        }
    assert not tree.exists()
    status = subprocess.run(["git", "worktree", "list"], cwd=repository, check=True, capture_output=True)
    assert len(status.stdout.splitlines()) == 1


def test_a_revision_without_the_command_is_told_in_one_line(repository: Path) -> None:
    (repository / "api" / "cli.py").write_text("raise SystemExit('no such command')")
    with pytest.raises(PortalError, match="'vkp cite' of v0 failed: no such command"):
        cited_by(repository, [TEXT], "v0")


@pytest.mark.parametrize("revision", ["v99", "--all", ""])
def test_an_unknown_revision_is_told(repository: Path, revision: str) -> None:
    with pytest.raises(PortalError, match="unknown revision"):
        commit_of(revision, repository)


def test_outside_a_repository_nothing_is_compared(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="is no git repository"):
        commit_of("HEAD", tmp_path)


def test_every_shared_text_has_a_name_of_its_own_and_six_languages_are_among_them(shared_data: Path) -> None:
    texts = list(shared_texts(shared_data, pdfs=False))
    assert len({text.id for text in texts}) == len(texts)
    assert {text.lang for text in texts} >= {"zh", "en", "fr", "es", "ru", "ar"}
