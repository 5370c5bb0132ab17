"""Rows of results tables: their year, framework, and the series that they stand in."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.results.reported import PrintedIndicator, Reported, is_head, read_indicators
from corpus.results.series import Series, series_of


def row(work: str, code: str, text: str = "Number of partners that engage volunteers", **said: Any) -> PrintedIndicator:
    """A row of a results table."""
    given: dict[str, Any] = {
        **{"expression": "e", "work": work, "language": "en", "document_year": 2021, "ordinal": 0, "code": code},
        **{"kind": "outcome", "text": text, "target": None, "result": None, "score": None, "status": None},
        **{"breakdown": (), "heads": ()},
    }
    return PrintedIndicator(**given | said)


def read(*rows: PrintedIndicator) -> list[Reported]:
    return read_indicators(rows)


def names(series: list[Series]) -> list[str]:
    return [one.name for one in series]


@pytest.mark.parametrize(
    ("heads", "year"),
    [
        (("指标 2020 年 目标 2020 年 成果 得分(%) 业绩",), 2020),
        (("Indicator Target 2020 Result 2020", "Indicator Target 2020 Result 2020"), 2020),
        (("Indicator Baseline 2021 Target 2025",), None),  # whose year it is would be a guess
        (("Indicator Target Result",), None),
        ((), None),
    ],
)
def test_the_year_of_values_is_the_one_that_the_heads_name(heads: tuple[str, ...], year: int | None) -> None:
    assert read(row("DP/2021/25", "1.1", heads=heads))[0].year == year


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("指标 2020 年目标 2020 年成果 得分(%) 业绩", True),
        ("Indicator Target Result Score", True),
        ("1.1 Number of partners 53 60 113%", False),
        ("2020 年", True),  # plain text has the head in pieces
        ("成果 得分(%) 业绩", True),
        ("Target for 2020", True),
        ("2020", False),  # it may be the number of a page
        ("Indicator species found", False),  # it names no column
        ("Results of 2020 were good", False),
    ],
)
def test_the_head_of_a_results_table_is_told_from_its_rows(text: str, head: bool) -> None:
    assert is_head(text) is head


def test_a_report_and_the_document_that_laid_a_framework_down_share_its_codes() -> None:
    rows = read(row("DP/2018/6", "1.2", document_year=2018), row("DP/2021/25", "1.2", result="60"))
    (series,) = series_of(rows)
    assert series.name == "UNV-2018-2021:1.2"
    assert [point.rows[0].printed.work for point in series.points] == ["DP/2018/6", "DP/2021/25"]


def test_a_successor_continues_the_series_and_a_related_question_does_not() -> None:
    rows = read(
        row("DP/2021/25", "2.2", "Partners that engage volunteers"),
        row("DP/2022/11", "1.1", "Partners that engage volunteers in a year", document_year=2022),
        row("DP/2021/25", "1.1", "Countries that report a contribution"),
        row("DP/2022/11", "3.1", "Countries that report it in plans", document_year=2022),
    )
    found = series_of(rows)
    assert names(found) == ["UNV-2018-2021:1.1", "UNV-2018-2021:2.2 + UNV-2022-2025:1.1", "UNV-2022-2025:3.1"]
    contribution = found[0]
    assert [c.relation.value for c in contribution.correspondences] == ["related"]


def test_reports_of_an_unknown_framework_are_one_series_where_code_and_words_are_the_same() -> None:
    rows = read(
        row("DP/2098/25", "1.1", "Countries with a volunteering law", result="4", document_year=2098),
        row("DP/2097/25", "1.1", "Countries  with a volunteering law.", result="3", document_year=2097),
        row("DP/2096/25", "1.1", "Countries with a volunteering policy", result="2", document_year=2096),
    )
    found = series_of(rows)
    assert [[point.rows[0].printed.result for point in one.points] for one in found] == [["2"], ["3", "4"]]


def test_language_versions_are_one_point_that_says_when_their_figures_differ() -> None:
    same = read(row("DP/2021/25", "1.1", result="58%"), row("DP/2021/25", "1.1", result="58 %", language="fr"))
    other = read(row("DP/2021/25", "1.1", result="58%"), row("DP/2021/25", "1.1", result="85%", language="fr"))
    assert [point.languages_differ for point in series_of(same)[0].points] == [False]
    assert [point.languages_differ for point in series_of(other)[0].points] == [True]


def test_every_row_stands_in_one_series() -> None:
    rows = read(*(row(work, code) for work in ("DP/2021/25", "DP/2022/11", "X/1") for code in ("1.1", "2.2", "2.10")))
    standing = [row for one in series_of(rows) for point in one.points for row in point.rows]
    assert sorted(map(id, standing)) == sorted(map(id, rows))
