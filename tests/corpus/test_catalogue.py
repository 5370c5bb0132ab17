"""The catalogue of instruments and general comments: keys that exist, names of one meaning, each found as its key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from corpus.instruments import instrument_names
from corpus.iri import PORTAL
from corpus.lexicon import LANGUAGES, load_catalogue
from corpus.symbols import Symbol, work_key
from ingest.citations.find import find_mentions

CLOSED_REGISTER = 74
"""Rows of section 7 of the labelling guideline, with names."""

SENTENCES = {
    "ar": "إذ تعيد تأكيد {}،",
    "en": "Recalling the {}, as adopted,",
    "es": "Recordando {}, en particular",
    "fr": "Rappelant {}, en particulier",
    "ru": "Ссылаясь на {}, в частности",
    "zh": "回顾《{}》，",
}


def names(language: str) -> Iterator[tuple[str, str]]:
    """(key, name) of every instrument that names one Work in a language."""
    for key, row in load_catalogue("instruments").items():
        if "editions" not in row:
            yield from ((key, name) for name in row.get(language, ()))


@pytest.mark.parametrize("key", load_catalogue("instruments"))
def test_key_is_a_symbol_or_a_key_of_the_portal(key: str) -> None:
    assert work_key(key) == key if "editions" not in load_catalogue("instruments")[key] else PORTAL.fullmatch(key)


def test_a_name_that_several_have_means_one_only_with_its_year() -> None:
    english = instrument_names("en")
    assert "2020 QCPR" in english["A/RES/75/233"]
    assert all("QCPR" not in listed for listed in english.values())


def test_editions_are_years_with_their_resolution() -> None:
    editions = load_catalogue("instruments")["QCPR"]["editions"]
    assert all(isinstance(year, int) and Symbol(key) == key for year, key in editions.items())
    assert editions[2020] == "A/RES/75/233"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_under_two_keys(language: str) -> None:
    listed = [name for row in load_catalogue("instruments").values() for name in row.get(language, ())]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_too_short_to_mean_one_instrument(language: str) -> None:
    shortest = 4 if language == "zh" else 8
    assert [name for _, name in names(language) if len(name) < shortest] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_name_is_found_as_its_key(language: str) -> None:
    missed = []
    for key, name in names(language):
        text = SENTENCES[language].format(name)
        targets = {mention.target for mention in find_mentions(text, language) if mention.kind == "instrument"}
        if key not in targets:
            missed.append((key, name, targets))
    assert missed == []


def test_every_instrument_has_its_names_in_chinese_or_english() -> None:
    rows = load_catalogue("instruments").values()
    assert len(rows) >= CLOSED_REGISTER
    assert all(row.get("en") for row in rows)


def test_every_general_comment_has_the_symbol_of_its_committee() -> None:
    for committee, comments in load_catalogue("comments").items():
        for dated, symbol in comments.items():
            assert re.fullmatch(r"[0-9]{1,2}/(19|20)[0-9]{2}", dated)
            assert Symbol(symbol) == symbol
            assert symbol.split("/")[0] == committee.split("/")[0]
