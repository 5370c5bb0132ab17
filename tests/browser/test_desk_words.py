"""What the desk is made of: its words, its marks in a text, its addresses."""

from __future__ import annotations

from typing import get_args
from urllib.parse import parse_qsl

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.review_shapes import ActionName
from api.web.desk.deciding import ACTS, latest_in
from api.web.desk.marking import fired, marked
from api.web.desk.routes import quoted
from api.web.desk.wanted import Wanted
from api.web.rendering import read_texts
from corpus.errors import PortalError
from corpus.fingerprint import ROOT
from corpus.reviewing import LABELS
from corpus.store.review_queue import STATES


def test_every_rule_label_state_and_action_has_words_in_both_languages() -> None:
    texts = read_texts()
    rules = yaml.safe_load((ROOT / "corpus/lexicon/evidence.rules.yml").read_text("utf-8"))
    named = [f"desk_rule.{rule}" for rule in rules] + [f"desk_label.{label}" for label in LABELS]
    named += [f"desk_state.{state}" for state in STATES] + [f"desk_act.{act}" for act in (*ACTS, *get_args(ActionName))]
    assert [name for name in named if set(texts.get(name, ())) != {"en", "zh"}] == []


@st.composite
def hit_texts(draw: st.DrawFn) -> tuple[str, list[dict[str, object]]]:
    """A text with rules that fired on stretches of it, which may overlap."""
    text = draw(st.text(min_size=1, max_size=40))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = draw(st.lists(st.tuples(places, st.sampled_from(["term", "act", "pending"])), max_size=6))
    return text, [{"rule": rule, "start": min(span), "end": max(span)} for span, rule in spans]


@given(hit_texts())
def test_marked_pieces_are_the_text_and_carry_the_rules_that_fired_there(
    given_text: tuple[str, list[dict[str, object]]],
) -> None:
    text, rules = given_text
    pieces = marked(text, rules)
    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        here = {hit["rule"] for hit in rules if int(str(hit["start"])) <= at < int(str(hit["end"]))}
        assert set(piece.rules) == here
        at += len(piece.text)


def test_a_rule_is_listed_once_with_the_words_it_fired_on() -> None:
    text = "Volunteers help volunteers"
    rules = [{"rule": "term", "start": 0, "end": 10}, {"rule": "term", "start": 16, "end": 26}]
    assert [(one.rule, one.words) for one in fired(text, rules)] == [("term", ("Volunteers", "volunteers"))]


def test_an_address_of_the_desk_holds_all_that_is_asked_for_and_nothing_else() -> None:
    wanted = Wanted(indicator="1.1", country="XAA", year="2024", lang="zh", least="0.5", state="second", mine="1")
    assert Wanted(**dict(parse_qsl(wanted.query()))) == wanted
    assert Wanted().address() == "/review"
    assert Wanted(country="XAA").item_address("a/b", country=None) == "/review/items/a%2Fb"


@pytest.mark.parametrize(
    ("act", "quote", "was", "given"),
    [
        ("accept", "first\r\nsecond", "first\nsecond", None),
        ("accept", "first", "first second", "first"),
        ("accept", " ", "first", None),
        ("quote", "first", "first", "first"),
        ("quote", "", "first", ""),
        ("reject", None, None, None),
    ],
)
def test_words_go_with_a_decision_where_they_were_changed(
    act: str, quote: str | None, was: str | None, given: str | None
) -> None:
    assert quoted(act, quote, was) == given


@pytest.mark.parametrize("shown", ["", "x-1", "-1", "²-a", "9" * 30])
def test_a_form_that_is_not_of_the_desk_is_refused(shown: str) -> None:
    with pytest.raises(PortalError, match="Open the passage again"):
        latest_in(shown)
