"""The labelled documents are recovered whole, and the scores say what is missed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind
from eval import structure
from tests.ingest.reading import parsed


@pytest.fixture(scope="module")
def scores(shared_data: Path) -> list[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "agreement", lambda pdf, settings: {})  # a minute of comparing, not of a test
        patch.setattr(structure, "read_file", lambda path, settings: parsed(path))
        report = structure.evaluate(shared_data)
    found: list[dict[str, Any]] = report["scores"]
    return found


def test_every_label_is_found(scores: list[dict[str, Any]]) -> None:
    assert [f"{s['document']}: {s['what']}: {miss}" for s in scores for miss in s["missed"]] == []


def test_both_readings_of_both_reports_and_the_resolutions_are_scored(scores: list[dict[str, Any]]) -> None:
    assert len({score["document"] for score in scores}) == 7


def test_a_paragraph_is_compared_with_its_items() -> None:
    report = ParsedDocument(
        media_type="text/plain",
        pages=(Page(1, PageState.TEXT),),
        passages=(
            Passage("p1", PassageKind.PARAGRAPH, "The Board decides:", 1, 1, number="1"),
            Passage("p1/(a)", PassageKind.LIST_ITEM, "to meet;", 1, 1, number="(a)", parent="p1"),
            Passage("fn1", PassageKind.FOOTNOTE, "See above.", 1, 1, number="1"),
            Passage("annex1/p1", PassageKind.PARAGRAPH, "Annexed.", 1, 1, number="1"),
        ),
    )
    assert structure.numbered(report) == {"1": "TheBoarddecides:(a)tomeet;"}
