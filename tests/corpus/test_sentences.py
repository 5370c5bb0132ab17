"""The sentence around a mention, as people are shown it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import LONGEST, sentence_around


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        (
            "回顾第70/1号决议。又回顾第75/233号决议，其中第5段；并注意到。",
            "75/233",
            "又回顾第75/233号决议，其中第5段；",
        ),
        (
            "It met. See para. 5 of resolution 70/1. It rose.",
            "70/1",
            "See para. 5 of resolution 70/1.",
        ),  # "para." ends none
        ("Il rappelle la résolution 70/1. Fin.", "70/1", "Il rappelle la résolution 70/1."),
        ("“It said 70/1.” Then it rose.", "70/1", "“It said 70/1.”"),  # a closing quote belongs to what it closes
        ("resolution 70/1", "70/1", "resolution 70/1"),
        ("The value is 3.5 in 70/1 and 4.5 there. End", "70/1", "The value is 3.5 in 70/1 and 4.5 there."),
    ],
)
def test_the_sentence_that_holds_a_mention_is_shown(text: str, words: str, sentence: str) -> None:
    start = text.index(words)
    assert text[slice(*sentence_around(text, start, start + len(words)))] == sentence


@given(st.text(alphabet='a A.。；\n 70/1"”'), st.data())
def test_the_mention_is_always_inside_and_never_much_is_shown(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)


def test_what_runs_on_as_tables_do_is_cut_at_white_space() -> None:
    text = "row " * 2000 + "resolution 70/1 " + "row " * 2000
    start = text.index("70/1")
    shown = text[slice(*sentence_around(text, start, start + 4))]
    assert len(shown) <= LONGEST
    assert shown.startswith("row ")
    assert shown.endswith(" row")


def test_a_long_passage_with_many_mentions_is_read_in_time_that_grows_with_it() -> None:
    text = "No end " * 100_000
    for start in range(0, len(text), 50_000):
        first, last = sentence_around(text, start, start + 2)
        assert last - first <= LONGEST
