"""``vkp cite`` answers each line when it comes: a program may keep it open and send texts one by one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

Cite = subprocess.Popen[str]


@pytest.fixture
def cite() -> Iterator[Cite]:
    command = [sys.executable, "-m", "api.cli", "cite", "-"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True, encoding="utf-8") as process:  # type: ignore[call-overload]
        yield process
        process.kill()


def sent(cite: Cite, line: str) -> None:
    assert cite.stdin is not None
    cite.stdin.write(line + "\n")
    cite.stdin.flush()


def answered(cite: Cite) -> dict[str, object]:
    assert cite.stdout is not None
    answer: dict[str, object] = json.loads(cite.stdout.readline())
    return answer


def test_a_text_is_answered_before_the_next_is_sent(cite: Cite) -> None:
    for number in range(3):
        sent(cite, json.dumps({"id": number, "text": f"回顾大会第7{number}/1号决议", "lang": "zh"}))
        answer = answered(cite)
        assert answer["id"] == number
        assert [m["target"] for m in answer["mentions"]] == [f"A/RES/7{number}/1"]  # type: ignore[attr-defined]


def test_a_line_that_is_no_text_ends_it_with_one_line_that_names_the_line(cite: Cite) -> None:
    sent(cite, json.dumps({"id": "a", "text": "resolution 70/1", "lang": "en"}))
    assert answered(cite)["id"] == "a"
    sent(cite, "{not json")
    assert cite.wait(30) == 2
    assert cite.stderr is not None
    (line,) = cite.stderr.read().strip().splitlines()
    assert "line 2" in line
