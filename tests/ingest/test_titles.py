"""Titles of reviews, as published from 2016 on, give State and year; titles of what is about reviews give no review."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, WorkType
from ingest.recognise import recognise
from ingest.titles import is_title, year_in

with (Path(__file__).parent / "titles.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
"""Title pages, lines divided by " | ": of reviews with the State and year that they say; empty: they do not say."""


def title_page(lines: str, language: str) -> ParsedDocument:
    return ParsedDocument(
        media_type="application/pdf",
        pages=tuple(Page(number, PageState.TEXT) for number in range(1, 60)),
        passages=tuple(
            Passage(f"h{i}", PassageKind.HEADING, line, 1, 1) for i, line in enumerate(lines.split(" | "), start=1)
        ),
        language=language,
    )


@pytest.mark.parametrize("row", [row for row in ROWS if row["review"] == "yes"], ids=lambda row: row["lines"])
def test_a_review_is_known_by_its_title_page(row: dict[str, str]) -> None:
    found = recognise(title_page(row["lines"], row["language"]), "scan.pdf", "ab" * 32)
    country, year = row["country"] or None, int(row["year"]) if row["year"] else None
    assert (found.country, found.year) == (country, year)
    assert found.type is (WorkType.VNR if country and year else WorkType.OTHER)
    assert found.work == (f"VNR/{country}/{year}" if country and year else f"FILE/{'ab' * 8}")


@pytest.mark.parametrize("row", [row for row in ROWS if row["review"] == "no"], ids=lambda row: row["lines"])
def test_what_is_about_reviews_or_like_them_is_none(row: dict[str, str]) -> None:
    assert recognise(title_page(row["lines"], row["language"]), "scan.pdf", "ab" * 32).type is WorkType.OTHER


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("July 2021", 2021),
        ("2021年7月", 2021),
        ("二〇二一年七月", 2021),
        ("٢٠٢١", 2021),
        ("2021-07-12", 2021),
        ("Voluntary National Review 2021 on the 2030 Agenda", 2021),
        ("SDG progress 2015–2019", None),
        ("2019/20", None),
        ("Voluntary National Review 2021 – 17 Goals", 2021),  # a number of two digits, and no end of a span
        ("从2016年到2020年", None),
        ("Vision 2025", None),
        ("Повестка дня на период до 2030 года", None),
        ("Agenda 2063", None),
        ("1994", None),
        ("2015", None),  # before the first reviews
    ],
)
def test_a_year_is_of_a_review_and_not_of_a_span_or_a_plan(line: str, year: int | None) -> None:
    assert year_in(line) == year


@pytest.mark.parametrize(("end", "title"), [("", True), ("。", False), ("；", False)])
def test_a_line_that_ends_like_a_sentence_is_no_title(end: str, title: bool) -> None:
    assert is_title(f"肯尼亚自愿国别评估报告2021{end}", "zh") is title
