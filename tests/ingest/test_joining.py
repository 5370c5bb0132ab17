"""Lines are joined as a reader would: words that a line end divides become whole, hyphens of their own stay."""

from __future__ import annotations

import pytest

from ingest.text import joint, vocabulary_of


def joined(left: str, right: str, *others: str) -> str:
    kept, between = joint(left, right, vocabulary_of([left, right, *others]))
    return kept + between + right


@pytest.mark.parametrize(
    ("left", "right", "others", "whole"),
    [
        ("the imple-", "mentation of", ["its implementation"], "the implementation of"),
        ("the imple-", "mentation of", [], "the implementation of"),
        ("for decision-", "making in", ["a decision-making body"], "for decision-making in"),
        ("the seventy-", "sixth session", ["the sixth of seventy"], "the seventy-sixth session"),
        ("non-", "UN entities", [], "non-UN entities"),
        (
            "for self-",
            "sufficiency, the",
            ["a decision-", "making body takes a decision in making it"],
            "for self-sufficiency, the",
        ),
        ("one line", "and another", [], "one line and another"),
        ("志愿服务", "促进发展", [], "志愿服务促进发展"),
        ("30 岁以下", "12 000 人", [], "30 岁以下 12 000 人"),
        ("A/RES/", "75/233", [], "A/RES/75/233"),
    ],
)
def test_two_lines_are_joined(left: str, right: str, others: list[str], whole: str) -> None:
    assert joined(left, right, *others) == whole
