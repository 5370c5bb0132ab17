"""Country names are found as reports print them, and printed as readers know them."""

from __future__ import annotations

import pycountry
import pytest

from corpus.countries import LANGUAGES, country_name, find_country


@pytest.mark.parametrize(
    ("text", "language", "iso3"),
    [
        ("中国落实2030年可持续发展议程进展报告", "zh", "CHN"),
        ("巴布亚新几内亚自愿国别评估", "zh", "PNG"),  # not Guinea, which its name holds
        ("尼日利亚", "zh", "NGA"),
        ("Revue nationale volontaire – Côte d’Ivoire", "fr", "CIV"),  # typographic apostrophe
        ("EXAMEN NATIONAL VOLONTAIRE DU SENEGAL", "fr", "SEN"),  # no accents on capitals
        ("Guinée-Bissau", "fr", "GNB"),
        ("Informe nacional voluntario de la República Dominicana", "es", "DOM"),
        ("Добровольный национальный обзор Российской Федерации", "ru", "RUS"),  # genitive
        ("Нигерии", "ru", "NGA"),
        ("Нигера", "ru", "NER"),
        ("الاستعراض الوطني الطوعي لجمهورية مصر العربية", "ar", "EGY"),
        ("للأردن", "ar", "JOR"),  # article joined to the preposition
        ("Islamic Republic of Iran", "en", "IRN"),
        ("Bolivia (Plurinational State of)", "en", "BOL"),
        ("United Republic of Tanzania", "en", "TZA"),
        ("South Sudan", "en", "SSD"),
        ("Kenya", "fr", "KEN"),  # an English name in a French document
        ("示例国B自愿国别评估", "zh", "XAB"),
        ("Страна-образец Ф", "ru", "XAF"),
        ("Sample Country A", "en", "XAA"),
        ("the women of Romanesque churches", "en", None),
    ],
)
def test_a_country_is_found_by_the_name_a_report_prints(text: str, language: str, iso3: str | None) -> None:
    assert find_country(text, language) == iso3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_name_is_found_again(language: str) -> None:
    lost = [
        country.alpha_3
        for country in pycountry.countries
        if find_country(country_name(country.alpha_3, language), language) != country.alpha_3
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("iso3", "language", "name"),
    [
        ("KEN", "zh", "肯尼亚"),
        ("IRN", "en", "Iran"),
        ("TZA", "fr", "Tanzanie"),
        ("XAB", "en", "Sample Country B"),
        ("XAB", "zh", "示例国B"),
        ("QQQ", "en", "QQQ"),
        ("KEN", "und", "Kenya"),
    ],
)
def test_a_code_is_printed_as_its_short_name(iso3: str, language: str, name: str) -> None:
    assert country_name(iso3, language) == name
