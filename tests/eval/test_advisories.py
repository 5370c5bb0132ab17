"""A known vulnerability is told of with what mends it; a service that does not answer is told of and ends nothing."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval.advisories import pinned, vulnerable

ROOT = Path(__file__).parent.parent.parent
NOWHERE = "http://127.0.0.1:9"


def test_a_vulnerability_is_one_line_with_what_mends_it() -> None:
    told = vulnerable(
        [
            {"name": "sound", "version": "1", "vulns": []},
            {"name": "unknown", "skip_reason": "not found"},
            {
                "name": "jinja2",
                "version": "2.4.1",
                "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.11.3"]}, {"id": "PYSEC-2", "fix_versions": []}],
            },
        ]
    )
    assert list(told) == ["jinja2 2.4.1: PYSEC-1, mended by 2.11.3", "jinja2 2.4.1: PYSEC-2, mended by no version yet"]


@pytest.mark.skipif(importlib.util.find_spec("pip_audit") is None, reason="pip-audit is not installed")
def test_where_the_network_is_closed_a_notice_says_so_and_nothing_fails() -> None:
    closed = os.environ | {"HTTPS_PROXY": NOWHERE, "https_proxy": NOWHERE}
    command = [sys.executable, "-m", "eval.advisories"]
    run = subprocess.run(command, cwd=ROOT, env=closed, capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stdout) == (0, "")
    assert "nothing was audited" in run.stderr


def test_every_package_that_the_portal_asks_for_is_pinned_and_its_licence_listed() -> None:
    asked = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
    names = {plain(name) for name in re.findall(r'^  "([\w.-]+)', asked, re.MULTILINE)}
    listed = re.findall(r"^\| ([\w.-]+) +\|", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(names) > 20
    assert names - {plain(re.split("[=;]", line)[0]) for line in pinned()} == set()
    assert names - {plain(name) for name in listed} == set()


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
