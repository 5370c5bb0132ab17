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
    ("language", "lines"),
    [
        ("en", "KENYA\nVoluntary National Review\nJune 2020"),
        ("fr", "RÉPUBLIQUE DU SÉNÉGAL\nExamen national volontaire\nJuin 2018"),
        ("es", "REPÚBLICA DE COLOMBIA\nInforme Nacional Voluntario\nJulio 2021"),
        ("pt", "República de Moçambique\nRevisão Nacional Voluntária"),
        ("ar", "VNR 2021 SDGs UNDP\nالاستعراض الوطني الطوعي لجمهورية مصر العربية"),
        ("ru", "ЦУР SDG UNDP 2022\nДобровольный национальный обзор Республики Казахстан"),
        ("zh", "國家自願檢視報告\n落實聯合國永續發展目標之進展與挑戰"),  # traditional
        ("zh", "中国落实2030年可持续发展议程进展报告\nChina’s Progress Report on Implementation of the 2030 Agenda"),
    ],
)
def test_a_title_page_shows_its_language(language: str, lines: str) -> None:
    assert detect(lines.splitlines()) == language


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("en", "Goal 1 | 12.5 | 13.4\nMaternal mortality ratio | 362\nMale | 50.1 | Female | 49.9"),
        ("fr", "Indicateur | 2015 | 2018\nTaux de pauvreté | 46,7 | 37,8"),
        ("es", "Indicador | 2015 | 2018\nTasa de pobreza | 28,2 | 26,9\nTasa neta de escolarización | 94"),
        ("ar", "المؤشر | 2015 | 2018\nمعدل الفقر | 27.8 | 32.5\nنسبة الالتحاق بالتعليم | 94"),
        ("ru", "Показатель | 2015 | 2018\nУровень бедности, % | 13,4 | 12,6"),
        ("zh", "指标 | 2015 | 2018\n贫困发生率 | 5.7 | 1.7\n九年义务教育巩固率 | 93.0 | 94.2"),
        ("en", "ACKNOWLEDGEMENTS\nWe thank UNDP, UNICEF, Kibaki, Mwangi, Ochieng, Wanjiku, Njoroge and Otieno"),
    ],
)
def test_a_table_and_a_list_of_names_show_their_language(language: str, cells: str) -> None:
    assert detect(cells.splitlines()) == language


@pytest.mark.parametrize(
    "text",
    [
        "日本の自発的国家レビュー2021　持続可能な開発目標の達成に向けて",
        "대한민국 자발적국가검토보고서 2016 지속가능발전목표 이행을 위한 첫해의 성과와 과제",
        "گزارش ملی داوطلبانه جمهوری اسلامی ایران درباره پیشرفت اهداف توسعه پایدار",
        "Добровільний національний огляд України щодо досягнення цілей сталого розвитку",
        "Қазақстан Республикасының тұрақты даму мақсаттары жөніндегі ерікті ұлттық шолуы",
    ],
)
def test_a_language_that_the_portal_does_not_read_is_not_taken_for_one_that_it_does(text: str) -> None:
    assert detect([text]) is None


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
    assert detect(["д" * (LETTERS_NEEDED - 1), "1" * 1000]) is None
    assert detect(["д" * LETTERS_NEEDED, "1" * 1000]) == "ru"


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
