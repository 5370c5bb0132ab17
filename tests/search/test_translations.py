"""The lexicon of word translations as the search reads it, and the files that are shipped."""

from __future__ import annotations

from importlib import resources

import pytest

from search.stemming import stem
from search.translations import Translation, by_stem, lexicon, parsed, translations
from search.units import LEXICON, function_words, take_apart

FILES = {"en-zh.tsv": ("en", "zh"), "zh-en.tsv": ("zh", "en")}


def lines(name: str) -> list[str]:
    folder = resources.files("corpus.lexicon").joinpath("translations")
    return folder.joinpath(name).read_text(encoding="utf-8").splitlines()


def test_a_word_is_found_by_its_stem() -> None:
    found = by_stem([("houses", Translation("zh", "房子", 0.9))], "en")
    assert found[stem("House", "en")] == (Translation("zh", "房子", 0.9),)


def test_translations_come_likeliest_first() -> None:
    text = "bank\t岸\t0.200\nbank\t银行\t0.700\n"
    assert [each.word for each in by_stem(parsed(text, "zh"), "en")["bank"]] == ["银行", "岸"]


@pytest.mark.parametrize("line", ["bank\t银行", "bank\t银行\tlikely", "bank\t银行\t0.5\tmore"])
def test_a_line_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of Python's own words
        list(parsed(line, "zh"))


@pytest.mark.parametrize(
    ("word", "language", "translation"),
    [
        ("punitive", "en", ("zh", "惩罚性")),  # not in the glossary
        ("inciting", "en", ("zh", "煽动")),  # another word of the stem than the file's
        ("煽动", "zh", ("en", "incitement")),  # the other direction
    ],
)
def test_shipped_words_are_translated(word: str, language: str, translation: tuple[str, str]) -> None:
    found = list(translations(word, language))
    assert translation in [(target, text) for target, text, _ in found]
    assert all(0 < probability <= 1 for *_, probability in found)


def test_a_word_or_language_that_was_not_learned_has_none() -> None:
    assert list(translations("zyzzyva", "en")) == []
    assert list(translations("maison", "fr")) == []
    assert lexicon("fr") == {}


def test_a_question_looks_for_what_was_learned_of_a_word_that_the_glossary_does_not_know() -> None:
    units = take_apart("What is punitive?", ("zh",)).units
    assert "惩罚性" in [form.text for unit in units for form in unit.in_language("zh") if form.source == LEXICON]


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_file_says_how_it_was_learned(name: str) -> None:
    first, *rest = lines(name)
    assert all(said in first for said in ("# ", "IBM Model 1", "un-zh-en-sentences.json", "python -m eval lexicon"))
    assert len(rest) > 1000


@pytest.mark.parametrize(("name", "languages"), FILES.items())
def test_shipped_rows_are_words_that_say_something(name: str, languages: tuple[str, str]) -> None:
    for line in lines(name)[1:]:
        *words, probability = line.split("\t")
        assert 0.1 <= float(probability) <= 1, line
        for word, language in zip(words, languages, strict=True):
            assert " " not in word, line  # words are shipped, sentences are not
            assert not any(letter.isdigit() for letter in word), line
            assert word.casefold() not in function_words(language), line
