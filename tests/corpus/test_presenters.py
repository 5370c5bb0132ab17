"""Who presented: lists that are imported, and what stays unknown."""

from __future__ import annotations

import pytest

from corpus.errors import PortalError
from corpus.presenters import Presenter, planned, presented_by_year, read_presenters

HEADER = "iso3,year,cycle,source\n"


def test_a_list_is_read_with_codes_or_names() -> None:
    rows = read_presenters(HEADER + "KEN,2024,3,HLPF\nFiji,2023,,HLPF\n")
    assert rows == [Presenter("KEN", 2024, 3, "HLPF"), Presenter("FJI", 2023, None, "HLPF")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("iso3,year\nKEN,2024\n", "line 1: the columns are iso3, year, cycle, source"),
        (HEADER, "no row"),
        (HEADER + "Atlantis,2024,1,x\n", "line 2: 'Atlantis' is no country"),
        (HEADER + "KEN,2015,1,x\n", "line 2: year '2015'"),  # the first reviews were of 2016
        (HEADER + "KEN,2024,many,x\n", "line 2: cycle 'many'"),
        (HEADER + "KEN,2024,1,\n", "line 2: no source"),
        (HEADER + "KEN,2024,1,x\nKenya,2024,1,x\n", "line 3: KEN is there twice in 2024"),
        (HEADER + "KEN\n", "line 2: year ''"),
        (HEADER + 'KEN,2024,1,"x\nFJI,2024,1,x\n', "unexpected end of data"),  # a quote that swallows what follows
        (HEADER + 'KEN,2024,1,"x\nFJI,2024,1,x"\n', "the source is not one line"),
        (HEADER + "KEN,2024,1,a\x00b\n", "the source is not one line"),
        (HEADER + "KEN,2024,1,x,more\n", "line 2: more cells than columns"),
        (HEADER + "KEN,2024,1," + "x" * 200_000, "field larger than field limit"),
    ],
)
def test_a_row_that_cannot_be_one_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(PortalError, match=said):
        read_presenters(text)


def test_lines_may_end_as_any_system_ends_them() -> None:
    assert (
        len({tuple(read_presenters(f"{HEADER}KEN,2024,1,x\n".replace("\n", end))) for end in ("\n", "\r\n", "\r")}) == 1
    )


def test_a_country_that_was_renamed_is_the_same_country() -> None:
    rows = read_presenters(HEADER + "Swaziland,2019,,x\nTurkey,2019,,x\nMacedonia,2020,,x\n")
    assert [row.iso3 for row in rows] == ["SWZ", "TUR", "MKD"]


def year(rows: list[Presenter], *obtained: str) -> dict[str, object]:
    return presented_by_year(rows, {2024: frozenset(obtained)})[2024]


def test_how_many_presented_is_known_only_from_a_whole_list() -> None:
    listed = [Presenter("KEN", 2024, None, "a list"), Presenter("FJI", 2024, None, "a list")]
    assert year(listed, "KEN")["presented"] == 2
    assert year(listed, "KEN")["missing"] == ["FJI"]
    assert year([], "KEN")["presented"] is None
    assert year([*listed[:1], Presenter("FJI", 2024, None, "some", whole=False)], "KEN")["presented"] is None


def test_a_list_without_a_country_whose_review_is_here_is_not_believed() -> None:
    found = year([Presenter("KEN", 2024, None, "a list")], "KEN", "FJI")
    assert (found["presented"], found["unlisted"]) == (None, ["FJI"])


def test_two_public_numbers_stand_beside_each_other_and_make_no_list() -> None:
    found = presented_by_year([], {2020: frozenset({"KEN"})})[2020]
    assert found["presented"] is None
    assert sorted(row["reviews"] for row in found["stated"]) == [45, 47]  # DP/2021/25 and IISD differ


def test_who_meant_to_present_in_2024_is_published_and_is_no_list_of_presenters() -> None:
    rows = planned(2024)
    assert len({row.iso3 for row in rows}) == len(rows) == 43
    assert not any(row.whole for row in rows)
    assert planned(2023) == []
