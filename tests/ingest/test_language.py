"""The language of a text is told from the text alone, and not at all from too little of it."""

from __future__ import annotations

import pytest

from ingest.language import LETTERS_NEEDED, detect

SENTENCES = {
    "zh": "志愿服务是实现可持续发展目标的一种有力的执行手段，应当得到与其他手段同等的重视，并在官方统计中加以计量。",
    "en": "Volunteers are often the first to reach a community struck by disaster, and often the last to leave it.",
    "fr": "Les bénévoles sont souvent les premiers à atteindre une communauté touchée par une catastrophe.",
    "es": "Las personas voluntarias suelen ser las primeras en llegar a una comunidad afectada por un desastre.",
    "ar": "كثيرا ما يكون المتطوعون أول من يصل إلى المجتمع المحلي الذي ألمت به كارثة وآخر من يغادره.",
    "ru": "Добровольцы часто первыми приходят на помощь общине, пострадавшей от бедствия, и уходят последними.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_shows_its_language(language: str, sentence: str) -> None:
    assert detect([sentence]) == language


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_language_is_the_same_however_the_text_is_cut(language: str, sentence: str) -> None:
    half = len(sentence) // 2
    assert detect([sentence[:half], sentence[half:]]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "VNR",
        "A/RES/70/1",
        "1. 2. 3.",
        "志愿服务",
        "Volontariat",
        "12 345 678 | 90 % | 2099 | 17.18 | 3.1 | 4 | 5 | 6",
    ],
)
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect([text]) is None


def test_no_text_has_no_language() -> None:
    assert detect([]) is None


def test_letters_are_counted_and_digits_are_not() -> None:
    assert detect(["志" * (LETTERS_NEEDED - 1), "1" * 1000]) is None
    assert detect(["志" * LETTERS_NEEDED, "1" * 1000]) == "zh"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "见《World Survey of Volunteer Work Statistics》一书第二章，其中载有各国志愿工作统计方法的说明和例子。"),
        ("ar", "انظر World Survey of Volunteer Work، الفصل الثاني، الذي يتضمن أمثلة على أساليب قياس العمل التطوعي."),
        (
            "ru",
            "См. World Survey of Volunteer Work, глава II, где приведены примеры методов измерения труда добровольцев.",
        ),
    ],
)
def test_latin_names_do_not_change_the_language_of_a_text(language: str, text: str) -> None:
    assert detect([text]) == language


def test_a_chinese_name_does_not_make_an_english_text_chinese() -> None:
    assert detect([SENTENCES["en"], "志愿服务"]) == "en"
