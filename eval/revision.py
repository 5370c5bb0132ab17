"""Another revision of the project, beside this one: its files in a temporary folder, and what its ``vkp cite`` says.

The files are those of ``git archive``: a worktree would be written down in the repository, and stay there when a run is
killed. ``vkp cite`` is a contract that revisions keep, so each finds mentions as its users had them.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from eval.shared_texts import Text

ROOT = Path(__file__).resolve().parent.parent
Mentions = dict[str, list[dict[str, Any]]]
"""What is found in each text, in the shape of ``vkp cite``: {id of the text: mentions}."""


def commit_of(revision: str, repository: Path = ROOT) -> str:
    """The commit a revision names. Raises ``PortalError``: bad_input for none, and outside a git repository."""
    if _git(repository, "rev-parse", "--git-dir").returncode:
        raise PortalError("bad_input", f"{repository} is no git repository", "compare in a clone of the project")
    found = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise PortalError("bad_input", f"unknown revision {revision!r}", "name a commit, a branch or a tag")
    return found.stdout.decode().strip()


@contextmanager
def files_of(commit: str, repository: Path = ROOT) -> Iterator[Path]:
    """The files of a commit in a folder that is removed afterwards."""
    archive = _git(repository, "archive", "--format=tar", commit)
    if archive.returncode:
        raise PortalError("bad_input", archive.stderr.decode().strip(), "compare in a whole clone of the project")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def _git(repository: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError as failure:
        raise PortalError("bad_input", "git is not installed", "install git") from failure


def cited_by(tree: Path, texts: Iterable[Text], name: str) -> Mentions:
    """What the ``vkp cite`` of the files in ``tree`` finds; ``name`` says whose it is.

    Raises ``PortalError``: bad_input when it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "texts.jsonl"
        given.write_text("".join(json.dumps(asdict(text)) + "\n" for text in texts), "utf-8")
        command = [sys.executable, "-m", "api.cli", "cite", str(given), "--json"]
        environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONUTF8": "1"}
        answer = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False)  # noqa: S603
    if answer.returncode:
        said = answer.stderr.decode(errors="replace").strip().splitlines() or ["nothing said"]
        raise PortalError("bad_input", f"'vkp cite' of {name} failed: {said[-1]}", "compare with another revision")
    rows = (json.loads(line) for line in answer.stdout.decode().splitlines())
    return {row["id"]: row["mentions"] for row in rows}
