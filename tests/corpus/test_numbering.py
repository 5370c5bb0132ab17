"""Numbers of resolutions and decisions: their shapes, whose they are, and the keys they give."""

from __future__ import annotations

import re

import pytest

from corpus.lexicon import load_lexicon
from corpus.numbering import KINDS, NUMBER, SHAPES, bodies_using, numbered_key, shape_of
from corpus.symbols import Symbol

EXAMPLES = {
    "cop": "1/CP.21",
    "yearly": "2022/15",
    "short_year": "98/1",
    "session": "62/3",
    "council": "1325 (2000)",
    "roman": "700 (XXXVI)",
    "lettered": "J (70)",
    "health": "WHA58.3",
    "bare": "1244",
}
"""A number of each shape."""


@pytest.mark.parametrize(
    ("number", "shape"),
    [
        ("70/1", "session"),
        ("S-24/2", "session"),  # a special session
        ("ES-10 / 15", "session"),  # an emergency special session
        ("53/243 A", "session"),  # a part of a resolution
        ("2018/12", "yearly"),
        ("2022/355", "yearly"),
        ("98/1", "session"),  # the boards of the nineties numbered so too
        ("1325(2000)", "council"),
        ("2625 (XXV)", "roman"),
        ("2200 A (XXI)", "roman"),
        ("377 (V)", "roman"),
        ("1/CP.21", "cop"),
        ("18/CMA.1", "cop"),
        ("J (70)", "lettered"),
        ("WHA75(9)", "health"),
        ("1244", "bare"),
        ("75/233/4", None),
        ("12345/1", None),
        ("A/RES/70/1", None),
        ("", None),
    ],
)
def test_a_number_has_one_shape(number: str, shape: str | None) -> None:
    assert shape_of(number) == shape


@pytest.mark.parametrize(
    ("kind", "number", "body", "key"),
    [
        ("resolution", "75/233", None, "A/RES/75/233"),
        ("resolution", "53/243 B", None, "A/RES/53/243B"),
        ("resolution", "ES-10/15", "GA", "A/RES/ES-10/15"),
        ("resolution", "2200 A (XXI)", None, "A/RES/2200A(XXI)"),
        ("decision", "73/546", "GA", "A/DEC/73/546"),
        ("resolution", "1325 (2000)", None, "S/RES/1325(2000)"),
        ("resolution", "1244", "SC", "S/RES/1244"),
        ("resolution", "1244", None, None),  # a bare number tells nothing
        ("resolution", "2018/12", None, "E/RES/2018/12"),
        ("resolution", "2018/12", "GA", "E/RES/2018/12"),  # the Assembly has no such numbers
        ("resolution", "1817 (LV)", "ECOSOC", "E/RES/1817(LV)"),
        ("decision", "2023/315", "ECOSOC", "E/DEC/2023/315"),
        ("resolution", "17/4", "HRC", "A/HRC/RES/17/4"),
        ("resolution", "S-31/1", "HRC", "A/HRC/RES/S-31/1"),
        ("decision", "49/117", "HRC", "A/HRC/DEC/49/117"),
        ("resolution", "2003/68", "CHR", "E/CN.4/RES/2003/68"),
        ("resolution", "42/1", "CSOCD", "E/CN.5/RES/42/1"),
        ("decision", "53/110", "STATCOM", "E/CN.3/DEC/53/110"),
        ("resolution", "62/1", "CSW", "E/CN.6/RES/62/1"),
        ("resolution", "2018/1", "CPD", "E/CN.9/RES/2018/1"),
        ("resolution", "5/14", "UNEA", "UNEP/EA.5/RES/14"),  # the session stands inside the symbol
        ("resolution", "WHA58.3", None, "WHA58.3"),  # the number is the key
        ("decision", "2018/8", "EB", "EB/2018/8"),
        ("decision", "98/1", "EB", "EB/98/1"),
        ("decision", "98/1", None, "A/DEC/98/1"),
        ("decision", "72/1", "EB", "A/DEC/72/1"),  # no year of a board
        ("decision", "2022/6", "EB-UNICEF", "EB-UNICEF/2022/6"),
        ("decision", "2022/4", "EB-UNW", "EB-UNW/2022/4"),
        ("decision", "J (70)", None, "ECE/DEC/J(70)"),
        ("resolution", "75/1", "ESCAP", "ESCAP/RES/75/1"),
        ("resolution", "700 (XXXVI)", "ECLAC", "LC/RES/700(XXXVI)"),
        ("decision", "1/CP.21", None, "FCCC/DEC/1/CP.21"),
        ("decision", "15/4", "CBD", "CBD/COP/DEC/15/4"),
    ],
)
def test_body_and_shape_decide_whose_number_it_is(kind: str, number: str, body: str | None, key: str | None) -> None:
    assert numbered_key(kind, number, body) == key


@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_of_every_body_gives_a_symbol_of_that_kind(shape: str) -> None:
    for body, kind in bodies_using(shape):
        key = numbered_key(kind, EXAMPLES[shape], body)
        assert key is not None
        assert Symbol(key) == key
        assert shape == "health" or Symbol(key).type == kind  # a decision of that Assembly is told by its brackets


def test_numbers_of_two_bodies_never_share_a_key() -> None:
    bodies = load_lexicon("bodies")["bodies"]
    keys = [
        numbered_key(kind, EXAMPLES[shape], body)
        for body, row in bodies.items()
        for kind in KINDS
        for shape in row["shapes"]
        if kind in row and body != "WHA"
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "bare"])
def test_any_number_but_a_bare_one_is_found_in_running_text(shape: str) -> None:
    found = re.search(NUMBER, f"in {EXAMPLES[shape]}, as adopted")
    assert found is not None
    assert found.group() == EXAMPLES[shape]
