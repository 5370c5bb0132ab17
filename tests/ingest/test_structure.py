"""The structure of the samples is what their writer says it is."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.documents import ParsedDocument, PassageKind
from corpus.settings import Settings
from ingest.cell import read_file

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
DOCUMENTS = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["documents"]
each_document = pytest.mark.parametrize("expected", DOCUMENTS, ids=lambda document: document["file"])


@cache
def read(name: str) -> ParsedDocument:
    return read_file(SAMPLES / name, Settings())


def tight(text: str) -> str:
    return "".join(text.split())


@each_document
def test_masthead_and_pages(expected: dict[str, Any]) -> None:
    parsed = read(expected["file"])
    assert (parsed.symbol, parsed.job_number, len(parsed.pages)) == (
        expected["work"],
        expected["job_number"],
        expected["pages"],
    )


@each_document
def test_numbered_paragraphs_are_all_there_in_order(expected: dict[str, Any]) -> None:
    numbers = [p.number for p in read(expected["file"]).passages if p.path == f"p{p.number}"]
    assert numbers == [str(n) for n in range(1, expected["paragraphs"] + 1)]


@each_document
def test_items_stand_under_their_paragraphs(expected: dict[str, Any]) -> None:
    passages = read(expected["file"]).passages
    for number, labels in expected["items"].items():
        assert [p.number for p in passages if re.fullmatch(rf"p{number}/[^/]+", p.path)] == labels
    for number, labels in expected["subitems"].items():
        assert [p.number for p in passages if re.fullmatch(rf"p{number}/[^/]+/[^/]+", p.path)] == labels


@each_document
def test_a_paragraph_that_runs_over_a_page_is_one_passage(expected: dict[str, Any]) -> None:
    spans = {p.number: [p.page_first, p.page_last] for p in read(expected["file"]).passages if p.path == f"p{p.number}"}
    items = [p for p in read(expected["file"]).passages if p.kind is PassageKind.LIST_ITEM]
    for over in expected["over_the_page"]:
        last = max(
            [spans[over["number"]][1], *(p.page_last for p in items if p.path.startswith(f"p{over['number']}/"))]
        )
        assert [spans[over["number"]][0], last] == over["pages"]


@each_document
def test_footnotes_are_tied_to_their_marks_and_the_marks_are_no_text(expected: dict[str, Any]) -> None:
    passages = read(expected["file"]).passages
    wanted = [str(n) for n in range(1, expected["footnotes"] + 1)]
    assert sorted(p.number or "" for p in passages if p.kind is PassageKind.FOOTNOTE) == wanted
    marked = [(mark.number, p.text, mark.offset) for p in passages for mark in p.footnotes]
    assert sorted(number for number, _, _ in marked) == wanted
    assert all(not text[:offset].rstrip().endswith(number) for number, text, offset in marked)


@each_document
def test_headings_are_found_as_they_are_printed(expected: dict[str, Any]) -> None:
    printed = [tight(p.text) for p in read(expected["file"]).passages if p.kind is PassageKind.HEADING]
    assert [text for text in printed if text in map(tight, expected["headings"])] == list(
        map(tight, expected["headings"])
    )


@each_document
def test_nothing_that_runs_along_the_edge_is_in_a_passage(expected: dict[str, Any]) -> None:
    running = re.compile(rf"{re.escape(expected['job_number'])}|(?<!\d)\d/{expected['pages']}(?!\d)")
    shown = [p for p in read(expected["file"]).passages if p.kind is not PassageKind.FRONT_MATTER]
    assert [p.text for p in shown if running.search(p.text)] == []


@each_document
def test_indicators_have_their_targets_and_results(expected: dict[str, Any]) -> None:
    found = {indicator.code: indicator for indicator in read(expected["file"]).indicators}
    for wanted in expected["indicators"]:
        indicator = found[wanted["code"]]
        assert {
            key: tight(getattr(indicator, key) or "") for key in wanted if key in ("target", "result", "score")
        } == {key: value for key, value in wanted.items() if key in ("target", "result", "score")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_resolution_has_preambular_and_operative_paragraphs(language: str) -> None:
    (expected,) = (d for d in DOCUMENTS if d["work"] == "A/RES/99/901" and d["language"] == language)
    passages = read(expected["file"]).passages
    assert sum(p.role == "preambular" for p in passages) == expected["preambular"]
    assert {p.number for p in passages if p.role == "operative" and "/" not in p.path} == {
        str(n) for n in range(1, expected["paragraphs"] + 1)
    }


def test_the_resolution_in_two_languages_has_the_same_paths() -> None:
    chinese, english = (
        [
            p.path
            for p in read(f"sample-a-res-99-901.{language}.pdf").passages
            if re.fullmatch(r"p\d+(/\([a-z]\))?", p.path)
        ]
        for language in ("zh", "en")
    )
    assert chinese == english


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_reviews_of_every_language_have_their_paragraphs(language: str) -> None:
    for path in sorted(SAMPLES.glob(f"sample-vnr-*.{language}.pdf")):
        numbers = [p.number for p in read(path.name).passages if p.path == f"p{p.number}"]
        if path.name != "sample-vnr-xag-2024.en.pdf":
            assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
            assert len(numbers) >= 4
