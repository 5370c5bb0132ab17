from __future__ import annotations

import pytest

from search.units import GLOSSARY, LEXICON, SYNONYM, TYPED, Unit, question_language, question_languages, take_apart


def forms(unit: Unit, language: str) -> set[str]:
    return {form.text for form in unit.in_language(language)}


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        # a term of the glossary is one unit, its words are not looked at
        ("联合国志愿人员组织的作用", ["联合国志愿人员组织", "作用"]),
        ("online volunteers in the field", ["online volunteers", "field"]),
        # question words and particles are none
        ("哪些国家起草了志愿服务法", ["国家", "起草", "志愿服务法"]),
        ("How many refugees were trained?", ["refugees", "trained"]),
        ("Combien de réfugiés ?", ["réfugiés"]),
        # 和平 is no word of 共和平等
        ("共和平等", ["共和", "平等"]),
    ],
)
def test_a_question_is_about_these(question: str, typed: list[str]) -> None:
    assert [unit.typed for unit in take_apart(question).units] == typed


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("志愿者", "en", "volunteer"),
        ("志願者", "en", "volunteer"),  # traditional characters
        ("義工", "zh", "志愿者"),  # a synonym
        ("VNR", "zh", "自愿国别评估"),  # an abbreviation
        ("least developed countries", "zh", "最不发达国家"),  # a plural
        ("最不发达国家", "ru", "наименее развитые страны"),
        ("pays les moins avancés", "ar", "أقل البلدان نموا"),
        ("добровольцев", "zh", "志愿者"),  # an ending
        ("للمتطوعين", "zh", "志愿者"),  # article and plural
        ("Kenya", "zh", "肯尼亚"),  # a country
    ],
)
def test_a_term_is_said_in_other_words_and_languages(question: str, language: str, said: str) -> None:
    assert said in {form for unit in take_apart(question).units for form in forms(unit, language)}


def test_voluntary_is_no_volunteer() -> None:
    (unit,) = take_apart("自愿国别评估").units
    assert not [form.text for form in unit.forms if "志愿" in form.text]


def test_forms_say_where_they_come_from() -> None:
    (unit,) = take_apart("义工").units
    sources = {form.text: form.source for form in unit.forms}
    assert (sources["义工"], sources["志愿者"], sources["volunteer"]) == (TYPED, SYNONYM, GLOSSARY)


def test_only_wanted_languages_and_sources_are_added() -> None:
    (unit,) = take_apart("义工", targets=("en",)).units
    assert {form.language for form in unit.forms} == {"zh", "en"}
    (bare,) = take_apart("义工", sources=frozenset({LEXICON})).units
    assert [form.text for form in bare.forms if form.source != LEXICON] == ["义工"]


@pytest.mark.parametrize(
    ("question", "languages"),
    [
        ("志愿者 training", ("zh",)),
        ("how do volunteers help", ("en",)),
        ("comment les volontaires aident", ("fr",)),
        ("cómo ayudan los voluntarios", ("es",)),
        ("как помогают добровольцы", ("ru",)),
        ("كيف يساعد المتطوعون", ("ar",)),
        ("2030", ("en",)),
    ],
)
def test_the_language_of_a_question_is_told_by_its_words(question: str, languages: tuple[str, ...]) -> None:
    assert question_languages(question) == languages


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who trained the volunteers?", "en"),
        ("Quelles sont les priorités des volontaires ?", "fr"),
        ("¿Cuántos voluntarios participaron en el programa?", "es"),
        ("Сколько добровольцев участвовало?", "ru"),
        ("كم عدد المتطوعين؟", "ar"),
        ("志愿者有多少", "zh"),
        ("UNV 志愿人员", "zh"),  # a name in Latin letters does not make it English
        ("VOLUNTEERS IN THE FIELD", "en"),  # capitals are no other language
        ("voluntariado", "es"),  # Portuguese too, but no official language
    ],
)
def test_a_question_is_in_the_language_of_its_script_or_its_words(question: str, language: str) -> None:
    assert question_language(question) == language
