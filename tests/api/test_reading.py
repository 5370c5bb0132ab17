"""How a passage is cut for the reader and for lists: nothing is lost, nothing is shown twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.leaders import without_leaders
from api.web.portions import by_length, by_size
from api.web.reader.reading import Mentioned, cells, pieces
from api.web.searching.highlights import snippet

TEXT = "见第99/901号决议第3段和DP/2098/25。"


def mention(start: int, end: int) -> Mentioned:
    return Mentioned(start, end, "matched", "A/RES/99/901", "/works/A/RES/99/901")


def test_a_mention_and_a_mark_cut_the_text_where_they_stand() -> None:
    shown = pieces(TEXT, [mention(1, 11)], [{"number": "4", "offset": 11}], {"4": "#fn4"})
    assert [(p.text, p.mention is not None, p.footnote) for p in shown] == [
        ("见", False, None),
        ("第99/901号决议", True, None),
        ("", False, "4"),
        ("第3段和DP/2098/25。", False, None),
    ]
    assert shown[2].footnote_href == "#fn4"


def test_a_mark_at_the_end_of_a_text_is_kept() -> None:
    assert pieces("text", [], [{"number": "1", "offset": 4}], {})[-1].footnote == "1"
    assert pieces("text", [], [{"number": "1", "offset": 99}], {})[-1].footnote == "1"


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=6),
    st.lists(st.integers(0, 45), max_size=4),
)
def test_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int]], marks: list[int]) -> None:
    mentions = [mention(start, start + length) for start, length in spans if start + length <= len(text)]
    shown = pieces(text, mentions, [{"number": str(n), "offset": at} for n, at in enumerate(marks)], {})
    assert "".join(piece.text for piece in shown) == text
    assert sum(piece.footnote is not None for piece in shown) == len(marks)


def test_cells_are_the_row_without_its_breaks() -> None:
    row = "产出1.1\t志愿者人数 |  | 9,000"
    assert [row[first:last] for first, last in cells(row)] == ["产出1.1", "志愿者人数", "", "9,000"]


@given(st.text(max_size=400), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=5))
def test_a_snippet_is_a_stretch_of_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    shown = snippet(text, spans, 50)
    joined = "".join(piece for piece, _ in shown.pieces)
    assert joined in text
    assert len(joined) <= 50
    assert shown.cut_before == (not text.startswith(joined)) or joined == ""


def test_a_snippet_holds_the_first_highlight() -> None:
    text = "a" * 500 + "needle" + "b" * 500
    assert ("needle", True) in snippet(text, [(500, 506)], 120).pieces


@given(st.lists(st.integers(0, 50)), st.integers(1, 100))
def test_parts_joined_are_the_list_and_keep_the_limit(sizes: list[int], limit: int) -> None:
    parts = by_size(sizes, lambda size: size, limit)
    assert [size for part in parts for size in part] == sizes
    assert all(sum(part) <= limit or sum(1 for size in part if size) == 1 for part in parts)


def test_a_portion_that_does_not_exist_is_the_nearest() -> None:
    assert (by_length([1, 2, 3], 9, 2).items, by_length([], 3, 2).of) == ([3], 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Programme of work . . . . . . 17", "Programme of work … 17"),
        ("一. 导言………………3", "一. 导言 … 3"),
        ("Research ...... 26 Subprogramme 2 ...... 30", "Research … 26 Subprogramme 2 … 30"),
        ("and so on ... 3", "and so on ... 3"),
        ("他说……然后", "他说……然后"),
        ("A/RES/70/1. e.g. 3.1.1.", "A/RES/70/1. e.g. 3.1.1."),
    ],
)
def test_dots_that_lead_to_a_page_are_shown_as_one(text: str, shown: str) -> None:
    assert without_leaders(text) == shown


def test_marks_that_touch_are_one_mark() -> None:
    found = snippet("促进志愿服务事业", [(2, 4), (4, 6), (3, 5)])
    assert found.pieces == [("促进", False), ("志愿服务", True), ("事业", False)]
