"""Known labels of reviews beside what is suggested of their quoted passages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.vnr_documents import evaluate, table

CLEANED = "Volunteers cleaned forty beaches last year."
GROUPS = "Forty groups cleaned the beaches of the island last year."


def quoted(name: str, text: str, **labels: bool) -> dict[str, Any]:
    fields = ("mentions_volunteering", "contribution", "policy_integration", "borderline")
    return {"id": name, "language": "en", "text": text, "note": "cut"} | dict.fromkeys(fields, False) | labels


def review(tag: str, passages: list[str], **labels: bool | None) -> dict[str, Any]:
    fields = ("mentions_volunteering", "contribution", "policy_integration", "policy_integration_excluding_borderline")
    return {
        **{"iso3": "XAA", "year": 2024, "unv_portal_label": tag, "justifying_passages": passages, "note": ""},
        **dict.fromkeys(fields),
        **labels,
    }


@pytest.fixture
def figures(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    passages = [
        quoted("here", CLEANED, mentions_volunteering=True, contribution=True),
        quoted("silent", GROUPS),
    ]
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name, rows in (("passages-dev", passages), ("vnr-documents", [request.param])):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return evaluate(tmp_path)


@pytest.mark.parametrize(
    ("figures", "compared", "agree"),
    [
        (review("positive_contribution", ["here"]), 1, 1),
        (review("positive_contribution", ["silent"]), 1, 0),  # no word of it in what is quoted
        (review("positive_contribution", ["elsewhere"]), 0, 0),  # an absent passage is not a "no"
        (review("no_mention", []), 0, 0),  # nothing is quoted, so there is nothing to ask about
        (review("listed_no_tag_shown", ["here"]), 0, 0),
    ],
    indirect=["figures"],
)
def test_the_public_tag_is_compared_where_a_passage_is_quoted(
    figures: dict[str, Any], compared: int, agree: int
) -> None:
    assert (figures["public"]["compared"], figures["public"]["agree"]) == (compared, agree)


@pytest.mark.parametrize("figures", [review("positive_contribution", ["silent"])], indirect=["figures"])
def test_a_disagreement_is_printed_with_its_reason(figures: dict[str, Any]) -> None:
    (line,) = (line for line in table(figures) if line.startswith("✗ XAA"))
    assert "no word of volunteering in it (cut)" in line


@pytest.mark.parametrize(
    ("figures", "agrees"),
    [
        (review("", ["here"], contribution=True), [True]),
        (review("", ["here"], contribution=False), [False]),
        (review("", ["silent", "elsewhere"], contribution=True), [None]),  # it may rest on the one that is missing
        (review("", ["silent"], contribution=False), [True]),
        (review("", ["here"]), []),  # null: not seen
    ],
    indirect=["figures"],
)
def test_every_known_label_is_compared_where_it_can_be(figures: dict[str, Any], agrees: list[bool | None]) -> None:
    assert [label["agrees"] for label in figures["documents"][0]["labels"]] == agrees
