"""What changed between two counts, and why: one row per reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from corpus.indicators import Basis, Candidate, Review, indicator, ledger, sealed
from corpus.indicators.changes import changes
from corpus.indicators.ledger import Question, units
from corpus.indicators.quotes import Evidence
from corpus.indicators.result import result
from corpus.presenters import Presenter, presented_by_year
from corpus.reviewing import Settled, Settling
from tests.corpus.counting_made import passage, review, settled

POLICY = ("policy", "policy_lenient")
KEN, IND = review("KEN"), review("IND")
SUGGESTED = passage("KEN", *POLICY)


def counted(
    reviews: Sequence[Review],
    passages: Sequence[Candidate],
    basis: Basis = "suggested",
    listed: Sequence[str] = (),
) -> dict[str, Any]:
    question = Question(indicator("3.1"), "strict", basis)
    found = units(question.indicator, reviews, passages)
    quotes = {
        (one.expression, one.passage): Evidence(one.passage, "w", "en", 1, "1", "p1", "words", "L3_policy", None, "r")
        for one in passages
    }
    rows = [Presenter(iso3, 2025, None, "a list") for iso3 in listed]
    known = presented_by_year(rows, {2025: frozenset(one.country or "" for one in reviews)})
    span = {"year": 2025, "from": 2025, "to": 2025}
    return sealed(result(question, found, ledger(question, found), quotes, known) | span)


def said(**labels: bool) -> Settled:
    return replace(settled(**labels), decisions={"Ada": 7})


RULES_2 = replace(SUGGESTED, rule_version="rules-2")
BEFORE: dict[str, Any] = {"reviews": [KEN, IND], "passages": [SUGGESTED]}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str], list[tuple[str, str | None, str | None]]]] = {
    "nothing": (BEFORE, BEFORE, [], []),
    "a review came": (BEFORE, BEFORE | {"reviews": [KEN, IND, review("FJI")]}, ["new_document"], [("FJI", None, "no")]),
    "a review went": (BEFORE, BEFORE | {"reviews": [KEN]}, ["removed_document"], [("IND", "no", None)]),
    "another file of a review": (
        BEFORE,
        BEFORE | {"reviews": [KEN, replace(IND, sha256="other")]},
        ["new_document"],
        [("IND", "no", "no")],
    ),
    "a second language": (
        BEFORE,
        BEFORE | {"reviews": [KEN, IND, review("IND", language="fr")]},
        ["new_document"],
        [("IND", "no", "no")],
    ),
    "pages that were read later": (
        BEFORE | {"reviews": [KEN, replace(IND, unread_pages=5)]},
        BEFORE,
        ["read_again"],
        [("IND", "unread", "no")],
    ),
    "newer rules": (
        BEFORE,
        BEFORE | {"passages": [replace(RULES_2, machine=frozenset({"mention"}))]},
        ["new_rule"],
        [("KEN", "yes", "no")],
    ),
    "newer rules that say the same": (
        BEFORE,
        BEFORE | {"passages": [RULES_2]},
        ["new_rule_version"],
        [("KEN", "yes", "yes")],
    ),
    "a decision": (
        BEFORE | {"basis": "reviewed"},
        BEFORE | {"basis": "reviewed", "passages": [replace(SUGGESTED, settled=said(policy=True))]},
        ["new_decision"],
        [("IND", "unreviewed", "no"), ("KEN", "unreviewed", "yes")],  # and what has no suggestion is settled with it
    ),
    "a decision that was taken back": (
        BEFORE | {"basis": "reviewed", "passages": [replace(SUGGESTED, settled=said(policy=True))]},
        BEFORE | {"basis": "reviewed"},
        ["removed_decision"],
        [("IND", "no", "unreviewed"), ("KEN", "yes", "unreviewed")],
    ),
    "a second reviewer who differs": (
        BEFORE | {"basis": "reviewed", "passages": [replace(SUGGESTED, settled=said(policy=True))]},
        BEFORE
        | {
            "basis": "reviewed",
            "passages": [replace(SUGGESTED, settled=Settled(Settling.DISPUTED, None, None, {"Ada": 7, "Bo": 9}))],
        },
        ["new_decision"],
        [("KEN", "yes", "unreviewed")],
    ),
    "a list of presenters": (BEFORE, BEFORE | {"listed": ["KEN", "IND", "FJI"]}, ["new_list"], []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_said_with_its_reason(case: str) -> None:
    before, after, reasons, expected = CASES[case]
    found = changes(counted(**before), counted(**after))
    assert found["reasons"] == reasons
    changed = [(line["iso3"], line["before"], line["now"]) for line in found["lines"] if line["reasons"]]
    assert changed == expected
    assert found["changed"] == (case != "nothing")


def test_figures_are_said_before_and_now() -> None:
    found = changes(counted(**BEFORE), counted([KEN, IND, review("FJI")], [SUGGESTED], listed=["KEN", "IND", "FJI"]))
    assert found["figures"]["obtained"] == {"before": 2, "now": 3}
    assert found["figures"]["presented"] == {"before": None, "now": 3}
    assert "numerator" not in found["figures"]


def test_passages_that_came_and_went_are_named() -> None:
    other = passage("KEN", *POLICY, name="p2")
    found = changes(counted(**BEFORE), counted([KEN, IND], [other]))
    assert found["lines"][0]["passages"] == {"added": [other.passage], "removed": [SUGGESTED.passage]}


def test_two_frameworks_of_a_country_in_a_year_are_compared_one_by_one() -> None:
    first, second = replace(KEN, work="F/1"), replace(KEN, work="F/2", expression="2", sha256="2")
    now = counted_frameworks(replace(first, unread_pages=10), second)
    found = changes(counted_frameworks(first, second), now)
    assert [(line["work"], line["now"]) for line in found["lines"]] == [("F/1", "unread")]


def counted_frameworks(*reviews: Review) -> dict[str, Any]:
    question = Question(indicator("3.2"), "lenient", "suggested")
    found = units(question.indicator, reviews, [])
    span = {"year": 2025, "from": 2025, "to": 2025}
    return sealed(result(question, found, ledger(question, found), {}, {}) | span)


def test_a_new_version_of_the_rules_is_told_apart_from_what_it_suggests_otherwise() -> None:
    named = replace(RULES_2, machine=RULES_2.machine | {"measured"})
    assert changes(counted(**BEFORE), counted([KEN, IND], [named]))["reasons"] == ["new_rule_version"]
    fewer = changes(
        counted([KEN, IND], [SUGGESTED, passage("KEN", *POLICY, name="p2")]), counted([KEN, IND], [RULES_2])
    )
    assert (fewer["reasons"], fewer["lines"][0]["now"]) == (["new_rule"], "yes")
