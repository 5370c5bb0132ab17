"""The sample corpus is what its manifest and its written truth say it is, and every document says it is a sample."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from corpus import samples

FOLDER = Path(samples.__file__).parent
PAGE_PICTURE = "sample-vnr-xag-2024.en.pdf"
MARKS = ("示例", "SAMPLE", "EXEMPLE", "MUESTRA", "نموذج", "ОБРАЗЕЦ")


def manifest() -> list[dict[str, str]]:
    with (FOLDER / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def expected() -> dict[str, Any]:
    return dict(json.loads((FOLDER / "expected.json").read_text(encoding="utf-8")))


PDFS = [row for row in manifest() if row["path"].endswith(".pdf")]
READABLE = [row["path"] for row in PDFS if row["path"] != PAGE_PICTURE]
EXPECTED = expected()


@cache
def pages(name: str) -> tuple[str, ...]:
    with pypdfium2.PdfDocument(FOLDER / name) as document:
        return tuple(page.get_textpage().get_text_range() for page in document)


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def source(name: str) -> str:
    text = (FOLDER / "sources" / name).with_suffix(".typ").read_text(encoding="utf-8")
    return text.replace("#over-page ", "")


def part(name: str, opening: str, number: int) -> str:
    """The source of the numbered paragraph or footnote that opens so, counted from 1."""
    return source(name).split(opening)[number]


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["path"])
def test_manifest_names_a_file_with_this_digest(row: dict[str, str]) -> None:
    assert hashlib.sha256((FOLDER / row["path"]).read_bytes()).hexdigest() == row["sha256"]


def test_every_document_in_the_folder_is_in_the_manifest() -> None:
    documents = {path.name for path in FOLDER.iterdir() if path.suffix in {".pdf", ".docx", ".html", ".txt"}}
    assert documents == {row["path"] for row in manifest()}


def test_samples_stay_small() -> None:
    sizes = [(FOLDER / row["path"]).stat().st_size for row in PDFS]
    assert max(sizes) < 400_000
    assert sum(sizes) < 3_000_000


@pytest.mark.parametrize("row", PDFS, ids=lambda row: row["path"])
def test_file_name_and_title_say_sample(row: dict[str, str]) -> None:
    assert row["path"].startswith("sample-")
    assert any(mark.casefold() in row["title"].casefold() for mark in MARKS)


@pytest.mark.parametrize("name", READABLE)
def test_every_page_says_sample(name: str) -> None:
    assert all(any(mark in page for mark in MARKS) for page in pages(name))


@pytest.mark.parametrize("name", READABLE)
def test_text_has_no_radicals_presentation_forms_or_unmapped_glyphs(name: str) -> None:
    assert re.findall(r"[\u2e80-\u2fdf\uf900-\ufaff\ufb50-\ufeff\ufffd\ue000-\uf8ff]", "".join(pages(name))) == []


def test_page_picture_has_pages_and_no_text() -> None:
    assert [page.strip() for page in pages(PAGE_PICTURE)] == ["", ""]


def test_vnrs_cover_two_years_and_the_six_official_languages() -> None:
    vnrs = [row for row in manifest() if row["type"] == "vnr"]
    assert {row["year"] for row in vnrs} == {"2024", "2025"}
    assert {row["language"] for row in vnrs} == {"ar", "en", "es", "fr", "ru", "zh"}
    assert len({row["symbol"] for row in vnrs}) >= 12


def test_expected_vnrs_are_those_of_the_manifest() -> None:
    listed = {(row["symbol"], row["path"]) for row in manifest() if row["type"] == "vnr"}
    assert {(vnr["work"], name) for vnr in EXPECTED["vnrs"] for name in vnr["files"]} == listed


@pytest.mark.parametrize("year", ["2024", "2025"])
def test_expected_count_is_the_sum_of_expected_statuses(year: str) -> None:
    statuses = [vnr["strict"] for vnr in EXPECTED["vnrs"] if str(vnr["year"]) == year]
    count = EXPECTED["indicator_3_1_strict"][year]
    assert count["numerator"] == statuses.count("yes")
    assert count["unread"] == statuses.count("unread")
    assert count["denominator"] == len(statuses) - statuses.count("unread")


@pytest.mark.parametrize("vnr", EXPECTED["vnrs"], ids=lambda vnr: vnr["work"])
def test_expected_evidence_stands_on_its_page(vnr: dict[str, Any]) -> None:
    names = dict(zip(vnr["languages"], vnr["files"], strict=True))
    for evidence in vnr["evidence"]:
        page = pages(names[evidence["language"]])[evidence["page"] - 1]
        assert tight(evidence["quote"]) in tight(page)
        assert evidence["quote"] in part(names[evidence["language"]], "#para[", int(evidence["number"]))


@pytest.mark.parametrize("document", EXPECTED["documents"], ids=lambda document: document["file"])
def test_expected_structure_is_in_the_pages(document: dict[str, Any]) -> None:
    text = pages(document["file"])
    numbers = re.findall(r"^(\d+)\. ", "\n".join(text), flags=re.MULTILINE)
    assert numbers == [str(number) for number in range(1, document["paragraphs"] + 1)]
    assert len(text) == document["pages"]
    assert source(document["file"]).count("#footnote[") == document["footnotes"]
    assert all(tight(heading) in tight("".join(text)) for heading in document["headings"])
    assert all(document["job_number"] in page for page in text)


@pytest.mark.parametrize("document", EXPECTED["documents"], ids=lambda document: document["file"])
def test_running_header_changes_sides(document: dict[str, Any]) -> None:
    with pypdfium2.PdfDocument(FOLDER / document["file"]) as pdf:
        for number, page in enumerate(pdf, start=1):
            textpage = page.get_textpage()
            start, _ = textpage.search(document["work"]).get_next()
            left = textpage.get_charbox(start)[0]
            assert (left > page.get_width() / 2) == (number % 2 == 1)


@pytest.mark.parametrize("link", EXPECTED["links"], ids=lambda link: f"{link['from']['work']} {link['surface']}")
def test_expected_link_stands_in_its_paragraph_or_footnote(link: dict[str, Any]) -> None:
    name = next(row["path"] for row in manifest() if row["symbol"] == link["from"]["work"])
    opening = "#footnote[" if link["from"]["passage"] == "footnote" else "#para["
    assert link["surface"] in part(name, opening, int(link["from"]["number"]))


@pytest.mark.parametrize("question", EXPECTED["questions"], ids=lambda question: question["question"])
def test_questions_are_answered_by_documents_of_the_manifest(question: dict[str, Any]) -> None:
    listed = {(row["symbol"], row["language"]) for row in manifest()}
    assert question["answers"]
    assert {(answer["work"], answer["language"]) for answer in question["answers"]} <= listed


def test_typesetting_twice_gives_the_same_bytes() -> None:
    typst = pytest.importorskip("typst", reason="the extra 'samples' is not installed")
    if not {"Noto Serif", "Noto Serif CJK SC"} <= set(typst.Fonts().families()):
        pytest.skip("the Noto fonts are not installed")
    from corpus.samples.typeset import typeset

    row = PDFS[0]
    assert typeset(FOLDER, row) == typeset(FOLDER, row)
