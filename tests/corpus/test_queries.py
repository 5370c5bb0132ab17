"""What people type to name a document or a part of one."""

from __future__ import annotations

import pytest

from corpus.citations import Pinpoint
from corpus.queries import QuerySymbol, named_work, query_symbol, read_pinpoint, symbol_of


@pytest.mark.parametrize(
    ("query", "key", "paragraph"),
    [
        ("75/233", "A/RES/75/233", None),
        ("第７５／２３３号决议", "A/RES/75/233", None),
        ("大会第75/233号决议", "A/RES/75/233", None),
        ("第 75/233 号决议 第 29 段", "A/RES/75/233", "29"),
        ("75/233 执行部分第29段", "A/RES/75/233", "29"),
        ("resolution 70/129", "A/RES/70/129", None),
        ("A/RES/75/233 para. 29", "A/RES/75/233", "29"),
        ("A/RES/75/233, para. 5 (b)", "A/RES/75/233", "5(b)"),
        ("paragraph 29 of General Assembly resolution 75/233", "A/RES/75/233", "29"),
        ("DP/2022/11 第12段", "DP/2022/11", "12"),
        ("vnr/ken/2020", "VNR/KEN/2020", None),
        ("Human Rights Council resolution 17/4", "A/HRC/RES/17/4", None),
        ("执行局第2018/8号决定", "EB/2018/8", None),
        ("安全理事会第1244号决议", "S/RES/1244", None),
        ("résolution 70/1", "A/RES/70/1", None),
        ("DP/2098/25 para. 7(a)", "DP/2098/25", "7(a)"),  # "a" is also Spanish for "to"
        ("DP/2098/25 para. 7 (a) (ii)", "DP/2098/25", "7(a)(ii)"),
        ("DP/2098/25 第7(a)段", "DP/2098/25", "7(a)"),
        ("DP/2098/25 第7段(a)项", "DP/2098/25", "7(a)"),
        ("DP/2098/25 第7段㈠", "DP/2098/25", "7㈠"),
        ("DP/2098/25 paras. 7-9", "DP/2098/25", "7-9"),
        ("DP/2098/25 paragraphs 7–9", "DP/2098/25", "7-9"),
        ("DP/2098/25 paras 7 to 9", "DP/2098/25", "7-9"),
        ("DP/2098/25 第7至9段", "DP/2098/25", "7-9"),
    ],
)
def test_query_that_names_a_document_goes_to_it(query: str, key: str, paragraph: str | None) -> None:
    pinpoint = None if paragraph is None else Pinpoint("paragraph", (paragraph,))
    assert query_symbol(query) == QuerySymbol(key, pinpoint)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "volunteers",
        "志愿人员",
        "75/233 volunteers",
        "志愿服务 75/233",
        "24/7",
        "1/2",
        "2022",
        "men/women",
        "第" * 9999,
    ],
)
def test_query_with_other_words_is_an_ordinary_query(query: str) -> None:
    assert query_symbol(query) is None


@pytest.mark.parametrize(
    ("typed", "pinpoint"),
    [
        ("29", Pinpoint("paragraph", ("29",))),
        (" 29 (b) ", Pinpoint("paragraph", ("29(b)",))),
        ("29–31", Pinpoint("paragraph", ("29-31",))),
        ("7, 8 and 10-12", Pinpoint("paragraph", ("7", "8", "10-12"))),
        ("第29至31段", Pinpoint("paragraph", ("29-31",))),
        ("para. 29", Pinpoint("paragraph", ("29",))),
        ("annex", Pinpoint("annex", ())),
        ("Annex II", Pinpoint("annex", ("II",))),
        ("附件二", Pinpoint("annex", ("二",))),
    ],
)
def test_a_part_is_read_however_it_is_written(typed: str, pinpoint: Pinpoint) -> None:
    assert read_pinpoint(typed) == pinpoint


@pytest.mark.parametrize("typed", ["", "x", "(b)", "29b", "99999", "75/233", "7-" * 99])
def test_what_names_no_part_is_none(typed: str) -> None:
    assert read_pinpoint(typed) is None


def test_a_work_is_named_by_any_writing_and_a_part_is_no_work() -> None:
    assert named_work("第75/233号决议") == named_work("a/res/75/233") == named_work("75/233") == "A/RES/75/233"
    for text in ("75/233 para. 29", "hello world"):
        with pytest.raises(ValueError, match=r"names a part|not a UN document symbol"):
            named_work(text)


@pytest.mark.parametrize(
    ("work", "symbol"),
    [("A/RES/75/233", "A/RES/75/233"), ("VNR/KEN/2020", None), ("FILE/0123456789abcdef", None), ("hello", None)],
)
def test_only_a_work_that_has_a_symbol_has_one(work: str, symbol: str | None) -> None:
    assert symbol_of(work) == symbol
