"""Figures of results tables, and scores recomputed from them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.results.figures import Figure, Said, Unit, parse_figure
from corpus.results.scores import Agreement, Doubt, check_score, expected_status


def figure(printed: str, language: str | None = None) -> Figure:
    """A figure that is there."""
    found = parse_figure(printed, language)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("printed", "language", "value", "unit"),
    [
        ("58%", "zh", "58", Unit.PERCENT),
        ("58 ٪", "ar", "58", Unit.PERCENT),
        ("٥٨٪", "ar", "58", Unit.PERCENT),  # Arabic digits
        ("58 per cent", "en", "58", Unit.PERCENT),
        ("百分之58", "zh", "58", Unit.PERCENT),  # the words stand before the number
        ("1 243 381", "zh", "1243381", Unit.NUMBER),  # groups as United Nations documents write them
        ("1\u202f243\u00a0381", "fr", "1243381", Unit.NUMBER),  # other spaces
        ("1,243,381", "en", "1243381", Unit.NUMBER),
        ("1.243.381", "es", "1243381", Unit.NUMBER),
        ("1.243", "en", "1.243", Unit.NUMBER),  # a group in Spanish, decimals in English
        ("1.243", "es", "1243", Unit.NUMBER),
        ("1,243", "es", "1.243", Unit.NUMBER),
        ("58,5", "fr", "58.5", Unit.NUMBER),
        ("58,5 %", "en", "58.5", Unit.PERCENT),  # no group has one digit, whatever the language
        ("120万", "zh", "1200000", Unit.NUMBER),
        ("1.2 million", "en", "1200000", Unit.NUMBER),
        ("5 天", "zh", "5", Unit.DAYS),
        ("$1.5 million", "en", "1500000", Unit.DOLLARS),
        ("-3", "en", "-3", Unit.NUMBER),
        ("12,43,381", "en", "1243381", Unit.NUMBER),  # lakhs, as South Asia groups
        ("1,243.5", "es", "1243.5", Unit.NUMBER),  # two marks: the last one parts decimals, whatever the language
        ("1.243,5", "en", "1243.5", Unit.NUMBER),
    ],
)
def test_a_printed_figure_has_its_value_and_unit(printed: str, language: str, value: str, unit: Unit) -> None:
    found = figure(printed, language)
    assert (found.value, found.unit, found.printed) == (Decimal(value), unit, printed)


@pytest.mark.parametrize(
    ("printed", "said", "value"),
    [
        ("增长", Said.INCREASE, None),
        ("持续增长", Said.INCREASE, None),
        ("increase", Said.INCREASE, None),
        ("增长 5%", Said.INCREASE, Decimal(5)),
        ("n/a", Said.NOT_AVAILABLE, None),
        ("—", Said.NOT_AVAILABLE, None),
        ("不适用", Said.NOT_AVAILABLE, None),
        ("12 of 15", Said.OTHER, None),  # a share in words is not computed with
        ("10-12 days", Said.OTHER, None),  # nor a range
        ("53 60", Said.OTHER, None),  # two figures that run together are not 5360
        ("2018 2019", Said.OTHER, None),
        ("1.2.3", Said.OTHER, None),  # the code of something
        ("1,2,3", Said.OTHER, None),
        ("1,243.5.6", Said.OTHER, None),
        ("9" * 40, Said.OTHER, None),  # counts nothing of this world
    ],
)
def test_what_is_said_in_words_is_told_and_never_guessed_at(printed: str, said: Said, value: Decimal | None) -> None:
    assert (figure(printed).said, figure(printed).value) == (said, value)


@pytest.mark.parametrize("printed", [None, "", "  "])
def test_an_empty_cell_is_no_figure(printed: str | None) -> None:
    assert parse_figure(printed) is None


@pytest.mark.parametrize(("printed", "bound"), [("≥ 90%", "at_least"), ("不少于80%", "at_least"), ("< 5", "at_most")])
def test_a_limit_is_told_from_a_value(printed: str, bound: str) -> None:
    assert figure(printed).bound == bound


@pytest.mark.parametrize(
    ("target", "result", "score", "agreement", "doubt"),
    [
        ("47%", "58%", "123%", Agreement.AGREES, None),  # 123.4
        ("51", "50", "98%", Agreement.AGREES, None),  # 98.04
        ("94%", "92%", "98%", Agreement.AGREES, None),  # 97.87 is rounded up
        ("1 000 000", "1 243 381", "124%", Agreement.AGREES, None),  # 124.3
        ("33%", "67%", "200%", Agreement.ROUNDING, None),  # 203 as printed, 200 of 33.4 and 66.8
        ("1.2 million", "1.3 million", "106%", Agreement.ROUNDING, None),  # 108.3 as printed, 106 of 1.24 and 1.31
        ("47%", "58%", "133%", Agreement.DIFFERS, Doubt.OTHER_VALUE),  # two digits changed places
        ("10", "11", "109%", Agreement.DIFFERS, Doubt.OTHER_VALUE),  # counts are exact: 110
        ("10", "8", "125%", Agreement.DIFFERS, Doubt.INVERSE),  # what should be small
        ("2 553", None, None, Agreement.UNCHECKED, Doubt.NO_RESULT),
        (None, "5", "100%", Agreement.UNCHECKED, Doubt.NO_TARGET),
        ("47%", "58%", None, Agreement.UNCHECKED, Doubt.NO_SCORE),
        ("47%", "n/a", "100%", Agreement.UNCHECKED, Doubt.NO_RESULT),
        ("增长", "58%", "100%", Agreement.UNCHECKED, Doubt.NOT_A_NUMBER),
        ("≥ 90%", "95%", "100%", Agreement.UNCHECKED, Doubt.NOT_A_NUMBER),  # a limit has no share
        ("47%", "58", "123%", Agreement.UNCHECKED, Doubt.UNITS_DIFFER),
        ("0", "5", "100%", Agreement.UNCHECKED, Doubt.ZERO_TARGET),
        ("47%", "58%", "good", Agreement.UNCHECKED, Doubt.NOT_A_NUMBER),
        ("53 60", "58", "100%", Agreement.UNCHECKED, Doubt.NOT_A_NUMBER),
        ("0.000001", "999999999999 billion", "5%", Agreement.DIFFERS, Doubt.OTHER_VALUE),  # however far apart
    ],
)
def test_a_score_is_recomputed_and_compared(
    target: str | None, result: str | None, score: str | None, agreement: Agreement, doubt: Doubt | None
) -> None:
    check = check_score(parse_figure(target), parse_figure(result), parse_figure(score))
    assert (check.agreement, check.doubt) == (agreement, doubt)


@given(
    *3 * [st.one_of(st.none(), st.text("0123456789.,% -–()≥万kmn/a", max_size=60))], st.sampled_from(["en", "fr", "zh"])
)
def test_whatever_cells_hold_a_row_is_read(
    target: str | None, result: str | None, score: str | None, language: str
) -> None:
    check = check_score(*(parse_figure(cell, language) for cell in (target, result, score)))
    assert check.agreement is Agreement.UNCHECKED or check.recomputed is not None


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_score_that_is_the_rounded_share_never_differs(target: int, result: int) -> None:
    score = (200 * result + target) // (2 * target)  # rounded half up in whole numbers
    assert check_score(figure(str(target)), figure(str(result)), figure(f"{score}%")).agreement is Agreement.AGREES


@given(st.integers(1, 400), st.integers(0, 400), st.integers(-4, 4), st.integers(-4, 4))
def test_rounding_of_percentages_before_the_score_never_differs(target: int, result: int, up: int, down: int) -> None:
    """The score may come from tenths that the table no longer prints."""
    exact_target, exact_result = 10 * target + up, max(0, 10 * result + down)
    score = (200 * exact_result + exact_target) // (2 * exact_target)
    assert not check_score(figure(f"{target}%"), figure(f"{result}%"), figure(f"{score}%")).differs


@pytest.mark.parametrize(
    ("score", "status", "expected"),
    [
        ("100%", "green", "green"),
        ("99%", "green", "yellow"),  # below 100 is yellow
        ("60%", "yellow", "yellow"),
        ("59%", "yellow", "red"),
        ("120%", "achieved", None),  # a word is no colour
        ("120%", "grey", None),  # without data there is nothing to compare
        (None, "green", None),
    ],
)
def test_a_colour_is_compared_with_the_score_it_stands_for(
    score: str | None, status: str | None, expected: str | None
) -> None:
    assert expected_status(parse_figure(score), status) == expected
