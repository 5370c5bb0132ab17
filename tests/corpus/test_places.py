from __future__ import annotations

import pytest

from corpus.citations import Pinpoint
from corpus.places import (
    all_passage_paths,
    missing_parts,
    passage_paths,
    place_name,
    standing_at,
    stands_in,
    written_pinpoint,
)
from corpus.queries import read_pinpoint


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("p29", "para. 29, p. 7", "第29段，第7页"),
        ("p12/(a)/(ii)", "para. 12(a)(ii), p. 7", "第12段(a)(ii)，第7页"),
        ("p12/㈠", "para. 12㈠, p. 7", "第12段㈠，第7页"),
        ("p9/2.~2", "para. 9, p. 7", "第9段，第7页"),
        ("fn9", "footnote 9, p. 7", "脚注9，第7页"),
        ("p14~2", "para. 14, p. 7", "第14段，第7页"),
        ("annex1/p3", "annex 1, para. 3, p. 7", "附件1，第3段，第7页"),
        ("annex2/b31", "annex 2, p. 7", "附件2，第7页"),
        ("h4", "p. 7", "第7页"),
        ("b17", "p. 7", "第7页"),
    ],
)
def test_a_place_is_named_as_it_is_printed(path: str, english: str, chinese: str) -> None:
    assert (place_name(path, 7, "en"), place_name(path, 7, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("pinpoint", "parts"),
    [
        (Pinpoint("paragraph", ("29",)), (("p29",),)),
        (Pinpoint("paragraph", ("5(b)",)), (("p5/(b)", "p5"),)),
        (Pinpoint("paragraph", ("5㈠",)), (("p5/㈠", "p5"),)),
        (Pinpoint("paragraph", ("7(a)(ii)",)), (("p7/(a)/(ii)", "p7/(a)", "p7"),)),
        (Pinpoint("paragraph", ("7-9", "12")), (("p7",), ("p8",), ("p9",), ("p12",))),
        (Pinpoint("paragraph", ("9-7",)), ()),
        (Pinpoint("annex", ()), (("annex1",),)),
        (Pinpoint("annex", ("II",)), (("annex2",),)),
        (Pinpoint("annex", ("二",)), (("annex2",),)),
        (Pinpoint("appendix", ("1",)), ()),
        (Pinpoint("chapter", ("2",)), ()),
        (Pinpoint("paragraph", ("三",)), ()),
    ],
)
def test_every_part_that_is_named_has_its_paths(pinpoint: Pinpoint, parts: tuple[tuple[str, ...], ...]) -> None:
    assert all_passage_paths(pinpoint) == parts
    assert passage_paths(pinpoint) == (parts[0] if parts else ())


def test_a_range_is_counted_out_up_to_a_limit() -> None:
    assert len(all_passage_paths(Pinpoint("paragraph", ("1-9999",)))) < 1000


@pytest.mark.parametrize("path", ["p29", "p12/(a)/(ii)", "p12/㈠", "p14~2", "p9/2.~2"])
def test_what_a_path_is_asked_for_by_leads_back_to_it(path: str) -> None:
    pinpoint = read_pinpoint(written_pinpoint(path) or "")
    assert pinpoint is not None
    assert stands_in(path, passage_paths(pinpoint)[0])


def test_footnotes_headings_and_annexes_are_no_paragraphs() -> None:
    assert [written_pinpoint(path) for path in ("fn9", "h4", "b17", "annex1/p3")] == [None] * 4
    assert not any(stands_in(path, "p2") for path in ("p29", "fn2", "annex1/p2", "p2x"))


def test_what_stands_at_a_place_is_what_stands_in_it() -> None:
    paths = ["p7", "p7/(a)", "p7~2", "p70", "annex1/p7", "annex1/p7/(a)~2", "p9/2.~2"]
    for part, standing in standing_at((path, path) for path in paths).items():
        assert standing == [path for path in paths if stands_in(path, part)]


def test_parts_that_are_not_there_are_named_and_beyond_five_counted() -> None:
    assert missing_parts("DP/2099/1", ["p1", "p2"], ["p1/(a)", "p2~2"]) == []
    assert missing_parts("DP/2099/1", ["p1", "p2/(b)", "annex2"], ["p1"])[0].endswith("has no para. 2(b), annex 2")
    (line,) = missing_parts("DP/2099/1", [f"p{n}" for n in range(1, 10)], ["p1"])
    assert line == "DP/2099/1 has no para. 2, para. 3, para. 4, para. 5, para. 6 and 3 more"
