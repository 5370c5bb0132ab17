"""The language of a question, by which fusion weights are looked up."""

from __future__ import annotations

import pytest

from search.asked_language import asked_language


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
    ],
)
def test_a_question_is_in_the_language_of_its_script_or_its_words(question: str, language: str) -> None:
    assert asked_language(question) == language
