"""The masthead says whose a document is, for whom, and what it was written in, in all six languages."""

from __future__ import annotations

import pytest

from ingest.structure.masthead import Masthead, masthead_of


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (
            ["United Nations A/80/604", "General Assembly Distr.: General", "9 April 2026", "Original: English"],
            Masthead("General Assembly", "General", "en"),
        ),
        (
            ["Naciones Unidas E/2018/64", "Consejo Económico y Social Distr. general", "Español Original: inglés"],
            Masthead("Consejo Económico y Social", "general", "en"),
        ),
        (
            ["Assemblée générale", "Distr. limitée", "Français", "Original : anglais"],
            Masthead("Assemblée générale", "limitée", "en"),
        ),
        (
            ["Генеральная Ассамблея", "Distr.: General", "Russian", "Original: French"],
            Masthead("Генеральная Ассамблея", "General", "fr"),
        ),
        (
            ["联合国开发计划署、联合国人口基金和联合国项目事务署执行局", "Distr.: Limited", "原文：中文"],
            Masthead("联合国开发计划署、联合国人口基金和联合国项目事务署执行局", "Limited", "zh"),
        ),
        (["大会", "Distr.: General", "Chinese", "Original: Arabic"], Masthead("大会", "General", "ar")),
        (["الجمعية العامة", "Distr.: General", "الأصل: بالإنكليزية"], Masthead("الجمعية العامة", "General", "en")),
        (
            ["Executive Board of the Sample Programme", "Annual session 2099"],
            Masthead(body="Executive Board of the Sample Programme"),
        ),
        (["The General Assembly adopted it.", "An original work in English"], Masthead()),
    ],
)
def test_the_lines_of_a_masthead_are_told_apart(front: list[str], expected: Masthead) -> None:
    assert masthead_of(front) == expected
