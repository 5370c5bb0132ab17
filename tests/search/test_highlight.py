from __future__ import annotations

import pytest

from search.highlight import Matcher, highlights
from search.query import read_query


def marked(question: str, text: str, language: str) -> list[str]:
    query = read_query(question, "lexical", None, None)
    return [text[start:end] for start, end in highlights(text, Matcher(query).matches(text, language))]


@pytest.mark.parametrize(
    ("question", "text", "language", "found"),
    [
        ("志愿者", "部署志願者。", "zh", ["志願者"]),  # traditional characters
        ("义工", "部署志愿者。", "zh", ["志愿者"]),  # a synonym
        ("志愿者", "Volunteers served.", "en", ["Volunteers"]),  # another language, an ending
        ("志愿服务政策", "将志愿服务纳入计划和政策。", "zh", ["志愿服务", "政策"]),  # its words apart
        ("志愿服务政策", "志愿服务政策已通过。", "zh", ["志愿服务政策"]),
        ("least developed countries", "the least developed countries", "en", ["least developed countries"]),
        (
            "volunteer",
            "𝐯𝐨𝐥𝐮𝐧𝐭𝐞𝐞𝐫 and ｖｏｌｕｎｔｅｅｒ",
            "en",
            ["𝐯𝐨𝐥𝐮𝐧𝐭𝐞𝐞𝐫", "ｖｏｌｕｎｔｅｅｒ"],
        ),  # compatibility letters
        ("9459", "9,459 and 9 459 of 9459", "en", ["9,459", "9 459", "9459"]),  # digits in groups
        ("3", "3.5 and 3", "en", ["3"]),  # never a part of another number
        ("75/233", "第75/233号决议", "zh", ["75/233"]),
        ("trade", "Volunteers served.", "en", []),
    ],
)
def test_what_was_asked_for_is_marked_however_it_is_said(
    question: str, text: str, language: str, found: list[str]
) -> None:
    assert marked(question, text, language) == found


def test_spans_do_not_touch_each_other() -> None:
    query = read_query("志愿服务 志愿者", "lexical", None, None)
    text = "志愿者志愿服务志愿者"
    assert highlights(text, Matcher(query).matches(text, "zh")) == [(0, len(text))]
