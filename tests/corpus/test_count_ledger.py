"""Who counts: statuses by hand, and the laws that every ledger keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.indicators import Candidate, Review, indicator
from corpus.indicators.figures import broken_down, denominators, excluded, share
from corpus.indicators.ledger import Question, units
from corpus.presenters import Presenter, presented_by_year
from corpus.reviewing import Settled, Settling
from tests.corpus.counting_made import lines, passage, review, settled, statuses

KEN, IND = review("KEN"), review("IND")
POLICY = ("policy", "policy_lenient")


def test_a_country_with_one_true_passage_is_yes_and_one_without_is_no() -> None:
    assert statuses(lines([KEN, IND], [passage("KEN", *POLICY)])) == {("KEN", 2025): "yes", ("IND", 2025): "no"}


def test_an_unread_review_is_never_no() -> None:
    assert statuses(lines([review("KEN", pages=4, unread=4)], [])) == {("KEN", 2025): "unread"}


def test_a_review_read_in_part_is_unread_unless_it_says_yes() -> None:
    half = review("KEN", unread=5)
    assert statuses(lines([half], [])) == {("KEN", 2025): "unread"}
    assert statuses(lines([half], [passage("KEN", *POLICY)])) == {("KEN", 2025): "yes"}


def test_a_picture_cover_does_not_make_a_review_unread() -> None:
    assert statuses(lines([review("KEN", pages=20, unread=2)], [])) == {("KEN", 2025): "no"}


def test_a_damaged_review_is_unread_unless_it_says_yes() -> None:
    damaged = replace(KEN, damaged=True)
    assert statuses(lines([damaged], [])) == {("KEN", 2025): "unread"}
    assert statuses(lines([damaged], [passage("KEN", *POLICY)])) == {("KEN", 2025): "yes"}
    assert statuses(lines([damaged, review("KEN", language="fr")], [])) == {("KEN", 2025): "no"}


def test_two_languages_of_one_review_count_once() -> None:
    found = lines([KEN, review("KEN", language="fr")], [passage("KEN", *POLICY, language="fr")])
    assert [(line.iso3, line.status, len(line.reviews)) for line in found] == [("KEN", "yes", 2)]


def test_a_second_review_in_another_year_is_another_unit() -> None:
    found = lines([review("KEN", 2024), KEN], [passage("KEN", *POLICY, year=2024)])
    assert statuses(found) == {("KEN", 2024): "yes", ("KEN", 2025): "no"}


def test_what_is_only_lenient_counts_only_there() -> None:
    found = [passage("KEN", "policy_lenient")]
    assert statuses(lines([KEN], found)) == {("KEN", 2025): "no"}
    assert statuses(lines([KEN], found, policy="lenient")) == {("KEN", 2025): "yes"}


@pytest.mark.parametrize(
    ("said", "strict", "lenient"),
    [
        (None, "unreviewed", "unreviewed"),
        (settled(policy=True), "yes", "yes"),
        (settled(policy_lenient=False), "no", "no"),  # and so it is not the strict reading's either
        (settled(policy_lenient=True, policy=False), "no", "yes"),
        (settled(policy_lenient=True), "unreviewed", "yes"),  # nobody said whether it holds strictly
        (settled(mention=True), "unreviewed", "unreviewed"),  # decided for another indicator
        (Settled(Settling.DISPUTED, None, None, {"Ada": 1, "Bo": 2}), "unreviewed", "unreviewed"),
        (Settled(Settling.SECOND, None, None, {"Ada": 1}), "unreviewed", "unreviewed"),
    ],
)
def test_a_suggested_passage_counts_as_people_settle_it(said: Settled | None, strict: str, lenient: str) -> None:
    found = [passage("KEN", *POLICY, said=said), passage("IND", *POLICY, said=settled(policy=True))]
    assert lines([KEN, IND], found, "reviewed")[1].status == strict
    assert lines([KEN, IND], found, "reviewed", "lenient")[1].status == lenient


def test_people_find_what_the_machine_did_not_suggest() -> None:
    bare = Candidate("KEN-2025-en", "p9", settled=settled(policy=True))
    assert statuses(lines([KEN], [bare], "reviewed")) == {("KEN", 2025): "yes"}
    assert statuses(lines([KEN], [bare], "suggested")) == {("KEN", 2025): "no"}


def test_a_passage_that_reviewers_differ_about_is_waited_for_though_nothing_suggests_it() -> None:
    disputed = Candidate("KEN-2025-en", "p9", settled=Settled(Settling.DISPUTED, None, None, {"Ada": 1, "Bo": 2}))
    assert statuses(lines([KEN], [disputed], "reviewed")) == {("KEN", 2025): "unreviewed"}


def test_before_anybody_decides_nothing_is_no_and_then_what_has_no_suggestion_is() -> None:
    suggested = passage("KEN", *POLICY)
    assert set(statuses(lines([KEN, IND], [suggested], "reviewed")).values()) == {"unreviewed"}
    decided = replace(suggested, settled=settled(policy=False, policy_lenient=False))
    assert statuses(lines([KEN, IND], [decided], "reviewed")) == {("KEN", 2025): "no", ("IND", 2025): "no"}


def test_people_begin_with_a_year_by_itself() -> None:
    old = review("IND", 2024)
    found = lines([KEN, old], [passage("KEN", *POLICY, said=settled(policy=True))], "reviewed")
    assert statuses(found) == {("IND", 2024): "unreviewed", ("KEN", 2025): "yes"}


def test_what_is_settled_in_an_unread_review_leaves_it_unread() -> None:
    half = review("KEN", unread=5)
    found = [passage("KEN", *POLICY, said=settled(policy=False, policy_lenient=False))]
    assert statuses(lines([half], found, "reviewed")) == {("KEN", 2025): "unread"}


def test_a_framework_counts_strictly_only_where_its_results_framework_names_volunteers() -> None:
    framework = Review("FILE/1", None, 2023, "en", 10, 0, 10, expression="f", title="A framework of islands")
    inside = Candidate("f", "p1", frozenset({"mention"}), within=frozenset({"results_framework"}))
    outside = replace(inside, within=frozenset())
    assert [line.status for line in lines([framework], [inside], code="3.2")] == ["yes"]
    assert [line.status for line in lines([framework], [outside], code="3.2")] == ["no"]
    assert [line.status for line in lines([framework], [outside], code="3.2", policy="lenient")] == ["yes"]


def test_two_frameworks_of_a_country_in_a_year_are_two() -> None:
    first = Review("FILE/1", "KEN", 2023, "en", 10, 0, 10, expression="a")
    found = lines([first, replace(first, work="FILE/2", expression="b")], [], code="3.2")
    assert [(line.iso3, line.work) for line in found] == [("KEN", "FILE/1"), ("KEN", "FILE/2")]


def test_unread_stands_in_no_denominator() -> None:
    found = share(lines([KEN, IND, review("FJI", unread=10)], [passage("KEN", *POLICY)]))
    assert (found["numerator"], found["denominator"], found["unread"], found["percent"]) == (1, 2, 1, 50.0)


def test_why_a_line_stands_in_no_figure_is_said() -> None:
    half, none = review("FJI", unread=5), review("TON", unread=10)
    broken = replace(review("WSM"), damaged=True)
    assert [(row["iso3"], row["reason"]) for row in excluded(lines([half, none, broken], []))] == [
        ("FJI", "pages_unread"),
        ("TON", "no_text"),
        ("WSM", "damaged"),
    ]
    waiting = lines([KEN, IND], [passage("KEN", *POLICY)], "reviewed")
    assert [(row["iso3"], row["reason"]) for row in excluded(waiting)] == [("IND", "not_begun"), ("KEN", "to_review")]


def test_a_count_is_broken_down_by_hand() -> None:
    """Kenya and Uganda in Eastern Africa, Fiji in Melanesia; two of three say yes, Fiji in two languages."""
    reviews = [KEN, review("UGA"), review("FJI"), review("FJI", language="fr")]
    found = lines(
        reviews,
        [
            passage("KEN", *POLICY, instrument="National Volunteer Policy"),
            passage("KEN", *POLICY, name="p2", instrument="Youth Strategy"),
            passage("FJI", *POLICY),
        ],
    )
    groups = broken_down(("subregion", "ldc", "sids", "language", "sector"), found)
    short = {
        name: [(row["group"], row["numerator"], row.get("denominator")) for row in rows]
        for name, rows in groups.items()
    }
    assert short == {
        "subregion": [("014", 1, 2), ("054", 1, 1)],
        "ldc": [("no", 2, 2), ("yes", 0, 1)],
        "sids": [("no", 1, 2), ("yes", 1, 1)],
        "language": [("en", 2, 3), ("fr", 1, 1)],
        "sector": [("unknown", 1, None), ("volunteering", 1, None), ("youth", 1, None)],
    }


COUNTRIES = ("KEN", "IND", "FJI", "UGA")
LABELS_HELD = st.sampled_from([(), ("contribution",), ("policy_lenient",), POLICY])
SAID = st.sampled_from(
    [
        None,
        settled(policy=True),
        settled(policy=False, policy_lenient=True),
        settled(policy_lenient=False),
        Settled(Settling.DISPUTED, None, None, {"Ada": 1, "Bo": 2}),
    ]
)
REVIEWS = st.lists(
    st.builds(review, st.sampled_from(COUNTRIES), st.sampled_from([2024, 2025]), unread=st.sampled_from([0, 0, 5, 10])),
    unique_by=lambda one: one.expression,
    max_size=8,
)
PASSAGES = st.lists(
    st.builds(
        lambda country, year, name, labels, said: passage(country, *labels, year=year, name=name, said=said),
        st.sampled_from(COUNTRIES),
        st.sampled_from([2024, 2025]),
        st.sampled_from(["p1", "p2", "p3"]),
        LABELS_HELD,
        SAID,
    ),
    unique_by=lambda one: one.passage,
    max_size=12,
)


@given(REVIEWS, PASSAGES, st.sampled_from(["suggested", "reviewed"]))
def test_the_strict_reading_never_counts_more_than_the_lenient(
    reviews: list[Review], passages: list[Candidate], basis: str
) -> None:
    strict, lenient = (lines(reviews, passages, basis, policy) for policy in ("strict", "lenient"))  # type: ignore[arg-type]
    yes = [{(line.iso3, line.year) for line in found if line.status == "yes"} for found in (strict, lenient)]
    assert yes[0] <= yes[1]
    if share(strict)["denominator"]:
        assert (share(strict)["percent"] or 0) <= (share(lenient)["percent"] or 0)


@given(REVIEWS, PASSAGES, st.sampled_from(["suggested", "reviewed"]), st.lists(st.sampled_from(COUNTRIES), unique=True))
def test_every_review_obtained_stands_in_one_place_and_none_beyond_those_presented(
    reviews: list[Review], passages: list[Candidate], basis: str, listed: list[str]
) -> None:
    found = lines(reviews, passages, basis)  # type: ignore[arg-type]
    counted = share(found)
    assert counted["denominator"] + counted["unread"] + counted["unreviewed"] == counted["obtained"] == len(found)
    obtained = {year: frozenset(line.iso3 or "" for line in found if line.year == year) for year in (2024, 2025)}
    rows = [Presenter(iso3, year, None, "a list") for iso3 in listed for year in (2024, 2025)]
    for year, known in presented_by_year(rows, obtained).items():
        if known["presented"] is not None:
            assert len(obtained[year]) <= known["presented"]
    assert denominators(found, None)["readable"] <= counted["obtained"]


@given(REVIEWS, PASSAGES)
def test_units_lose_no_passage_of_a_review_and_add_none(reviews: list[Review], passages: list[Candidate]) -> None:
    found = units(Question(indicator("3.1"), "strict", "suggested").indicator, reviews, passages)
    expressions = {one.expression for one in reviews}
    kept = [one.passage for unit in found for one in unit.candidates]
    assert sorted(kept) == sorted(one.passage for one in passages if one.expression in expressions)
