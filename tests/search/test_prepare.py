from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.chinese import simplified
from search.prepare import folded, prepared


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("志願服務", "志愿服务"),  # traditional characters
        ("９ ４５９", "9459"),  # full-width digits in a group
        ("可持续\n发展", "可持续发展"),  # a line broken inside a sentence
        ("volunteer\nservice", "volunteer\nservice"),  # words are told apart by the line's end as well
        ("志愿者 数字化", "志愿者 数字化"),  # a space between search words stays
    ],
)
def test_a_text_is_prepared(written: str, plain: str) -> None:
    assert prepared(written) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Bénévolat", "benevolat"),
        ("ЁЖ", "еж"),
        ("мой", "мой"),  # й is a letter of its own
        ("مُتطوّع", "متطوع"),  # vowel signs
        ("إدارة", "اداره"),  # hamza seats and the final ة
        ("niño", "nino"),
    ],
)
def test_a_text_is_folded(written: str, plain: str) -> None:
    assert folded(written) == plain


def test_conversion_never_moves_an_offset() -> None:
    text = "志願服務 A/RES/70/1 裡面"
    assert len(simplified(text)) == len(text)


@given(st.text(max_size=100))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
