"""Country names are found as reports print them, and printed as readers know them."""

from __future__ import annotations

import csv
from pathlib import Path

import pycountry
import pytest

from corpus.countries import (
    COLUMNS,
    LANGUAGES,
    countries_in,
    country_name,
    country_named,
    country_of_adjective,
    country_of_code,
    find_country,
    is_state,
)
from corpus.lexicon import load_lexicon

STATES = load_lexicon("countries.names")
with (Path(__file__).parent / "long_names.tsv").open(encoding="utf-8", newline="") as table:
    LONG_NAMES = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
"""Formal names, and those of M49 with their brackets; the Russian ones in the genitive, as titles have them."""


def test_every_member_and_observer_state_has_a_name_in_six_languages() -> None:
    assert len(STATES) == 193 + 2  # the Holy See and the State of Palestine
    assert all(pycountry.countries.get(alpha_3=code) for code in STATES)
    assert {len(names) for names in STATES.values()} == {len(COLUMNS)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_name_is_found_again(language: str) -> None:
    codes = [country.alpha_3 for country in pycountry.countries]
    assert [code for code in codes if find_country(country_name(code, language), language) != code] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_capitals_is_found_again(language: str) -> None:
    assert [code for code in STATES if find_country(country_name(code, language).upper(), language) != code] == []


@pytest.mark.parametrize("language", COLUMNS)
def test_no_state_has_the_name_of_another(language: str) -> None:
    names = [row[COLUMNS.index(language)] for row in STATES.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("row", LONG_NAMES, ids=lambda row: row["iso3"])
def test_long_names_are_found_in_six_languages(row: dict[str, str]) -> None:
    assert [find_country(row[language], language) for language in COLUMNS] == [row["iso3"]] * 6


@pytest.mark.parametrize(
    ("text", "language", "iso3"),
    [
        ("中国落实2030年可持续发展议程进展报告", "zh", "CHN"),
        ("Revue nationale volontaire – Côte d’Ivoire", "fr", "CIV"),  # typographic apostrophe
        ("EXAMEN NATIONAL VOLONTAIRE DU SENEGAL", "fr", "SEN"),  # no accents on capitals
        ("Kenya’s second review", "en", "KEN"),
        ("Kenya", "fr", "KEN"),  # an English name in a French document
        ("Informe nacional voluntario de la República Dominicana", "es", "DOM"),
        ("Dominica", "es", "DMA"),
        ("多米尼克", "zh", "DMA"),
        ("多米尼加共和国", "zh", "DOM"),
        ("Доминики", "ru", "DMA"),
        ("Доминиканской Республики", "ru", "DOM"),
        ("Нигерии", "ru", "NGA"),
        ("Нигера", "ru", "NER"),
        ("النيجر", "ar", "NER"),
        ("نيجيريا", "ar", "NGA"),
        ("Guinée-Bissau", "fr", "GNB"),
        ("巴布亚新几内亚自愿国别评估", "zh", "PNG"),  # not Guinea, which its name holds
        ("赤道几内亚", "zh", "GNQ"),
        ("几内亚比绍", "zh", "GNB"),
        ("几内亚", "zh", "GIN"),
        ("Папуа-Новой Гвинеи", "ru", "PNG"),
        ("Экваториальной Гвинеи", "ru", "GNQ"),
        ("索马里", "zh", "SOM"),  # not Mali
        ("马里", "zh", "MLI"),
        ("South Sudan", "en", "SSD"),
        ("南苏丹", "zh", "SSD"),
        ("Южного Судана", "ru", "SSD"),
        ("American Samoa", "en", "ASM"),
        ("刚果（金）", "zh", "COD"),
        ("DR Congo", "en", "COD"),
        ("阿曼", "zh", "OMN"),
        ("سلطنة عمان", "ar", "OMN"),
        ("للأردن", "ar", "JOR"),  # article joined to the preposition
        ("بتونس", "ar", "TUN"),
        ("للمملكة العربية السعودية", "ar", "SAU"),
        ("Кубы", "ru", "CUB"),
        ("Египта", "ru", "EGY"),
        ("Китая", "ru", "CHN"),
        ("Филиппин", "ru", "PHL"),
        ("Багамских Островов", "ru", "BHS"),
        ("Swaziland", "en", "SWZ"),
        ("Turkey", "en", "TUR"),
        ("The former Yugoslav Republic of Macedonia", "en", "MKD"),
        ("Cape Verde", "en", "CPV"),
        ("Czech Republic", "en", "CZE"),
        ("Свазиленд", "ru", "SWZ"),
        ("中国台湾", "zh", "TWN"),
        ("中国香港", "zh", "HKG"),
        ("示例国B自愿国别评估", "zh", "XAB"),
        ("Страна-образец Ф", "ru", "XAF"),
        ("Sample Country A", "en", "XAA"),
    ],
)
def test_a_country_is_found_by_the_name_a_report_prints(text: str, language: str, iso3: str) -> None:
    assert find_country(text, language) == iso3


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the women of Romanesque churches", "en"),
        ("a turkey from china", "en"),  # names begin with a capital
        ("кроме того", "ru"),
        ("发展中国家的自愿国别评估", "zh"),  # of developing countries
        ("其中国际社会", "zh"),
        ("内蒙古", "zh"),
        ("印度洋", "zh"),
        ("安曼", "zh"),  # Amman
        ("Korea", "en"),  # which of the two?
        ("Northern Ireland", "en"),
        ("New Guinea", "en"),
        ("Atlanta, Georgia", "en"),
        ("Малые островные государства", "ru"),  # not Mali
    ],
)
def test_what_holds_the_name_of_a_country_need_not_be_one(text: str, language: str) -> None:
    assert countries_in(text, language) == []


def test_all_countries_of_a_text_are_found_in_order_once() -> None:
    assert countries_in("Germany, Niger and Nigeria, with Germany", "en") == ["DEU", "NER", "NGA"]


@pytest.mark.parametrize(
    ("name", "iso3"),
    [("kenya", "KEN"), ("Republic of Kenya", "KEN"), ("肯尼亚", "KEN"), ("Kenya and Uganda", None), ("Kenyatta", None)],
)
def test_a_whole_name_is_known_in_any_case(name: str, iso3: str | None) -> None:
    assert country_named(name) == iso3


@pytest.mark.parametrize(
    ("code", "iso3"), [("ken", "KEN"), ("404", "KEN"), ("XAA", "XAA"), ("ZZZ", None), ("999", None)]
)
def test_codes_of_iso_and_m49_are_known(code: str, iso3: str | None) -> None:
    assert country_of_code(code) == iso3


@pytest.mark.parametrize(
    ("text", "iso3"),
    [("First Belgian National Voluntary Review", "BEL"), ("GERMAN GOVERNMENT", "DEU"), ("(French version)", None)],
)
def test_an_adjective_names_a_state_where_it_is_not_of_a_language(text: str, iso3: str | None) -> None:
    assert country_of_adjective(text) == iso3


def test_a_territory_is_no_state() -> None:
    assert [code for code in ("KEN", "PSE", "VAT", "XAA", "ABW", "HKG", "TWN", "XKX") if is_state(code)] == [
        "KEN",
        "PSE",
        "VAT",
        "XAA",
    ]


@pytest.mark.parametrize(
    ("iso3", "language", "name"),
    [
        ("KEN", "zh", "肯尼亚"),
        ("KHM", "zh", "柬埔寨"),
        ("MDA", "ar", "جمهورية مولدوفا"),
        ("IRN", "en", "Iran"),
        ("TZA", "fr", "Tanzanie"),
        ("MMR", "es", "Myanmar"),
        ("XAB", "en", "Sample Country B"),
        ("XAB", "zh", "示例国B"),
        ("QQQ", "en", "QQQ"),
        ("KEN", "und", "Kenya"),
    ],
)
def test_a_code_is_printed_as_its_short_name(iso3: str, language: str, name: str) -> None:
    assert country_name(iso3, language) == name
