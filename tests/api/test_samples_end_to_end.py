"""What the portal finds in the samples is what the person who wrote them says is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

EXPECTED = json.loads((Path(__file__).parents[2] / "corpus/samples/expected.json").read_text(encoding="utf-8"))


def tight(text: str) -> str:
    return "".join(text.split())


def same(link: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether a link starts where the expected one does, is written so, and ends there."""
    start, to, numbers = expected["from"], expected["to"], (expected["to"]["pinpoint"] or {"numbers": []})["numbers"]
    part = link["to"]["pinpoint"] or {"numbers": []}
    return bool(
        link["from"]["language"] == start["language"]
        and (link["from"]["number"] or "") == (start["number"] or "")
        and link["from"]["path"].startswith("fn") == (start["passage"] == "footnote")
        and (tight(link["surface"]) in expected["surface"] or expected["surface"] in tight(link["surface"]))
        and (link["to"]["work"], link["status"]) == (to["work"], expected["status"])
        and set(part["numbers"]) <= set(numbers)
        and bool(link["to"]["passage_id"]) == (bool(numbers) and expected["status"] == "matched")
    )


@pytest.mark.parametrize(
    "expected", EXPECTED["links"], ids=lambda link: f"{link['from']['work']} {link['from']['number']} {link['surface']}"
)
def test_every_link_that_a_reader_sees_is_found(client: TestClient, expected: dict[str, Any]) -> None:
    links = client.get(f"/v1/works/{expected['from']['work']}/links").json()["links"]
    assert [link for link in links if same(link, expected)]
