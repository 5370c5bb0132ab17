"""What people labelled in documents of the United Nations, beyond what ``eval.structure`` scores (tests/eval): order,
nothing more than is labelled, and what is told of pages, headers and sections.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.documents import PageState, ParsedDocument, Passage, PassageKind
from tests.ingest.reading import parsed as read
from tests.ingest.reading import tight

Labels = dict[str, Any]
REPORTS = {
    "DP/2022/11 text": "un-documents/DP-2022-11.zh.txt",
    "DP/2022/11 PDF": "pdf/un-zh-typeset/DP-2022-11.zh.pdf",
    "DP/2021/25 text": "un-documents/DP-2021-25.zh.txt",
    "DP/2021/25 PDF": "pdf/un-zh-typeset/DP-2021-25.zh.pdf",
}
RESOLUTIONS = {
    "A/RES/75/233": ("un-documents/A-RES-75-233.en.txt", 120, 20, 29),
    "A/RES/73/140": ("un-documents/A-RES-73-140.en.txt", 13, 6, 3),
    "A/RES/70/129": ("un-documents/A-RES-70-129.en.txt", 16, 8, 3),
}
COUNTS = {"DP/2022/11": (32, 15), "DP/2021/25": (64, 14)}
each_report = pytest.mark.parametrize("report", REPORTS)
each_resolution = pytest.mark.parametrize("symbol", RESOLUTIONS)


@cache
def labels(folder: Path, name: str, symbol: str) -> Labels:
    documents = json.loads((folder / "structure" / name).read_text(encoding="utf-8"))["documents"]
    (found,) = (document for document in documents if document["symbol"] == symbol)
    return dict(found)


def report_labels(folder: Path, report: str) -> Labels:
    return labels(folder, "un-documents-gold.json", report.split(maxsplit=1)[0])


def resolution_labels(folder: Path, symbol: str) -> Labels:
    return labels(folder, "resolutions-gold.json", symbol)


def numbered(parsed: ParsedDocument) -> list[Passage]:
    return [p for p in parsed.passages if p.kind is PassageKind.PARAGRAPH and p.path == f"p{p.number}"]


def numbers_to(last: int) -> list[str]:
    return [str(number) for number in range(1, last + 1)]


@each_report
def test_a_report_has_all_its_numbered_paragraphs_in_order(shared_data: Path, report: str) -> None:
    parsed = read(shared_data / REPORTS[report])
    assert parsed.symbol == report.split(maxsplit=1)[0]
    assert [p.number for p in numbered(parsed)] == numbers_to(COUNTS[report.split(maxsplit=1)[0]][0])


@each_report
def test_a_report_has_all_its_footnotes_and_each_is_marked_once(shared_data: Path, report: str) -> None:
    parsed = read(shared_data / REPORTS[report])
    wanted = numbers_to(COUNTS[report.split(maxsplit=1)[0]][1])
    assert sorted((p.number or "" for p in parsed.passages if p.kind is PassageKind.FOOTNOTE), key=int) == wanted
    assert sorted((mark.number for p in parsed.passages for mark in p.footnotes), key=int) == wanted


@each_report
def test_numbers_in_lists_and_annexes_are_no_paragraphs(shared_data: Path, report: str) -> None:
    texts = [tight(p.text) for p in numbered(read(shared_data / REPORTS[report]))]
    for decoy in report_labels(shared_data, report)["not_numbered_paragraphs"]:
        start = tight(re.sub(r"^\d+\.\s*", "", decoy["text"]))
        assert not any(text.startswith(start) for text in texts), decoy["why"]


def test_a_page_that_is_missing_from_an_extraction_is_told_of(shared_data: Path) -> None:
    parsed = read(shared_data / REPORTS["DP/2021/25 text"])
    assert [page.number for page in parsed.pages] == [1, *range(3, 17)]
    assert [issue.message for issue in parsed.issues if issue.code == "page_missing"] == [
        "page 2 is not in the extraction"
    ]


@each_report
def test_running_headers_are_in_no_passage(shared_data: Path, report: str) -> None:
    known = report_labels(shared_data, report)
    running = re.compile(rf"{known['job_number']}|^{re.escape(known['symbol'])}$|(?<![\d/])\d{{1,2}}/1[267](?!\d)")
    shown = [p for p in read(shared_data / REPORTS[report]).passages if p.kind is not PassageKind.FRONT_MATTER]
    assert [p.text for p in shown if running.search(p.text)] == []


@each_report
def test_nothing_but_the_labelled_indicators_is_one(shared_data: Path, report: str) -> None:
    found = {indicator.code for indicator in read(shared_data / REPORTS[report]).indicators}
    assert found == {label["code"] for label in report_labels(shared_data, report)["indicators"]}


@each_report
def test_every_page_of_a_report_was_read(shared_data: Path, report: str) -> None:
    assert {page.state for page in read(shared_data / REPORTS[report]).pages} == {PageState.TEXT}


@each_resolution
def test_a_resolution_has_all_its_operative_paragraphs_in_order(shared_data: Path, symbol: str) -> None:
    path, operative, _, _ = RESOLUTIONS[symbol]
    parsed = read(shared_data / path)
    assert (parsed.symbol, parsed.language) == (symbol, "en")
    assert [p.number for p in numbered(parsed)] == numbers_to(operative)
    assert {p.role for p in numbered(parsed)} == {"operative"}


@each_resolution
def test_an_operative_paragraph_ends_where_it_does(shared_data: Path, symbol: str) -> None:
    passages = read(shared_data / RESOLUTIONS[symbol][0]).passages
    for label in resolution_labels(shared_data, symbol)["operative"]:
        root = f"p{label['n']}"
        texts = [p.text for p in passages if p.path == root or p.path.startswith(f"{root}/") or p.parent == root]
        assert tight(texts[-1]).endswith(tight(label["last_five"])), root


@each_resolution
def test_a_resolution_has_all_its_preambular_paragraphs(shared_data: Path, symbol: str) -> None:
    preamble = [tight(p.text) for p in read(shared_data / RESOLUTIONS[symbol][0]).passages if p.role == "preambular"]
    wanted = [tight(p["first_five"]) for p in resolution_labels(shared_data, symbol)["preambular"]]
    assert len(wanted) == RESOLUTIONS[symbol][2]
    assert [text[: len(start)] for text, start in zip(preamble, wanted, strict=True)] == wanted


@each_resolution
def test_a_resolution_has_all_its_footnotes(shared_data: Path, symbol: str) -> None:
    passages = read(shared_data / RESOLUTIONS[symbol][0]).passages
    found = [p.number or "" for p in passages if p.kind is PassageKind.FOOTNOTE]
    assert sorted(found, key=int) == numbers_to(RESOLUTIONS[symbol][3])


def test_a_footnote_that_is_marked_twice_has_both_marks(shared_data: Path) -> None:
    passages = read(shared_data / RESOLUTIONS["A/RES/73/140"][0]).passages
    marked = [tight(p.text[: m.offset])[-24:] for p in passages for m in p.footnotes if m.number == "1"]
    assert [text[-12:] for text in marked] == ["Development,"] * 2


def test_a_section_of_a_resolution_is_the_heading_of_its_paragraphs(shared_data: Path) -> None:
    found = {p.number: p for p in numbered(read(shared_data / RESOLUTIONS["A/RES/75/233"][0]))}
    for section in resolution_labels(shared_data, "A/RES/75/233")["sections"]:
        for number in (section["first_op"], section["last_op"]):
            assert any(tight(section["heading"]) in tight(h) for h in found[str(number)].heading_path), number
