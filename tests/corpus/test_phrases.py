"""Works named in words, in any of the six languages."""

from __future__ import annotations

import pytest

from corpus.symbols import work_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("第75/233号决议", "A/RES/75/233"),
        ("第 75/233 号决议", "A/RES/75/233"),
        ("第７５／２３３号决议", "A/RES/75/233"),
        ("大会第75/233号决议", "A/RES/75/233"),
        ("大會第 75/233 號決議", "A/RES/75/233"),  # traditional characters
        ("大会2020年12月21日第75/233号决议", "A/RES/75/233"),
        ("1325(2000)号决议", "S/RES/1325(2000)"),
        ("安全理事会第1325（2000）号决议", "S/RES/1325(2000)"),
        ("安理会第1244号决议", "S/RES/1244"),
        ("执行局第2018/8号决定", "EB/2018/8"),
        ("经社理事会第2018/12号决议", "E/RES/2018/12"),
        ("人权理事会第17/4号决议", "A/HRC/RES/17/4"),
        ("resolution 75/233 of 21 December 2020", "A/RES/75/233"),
        ("General Assembly resolution 75/233", "A/RES/75/233"),
        ("General Assembly decision 73/546", "A/DEC/73/546"),
        ("Resolution 75/233 adopted by the General Assembly on 21 December 2020", "A/RES/75/233"),
        ("Security Council resolution 1325 (2000)", "S/RES/1325(2000)"),
        ("UNSCR 1325", "S/RES/1325"),
        ("resolution 53/243 B", "A/RES/53/243B"),
        ("Resolution WHA58.3", "WHA58.3"),
        ("decision 1/CP.21", "FCCC/DEC/1/CP.21"),
        ("résolution 75/233 de l’Assemblée générale en date du 21 décembre 2020", "A/RES/75/233"),
        ("résolution 1325 (2000) du Conseil de sécurité", "S/RES/1325(2000)"),
        ("re\u0301solution 70/1", "A/RES/70/1"),  # an accent as a character of its own
        ("resolución 70/1 de la Asamblea General, de 25 de septiembre de 2015", "A/RES/70/1"),
        ("резолюция 75/233 Генеральной Ассамблеи от 21 декабря 2020 года", "A/RES/75/233"),
        ("قرار الجمعية العامة 75/233 المؤرخ 21 كانون الأول/ديسمبر 2020", "A/RES/75/233"),
        ("قرار مجلس الأمن ١٣٢٥ (٢٠٠٠)", "S/RES/1325(2000)"),
        ("document A/73/254", "A/73/254"),
        ("A/RES/75/233 of 21 December 2020", "A/RES/75/233"),
        ("https://undocs.org/en/A/RES/70/1", "A/RES/70/1"),
        ("undocs.org/S/RES/1325(2000)", "S/RES/1325(2000)"),
        ("https://docs.un.org/zh/A/81/6%20(Sect.%2025)", "A/81/6 (Sect. 25)"),
        ("2030 Agenda", "A/RES/70/1"),
        ("《2030年可持续发展议程》", "A/RES/70/1"),
        ("《聯合國憲章》", "UN-CHARTER"),
        ("Accord de Paris", "FCCC/CP/2015/10/Add.1"),
        ("treaty/unfccc", "TREATY/UNFCCC"),
        ("2020 quadrennial comprehensive policy review", "A/RES/75/233"),  # adopted anew every four years
        ("2016年四年度全面政策审查", "A/RES/71/243"),
    ],
)
def test_a_work_named_in_words_is_found(written: str, key: str) -> None:
    assert work_key(written) == key


@pytest.mark.parametrize(
    ("written", "advised"),
    [
        ("2018/8", "write E/RES/2018/8 or E/DEC/2018/8 or EB/2018/8"),
        ("75/233", "write A/RES/75/233 or A/DEC/75/233 or A/HRC/RES/75/233"),
    ],
)
def test_a_number_that_several_bodies_use_is_refused_with_what_to_write(written: str, advised: str) -> None:
    with pytest.raises(ValueError, match=f"does not say whose number it is: {advised}$"):
        work_key(written)


def test_an_instrument_adopted_anew_is_refused_with_its_editions() -> None:
    with pytest.raises(ValueError, match=r"several editions: write A/RES/67/226 or .*A/RES/75/233"):
        work_key("quadrennial comprehensive policy review")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "resolution",
        "the General Assembly",
        "resolution on volunteers 75/233",  # a word that belongs to no name
        "resolutions 70/1 and 71/1",  # two Works
        "General Assembly and Security Council resolution 75/233",
        "A/RES/75/233 paragraph 29",  # a part of one
        "21 December 2020",
        "resolut\u0131on 75/233",  # a letter that only looks like i
        "agreed conclusions 1997/2",  # what has no key
        "https://example.org/A/RES/70/1",
        "undocs.org/hello",
    ],
)
def test_words_that_name_no_work_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a UN document symbol"):
        work_key(written)
