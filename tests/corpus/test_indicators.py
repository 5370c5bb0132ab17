from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corpus.errors import PortalError
from corpus.indicators import Evidence, Review, indicator, indicators, ledger, result, sealed, wilson


def review(country: str, year: int = 2025, language: str = "en", *, pages: int = 10, unread: int = 0) -> Review:
    return Review(f"VNR/{country}/{year}", country, year, language, pages, unread, passages=pages - unread)


def evidence(country: str, year: int = 2025) -> Evidence:
    return Evidence("id", f"VNR/{country}/{year}", "en", 3, "12", "p12", "The law ...", "L3_policy", "law", "rules-1")


def statuses(reviews: list[Review], found: list[Evidence], basis: str = "suggested") -> dict[tuple[str, int], str]:
    return {(line.iso3, line.year): line.status for line in ledger(reviews, found, basis)}


def test_a_country_with_one_true_passage_is_yes_and_one_without_is_no() -> None:
    assert statuses([review("KEN"), review("IND")], [evidence("KEN")]) == {("KEN", 2025): "yes", ("IND", 2025): "no"}


def test_an_unread_review_is_never_no() -> None:
    assert statuses([review("KEN", pages=4, unread=4)], []) == {("KEN", 2025): "unread"}


def test_a_review_read_in_part_is_unread_unless_it_says_yes() -> None:
    half = review("KEN", pages=10, unread=5)
    assert statuses([half], []) == {("KEN", 2025): "unread"}
    assert statuses([half], [evidence("KEN")]) == {("KEN", 2025): "yes"}


def test_a_picture_cover_does_not_make_a_review_unread() -> None:
    assert statuses([review("KEN", pages=20, unread=2)], []) == {("KEN", 2025): "no"}


def test_a_damaged_review_is_unread_unless_it_says_yes() -> None:
    damaged = replace(review("KEN"), damaged=True)
    assert statuses([damaged], []) == {("KEN", 2025): "unread"}
    assert statuses([damaged], [evidence("KEN")]) == {("KEN", 2025): "yes"}
    assert statuses([damaged, review("KEN", language="fr")], []) == {("KEN", 2025): "no"}


def test_two_languages_of_one_review_count_once() -> None:
    lines = ledger([review("KEN", language="en"), review("KEN", language="fr")], [evidence("KEN")], "suggested")
    assert [(line.iso3, line.status, len(line.reviews)) for line in lines] == [("KEN", "yes", 2)]


def test_one_readable_language_is_enough_to_say_no() -> None:
    assert statuses([review("KEN", language="fr", unread=10), review("KEN")], []) == {("KEN", 2025): "no"}


def test_a_second_review_in_another_year_is_another_unit() -> None:
    found = statuses([review("KEN", 2024), review("KEN", 2025)], [evidence("KEN", 2024)])
    assert found == {("KEN", 2024): "yes", ("KEN", 2025): "no"}


def test_without_decisions_the_reviewed_basis_counts_nobody() -> None:
    lines = ledger([review("KEN")], [evidence("KEN")], "reviewed")
    counted = result(indicator("3.1"), lines, "strict", "reviewed")
    assert counted["countries"][0]["status"] == "unreviewed"
    assert (counted["numerator"], counted["denominator"], counted["percent"]) == (0, 0, None)


def test_unread_stands_in_no_denominator() -> None:
    lines = ledger([review("KEN"), review("IND"), review("FJI", unread=10)], [evidence("KEN")], "suggested")
    counted = result(indicator("3.1"), lines, "strict", "suggested")
    assert (counted["numerator"], counted["denominator"], counted["unread"]) == (1, 2, 1)
    assert (counted["percent"], counted["percent_of_obtained"]) == (50.0, 33.3)


def test_the_count_equals_the_length_of_its_ledger() -> None:
    lines = ledger([review("KEN"), review("IND"), review("FJI", unread=10)], [evidence("KEN")], "suggested")
    counted = result(indicator("3.1"), lines, "strict", "suggested")
    assert counted["numerator"] + (counted["denominator"] - counted["numerator"]) + counted["unread"] == len(
        counted["countries"]
    )
    assert json.loads(json.dumps(counted)) == counted


def test_wilson_interval_of_26_of_45() -> None:
    low, high = wilson(26, 45) or (0, 0)
    # Computed by hand: centre (26/45 + z²/90)/(1 + z²/45) = .5717, half width .1383 with z = 1.95996.
    assert (round(low, 1), round(high, 1)) == (43.3, 71.0)
    assert wilson(0, 0) is None


def test_equal_counts_have_equal_snapshots() -> None:
    assert sealed({"b": 1, "a": [2]}) == sealed({"a": [2], "b": 1})
    assert sealed({"a": 1})["snapshot"] != sealed({"a": 2})["snapshot"]


def test_an_unknown_indicator_names_those_that_are_defined() -> None:
    with pytest.raises(PortalError, match=r"Unknown indicator.*9\.9.*3\.1, 1\.1, mention"):
        indicator("9.9")


def test_every_indicator_has_a_title_in_both_languages() -> None:
    assert all(definition.title.keys() == {"en", "zh"} for definition in indicators().values())
