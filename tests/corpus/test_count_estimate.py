"""The corrected count: against answers that are known by hand, by law, and by drawing worlds whose truth is known."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from corpus.indicators import Candidate, Line, Review, indicator
from corpus.indicators.estimate import ENOUGH, Rates, decided_rates, estimate
from corpus.indicators.ledger import Question
from tests.corpus.counting_made import lines, passage, review, settled

QUESTION = Question(indicator("3.1"), "strict", "suggested")
POLICY = ("policy", "policy_lenient")
PERFECT = Rates(tp=100_000, fp=0, fn=0, tn=100_000, unseen=0, source="evaluation")
COUNTRIES = tuple(f"{a}{b}{c}" for a in "ABCDE" for b in "ABCDE" for c in "ABCDE")


def world(yes: int, no: int) -> list[Line]:
    """Countries with one suggested passage, then countries with one that only mentions volunteering."""
    names = COUNTRIES[: yes + no]
    found = [passage(name, *(POLICY if place < yes else ("mention",))) for place, name in enumerate(names)]
    return lines([review(name) for name in names], found)


def test_suggestions_that_are_always_right_are_not_corrected() -> None:
    found = estimate(QUESTION, world(30, 70), PERFECT)
    assert found is not None
    assert (found["number"], found["percent"]) == (pytest.approx(30, abs=0.1), pytest.approx(30, abs=0.1))
    assert found["number_interval"] == [30.0, 30.0]


def test_rogan_and_gladens_estimate_where_each_country_has_one_passage() -> None:
    """By hand: 40 % suggested, sensitivity .9, false alarms .2; (.4 - .2) / (.9 - .2) = 28.6 % hold."""
    rates = Rates(tp=90_000, fp=20_000, fn=10_000, tn=80_000, unseen=0, source="evaluation")
    found = estimate(QUESTION, world(40, 60), rates)
    assert found is not None
    assert found["percent"] == pytest.approx(28.6, abs=2.0)
    assert found["interval"][0] < 28.6 < found["interval"][1]


def test_passages_that_are_not_even_seen_raise_the_estimate() -> None:
    half_seen = Rates(tp=50_000, fp=0, fn=0, tn=50_000, unseen=50_000, source="evaluation")
    found = estimate(QUESTION, world(30, 70), half_seen)
    assert found is not None
    # As many passages again, spread over 100 countries at .3 each: 30 + 70 (1 - e^-.3) = 48.1.
    assert found["number"] == pytest.approx(48.1, abs=1.0)


def test_what_people_settled_is_not_estimated() -> None:
    yes = [passage("KEN", *POLICY, said=settled(policy=True))]
    no = [passage("IND", *POLICY, said=settled(policy=False, policy_lenient=False))]
    found = estimate(QUESTION, lines([review("KEN"), review("IND")], [*yes, *no]), PERFECT)
    assert found is not None
    assert (found["number"], found["number_interval"]) == (1.0, [1.0, 1.0])


def test_an_interval_holds_its_estimate_however_few_units_there_are() -> None:
    rates = Rates(tp=60, fp=1, fn=2, tn=90, unseen=0, source="evaluation")
    for yes, no in ((1, 0), (0, 1), (2, 1)):
        found = estimate(QUESTION, world(yes, no), rates)
        assert found is not None
        assert found["number_interval"][0] <= found["number"] <= found["number_interval"][1]
        assert found["interval"][0] <= found["percent"] <= found["interval"][1]


def test_a_label_of_which_no_false_alarm_could_be_measured_is_not_doubted_for_it() -> None:
    rates = Rates(tp=121, fp=0, fn=0, tn=0, unseen=0, source="evaluation")
    found = estimate(Question(indicator("mention"), "strict", "suggested"), world(30, 0), rates)
    assert found is not None
    assert found["percent"] > 98


def test_unread_reviews_stand_in_no_estimate() -> None:
    found = estimate(QUESTION, lines([review("KEN"), review("IND", unread=10)], [passage("KEN", *POLICY)]), PERFECT)
    assert found is not None
    assert found["units"] == 1
    assert estimate(QUESTION, lines([review("IND", unread=10)], []), PERFECT) is None


def test_a_review_that_people_settled_as_yes_is_estimated_however_little_of_it_was_read() -> None:
    added = Candidate("IND-2025-en", "added", settled=settled(policy=True))
    found = estimate(QUESTION, lines([review("KEN"), review("IND", unread=9)], [added], "reviewed"), PERFECT)
    assert found is not None
    assert (found["units"], found["number"]) == (2, 1.0)


def test_the_same_count_has_the_same_estimate() -> None:
    rates = Rates(20, 5, 4, 60, 1, "evaluation")
    assert estimate(QUESTION, world(12, 30), rates) == estimate(QUESTION, world(12, 30), rates)


def test_rates_come_from_decisions_where_there_are_enough_and_say_so() -> None:
    def decided(number: int) -> list[Candidate]:
        holding = [
            passage("KEN", *POLICY, name=f"a{n}", said=settled(policy=n % 4 > 0, policy_lenient=n % 4 > 0 or None))
            for n in range(number)
        ]
        other = [passage("KEN", "mention", name=f"b{n}", said=settled(policy_lenient=False)) for n in range(number)]
        return [*holding, *other]

    few, many = (lines([review("KEN")], decided(number)) for number in (ENOUGH - 1, ENOUGH))
    assert (estimate(QUESTION, few) or {"rates": {"source": "evaluation"}})["rates"]["source"] == "evaluation"
    found = estimate(QUESTION, many)
    assert found is not None
    assert found["rates"]["source"] == "decisions"
    # Of 30 suggested every fourth, from the first, was refused: 8 of 30; of 30 others none holds.
    assert [found["rates"][name] for name in ("tp", "fp", "fn", "tn")] == [22, 8, 0, 30]


def test_what_only_the_lenient_reading_suggests_tells_nothing_of_the_rest() -> None:
    only_lenient = passage("KEN", "policy_lenient", said=settled(policy=True))
    rates = decided_rates(QUESTION, lines([review("KEN")], [only_lenient]))
    assert (rates.tp, rates.fp, rates.fn, rates.tn) == (0, 0, 0, 0)


def drawn(
    chance: random.Random, sensitivity: float, false_alarm: float
) -> tuple[Sequence[Review], list[Candidate], int]:
    """A world of 60 countries: up to five passages each, one in eight of which holds; and how many countries hold."""
    reviews, passages, truth = [], list[Candidate](), 0
    for name in COUNTRIES[:60]:
        reviews.append(review(name))
        holding = [chance.random() < 0.125 for _ in range(chance.randint(0, 5))]
        truth += any(holding)
        for place, holds in enumerate(holding):
            suggested = chance.random() < (sensitivity if holds else false_alarm)
            passages.append(passage(name, *(POLICY if suggested else ("mention",)), name=f"p{place}"))
    return reviews, passages, truth


def test_the_interval_holds_the_truth_in_nine_worlds_of_ten() -> None:
    sensitivity, false_alarm, held = 0.85, 0.06, 0
    for seed in range(200):
        chance = random.Random(seed)
        true, false = (
            [chance.random() < rate for _ in range(n)] for rate, n in ((sensitivity, 30), (false_alarm, 120))
        )
        rates = Rates(sum(true), sum(false), 30 - sum(true), 120 - sum(false), 0, "evaluation")
        reviews, passages, truth = drawn(chance, sensitivity, false_alarm)
        found = estimate(QUESTION, lines(reviews, passages), rates)
        assert found is not None
        held += found["number_interval"][0] <= truth <= found["number_interval"][1]
    assert held >= 180
