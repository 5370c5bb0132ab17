"""Wrong input, the API fuzzed by its own document, and load: in the short sizes of the report."""

from __future__ import annotations

import pytest

from eval.reliability import fuzzed, inputs, load
from eval.reliability.measured import Size


def test_every_input_is_answered_or_refused() -> None:
    measured = inputs.measure(Size.SHORT)
    assert not measured.missed
    assert measured.tried > 60


def test_the_api_answers_as_its_document_says_whoever_asks() -> None:
    pytest.importorskip("schemathesis")
    measured = fuzzed.measure(Size.SHORT)
    assert not measured.missed
    assert measured.tried > 100


def test_load_is_held() -> None:
    assert not load.measure(Size.SHORT).missed
