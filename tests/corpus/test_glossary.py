"""The glossary: its rows are well-formed, and what must be said for each other is in one concept."""

from __future__ import annotations

from importlib import resources

import pytest

from corpus.glossary import SEPARATOR, SOURCES, Concept, _concepts_in, concepts
from corpus.lexicon import load_lexicon

LANGUAGES = ("en", "zh", "fr", "es", "ar", "ru")
MEANS_SOMETHING = {"WHO", "通过", "Того"}
"""Function words that are forms all the same: an abbreviation, what a body does with a resolution, a country."""


def having(form: str) -> list[Concept]:
    return [concept for concept in concepts() if any(form in forms for forms in concept.forms.values())]


def test_every_row_has_all_columns_and_no_empty_form() -> None:
    folder = resources.files("corpus.lexicon").joinpath("glossary")
    for file in (entry for entry in folder.iterdir() if entry.name.endswith(".tsv")):
        header, *rows = (line.split("\t") for line in file.read_text(encoding="utf-8").split("\n")[:-1])
        assert header == ["source", *LANGUAGES]
        for row in rows:
            assert len(row) == len(header), row
            assert row[0] in SOURCES, row
            assert row[1], row
            assert all(form and form == form.strip() for cell in row[1:] if cell for form in cell.split(SEPARATOR)), row


@pytest.mark.parametrize(
    "text",
    [
        "en\tzh\nhouse\t房子\n",  # no column that says where a fact comes from
        "source\ten\tzh\nhearsay\thouse\t房子\n",  # a source kind that is not known
        "source\ten\tzh\ngeneral\thouse\n",  # a cell is missing
        "source\ten\tzh\ngeneral\t\t房子\n",  # a concept without its name
    ],
)
def test_a_file_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"test\.tsv"):
        list(_concepts_in(text, "test.tsv"))


def test_at_least_600_concepts_are_said_in_all_six_languages() -> None:
    assert sum(all(concept.forms.get(language) for language in LANGUAGES) for concept in concepts()) >= 600


def test_no_concept_says_a_form_twice() -> None:
    twice = [
        (concept.name, forms)
        for concept in concepts()
        for forms in concept.forms.values()
        if len({form.casefold() for form in forms}) < len(forms)
    ]
    assert twice == []


def test_a_function_word_is_no_form() -> None:
    words = {language: set(load_lexicon("function_words")[language]) for language in LANGUAGES}
    found = {
        (concept.name, language, form)
        for concept in concepts()
        for language, forms in concept.forms.items()
        for form in forms
        if form.casefold() in words.get(language, ()) and form not in MEANS_SOMETHING
    }
    assert found == set()


def test_concepts_of_one_name_are_different_things() -> None:
    by_name: dict[str, list[Concept]] = {}
    for concept in concepts():
        by_name.setdefault(concept.name.casefold(), []).append(concept)
    # "film" (the work; to film) may stand twice, but not with the same Chinese and the same French
    for name, (first, *others) in by_name.items():
        for other in others:
            alike = [code for code in ("zh", "fr") if set(first.forms.get(code, ())) & set(other.forms.get(code, ()))]
            assert len(alike) < 2, name


def test_of_free_will_and_volunteering_are_not_confused() -> None:
    # 自愿国别评估 (voluntary national review) is no volunteering: the two words must not be each other's synonym
    for concept in concepts():
        text = " ".join(concept.forms.get("zh", ()))
        assert not ("自愿" in text and "志愿" in text), concept.name


@pytest.mark.parametrize(
    ("abbreviation", "expansion", "chinese"),
    [
        ("VNR", "voluntary national review", "自愿国别评估"),
        ("QCPR", "quadrennial comprehensive policy review", "四年度全面政策审查"),
        ("UNSDCF", "United Nations Sustainable Development Cooperation Framework", "联合国可持续发展合作框架"),
        ("SIDS", "small island developing States", "小岛屿发展中国家"),
        ("LDC", "least developed country", "最不发达国家"),
    ],
)
def test_an_abbreviation_and_its_expansion_are_one_concept(abbreviation: str, expansion: str, chinese: str) -> None:
    for form in (abbreviation, expansion, chinese):
        assert any({abbreviation, expansion} <= set(concept.forms["en"]) for concept in having(form))
        assert any(chinese in concept.forms["zh"] for concept in having(form))


def test_the_words_for_a_volunteer_are_one_concept() -> None:
    wanted = {"志愿者", "志愿人员", "义工", "志工"}
    assert any(wanted <= set(concept.forms.get("zh", ())) for concept in having("志愿者"))
