"""Accents are taken off in one place, and a letter that is one with its mark keeps it where that is asked."""

from __future__ import annotations

import pytest

from corpus.folding import without_accents


@pytest.mark.parametrize(
    ("text", "letters", "bare"),
    [
        ("Côte d’Ivoire", "", "Cote d’Ivoire"),
        ("Новый закон", "", "Новыи закон"),
        ("Новый Йемен, её", "йЙ", "Новый Йемен, ее"),
        ("и\u0306", "й", "й"),  # typed as two characters
        ("Ｎａｔｉｏｎａｌ ﬁle", "", "National file"),
        ("", "й", ""),
    ],
)
def test_accents_go_and_letters_that_are_asked_for_stay(text: str, letters: str, bare: str) -> None:
    assert without_accents(text, letters) == bare
