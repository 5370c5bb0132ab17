from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sparse import SparseVector, document_vector, query_vector
from search.tokens import dates, percentages, tokenise

SAMPLE = "联合国志愿人员组织在一百多个国家部署志愿者，促进志愿服务纳入国家发展规划和政策战略。"


def test_chinese_gives_characters_and_pairs() -> None:
    assert sorted(tokenise("志愿服务", "zh")) == sorted(["志", "愿", "服", "务", "志愿", "愿服", "服务"])


def test_traditional_and_simplified_are_one() -> None:
    assert tokenise("志願服務與發展規劃", "zh") == tokenise("志愿服务与发展规划", "zh")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ａ／RES／７０／１", "A/RES/70/1"),  # full-width
        ("1 243 381", "1,243,381"),  # digit groups
        ("BÉNÉVOLAT", "benevolat"),  # case and accents
        ("волонтёр", "волонтер"),  # ё
        ("المُتطوّع", "المتطوع"),  # marks
        ("e\u0301ducation", "\u00e9ducation"),  # NFD and NFC
        ("志愿\n服务", "志愿服务"),  # a line broken inside a sentence
    ],
)
def test_two_ways_of_writing_give_the_same_tokens(one: str, other: str) -> None:
    assert tokenise(one) == tokenise(other)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "volunteering policies", "volunteer policy"),
        ("fr", "les volontaires nationaux", "le volontaire national"),
        ("es", "voluntarios capacitados", "voluntario capacitado"),
        ("ru", "добровольцев", "добровольцами"),
        ("ar", "المتطوعون", "متطوع"),
    ],
)
def test_endings_of_a_language_do_not_matter(language: str, one: str, other: str) -> None:
    assert set(tokenise(other, language)) <= set(tokenise(one, language))


def test_words_of_two_languages_in_latin_letters_are_two() -> None:
    assert set(tokenise("pain", "fr")).isdisjoint(tokenise("pain", "en"))


def test_a_word_of_an_alphabet_ends_where_chinese_begins() -> None:
    # Questions are typed without spaces: "UNV是什么" asks for UNV.
    assert "en:unv" in tokenise("UNV是什么", "zh")
    assert "是什" in tokenise("UNV是什么", "zh")


def test_a_symbol_is_a_token_beside_its_parts() -> None:
    assert "a/res/75/233" in tokenise("载于A/RES/75/233号决议")
    assert "75/233" in tokenise("第75/233号决议")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2020年12月21日", ["2020-12", "2020-12-21"]),
        ("21 December 2020", ["2020-12", "2020-12-21"]),
        ("December 21, 2020", ["2020-12", "2020-12-21"]),
        ("21 de diciembre de 2020", ["2020-12", "2020-12-21"]),
        ("21 décembre 2020", ["2020-12", "2020-12-21"]),
        ("21 декабря 2020", ["2020-12", "2020-12-21"]),
        ("21 ديسمبر 2020", ["2020-12", "2020-12-21"]),
        ("2020年12月", ["2020-12"]),  # a month
        ("marches 2020", []),  # not March
        ("2020年", []),  # a year is a number
    ],
)
def test_a_date_is_one_token_however_it_is_written(text: str, found: list[str]) -> None:
    assert list(dates(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("58%", ["58%"]),
        ("58 %", ["58%"]),
        ("12.5 per cent", ["12.5%"]),
        ("12,5", []),  # a number alone
        ("百分之58", ["58%"]),
        ("58 por ciento", ["58%"]),
        ("58 процентов", ["58%"]),
        ("58 في المائة", ["58%"]),
    ],
)
def test_a_percentage_is_one_token_however_it_is_written(text: str, found: list[str]) -> None:
    assert list(percentages(text)) == found


def test_text_without_words_gives_no_tokens() -> None:
    assert tokenise("—…!") == []


@given(st.text(max_size=200), st.sampled_from(["", "ar", "en", "es", "fr", "ru", "zh", "de"]))
def test_any_text_has_tokens_that_hold_something(text: str, language: str) -> None:
    assert all(token.strip() for token in tokenise(text, language))


def test_a_passage_weighs_the_same_whatever_else_is_indexed() -> None:
    once = document_vector(tokenise(SAMPLE, "zh"))
    assert once == document_vector(tokenise(SAMPLE, "zh"))
    assert list(once.indices) == sorted(once.indices)
    assert all(0 < weight <= 1.9 for weight in once.values)


def test_headings_weigh_less_than_the_text() -> None:
    plain, under = document_vector(["a", "b"]), document_vector(["a", "b"], ["c"])
    assert len(under.indices) == len(plain.indices) + 1
    assert min(under.values) < min(plain.values)


def test_terms_that_share_an_index_share_a_weight() -> None:
    assert query_vector({"plumless": 1.0, "buckeroo": 2.0, "en:volunt": 0.5}) == SparseVector(
        (0x4DDB0C25, zlib.crc32(b"en:volunt")), (3.0, 0.5)
    )
