"""Decisions in the store: two at once, a process that is killed, the queue, samples, assignments, agreement, recall."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from sqlalchemy import event, select

from corpus.agreement import Rated, agreement, independent, measures
from corpus.errors import PortalError
from corpus.recall import Stratum, recall
from corpus.reviewing import Action, Said, Settling
from corpus.store import Store, schema
from corpus.store.review_queue import ALL, TO_DO, Asked
from corpus.store.review_samples import allotted
from tests.corpus.review_store import BORDERLINE, CONTRIBUTION, POLICY, WORK, new_store, show
from tests.corpus.test_review_settling import NO, YES, accepts, made, rejects, withdraws

ROOT = Path(__file__).parents[2]
OF_31 = ("policy", "policy_lenient")
ASKED = Asked("3.1", "policy", "policy_lenient", ("vnr",))
TEXTS = [
    ("p1", "The volunteer law was adopted in 2090. It binds every district.", POLICY),
    ("p2", "Volunteers built two schools on the islands.", CONTRIBUTION),
    ("p3", "A bill on volunteer service waits for its signature.", BORDERLINE),
    ("p4", "Roads were mended in the north of the islands.", None),
    ("p5", "The harvest was good in that year.", None),
]


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "data")
    yield store
    store.close()


@pytest.fixture
def ids(store: Store) -> list[str]:
    return show(store, TEXTS, "1")


def accept(who: str, seen: int | None = None) -> Said:
    return Said(who, Action.ACCEPT, "3.1", OF_31, seen=seen)


def reject(who: str, seen: int | None = None) -> Said:
    return Said(who, Action.REJECT, "3.1", OF_31, seen=seen)


def test_a_decision_keeps_what_was_suggested_with_the_words_it_rests_on(store: Store, ids: list[str]) -> None:
    made_now = store.reviewing.decide(ids[0], accept("Ana"))
    assert made_now.machine is not None
    assert made_now.machine["rule_version"] == "test"
    assert made_now.machine["quote"] == "The volunteer law was adopted in 2090."
    reviewed = store.reviews.at(ids[0])
    assert reviewed is not None
    assert (reviewed.item.id, reviewed.item.anchor.exact) == (ids[0], TEXTS[0][1])
    assert reviewed.decisions == (made_now,)


def test_of_25_decisions_that_one_reviewer_sends_at_once_one_is_kept_and_the_others_are_told(
    store: Store, ids: list[str]
) -> None:
    def decide(number: int) -> str:
        try:
            store.reviewing.decide(ids[0], replace(accept("Ana"), comment=str(number)))
        except PortalError as failure:
            return failure.code
        return "kept"

    with ThreadPoolExecutor(25) as pool:
        outcomes = list(pool.map(decide, range(25)))
    assert sorted(outcomes) == ["changed_meanwhile"] * 24 + ["kept"]
    reviewed = store.reviews.at(ids[0])
    assert reviewed is not None
    assert [decision.ordinal for decision in reviewed.decisions] == [1]


def test_of_25_reviewers_who_decide_at_once_every_word_is_kept(store: Store, ids: list[str]) -> None:
    def decide(number: int) -> int:
        said = accept if number % 2 else reject
        return store.reviewing.decide(ids[0], said(f"Reviewer {number}")).id

    with ThreadPoolExecutor(25) as pool:
        numbers = set(pool.map(decide, range(25)))
    reviewed = store.reviews.at(ids[0])
    assert reviewed is not None
    assert {decision.id for decision in reviewed.decisions} == numbers
    assert reviewed.settled is not None
    assert reviewed.settled.state is Settling.DISPUTED
    assert store.reviews.disagreeing() == []


def test_a_queue_leaves_out_what_its_reviewer_decided_for_this_indicator_alone(store: Store, ids: list[str]) -> None:
    number = store.reviewing.decide(ids[0], Said("Ana", Action.ACCEPT, "mention", ("mention",))).id
    mine = replace(ASKED, reviewer="Ana", state=ALL)
    assert ids[0] in [one.passage for one in store.review_queue.page(mine, 10)], "of a policy Ana has said nothing"
    store.reviewing.decide(ids[0], accept("Ana", number))
    assert ids[0] not in [one.passage for one in store.review_queue.page(mine, 10)]


def test_who_asks_for_a_second_or_adjudicates_has_done_with_it(store: Store, ids: list[str]) -> None:
    store.reviewing.decide(ids[0], Said("Ana", Action.SECOND))
    store.reviewing.decide(ids[2], Said("Ana", Action.LEVEL, labels={"mention": True}))
    store.reviewing.decide(ids[2], Said("Ben", Action.LEVEL, labels={"mention": False}))
    store.reviewing.decide(ids[2], Said("Judge", Action.ADJUDICATE, labels={"mention": True}))
    for who, done in (("Ana", ids[0]), ("Judge", ids[2])):
        asked = replace(ASKED, reviewer=who, state=ALL)
        assert done not in [one.passage for one in store.review_queue.page(asked, 10)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said("Ana", Action.QUOTE, quote=" "), "no words are quoted"),
        (Said("Ana", Action.ACCEPT, quote=" "), "no words are quoted"),
        (Said("Ana", Action.QUOTE), "no words are quoted"),
        (Said("Ana", Action.COMMENT), "the remark has no words"),
        (Said("Ana", Action.ACCEPT, labels={"policy": False}), "use level"),
        (Said("Ana", Action.REJECT, labels={"policy": True}), "use level"),
        (Said("Ana", Action.COMMENT, labels={"policy": True}, comment="A law."), "use level"),
    ],
)
def test_what_says_nothing_or_two_things_is_refused(store: Store, ids: list[str], said: Said, reason: str) -> None:
    with pytest.raises(PortalError) as refusal:
        store.reviewing.decide(ids[0], said)
    assert reason in refusal.value.detail + refusal.value.remedy
    assert store.reviews.reviewed() == []


def test_items_are_had_by_their_ids_whatever_stands_at_their_passages(store: Store, ids: list[str]) -> None:
    store.reviewing.decide(ids[0], accept("Ana"))
    moved = show(store, [("p9", TEXTS[0][1], POLICY)], "2")
    assert set(store.reviews.items([ids[0], *moved, "none"])) == {ids[0]}


def test_two_adjudicators_at_once_are_one(store: Store, ids: list[str]) -> None:
    store.reviewing.decide(ids[0], accept("Ana"))
    store.reviewing.decide(ids[0], reject("Ben"))

    def adjudicate(number: int) -> str:
        try:
            store.reviewing.decide(ids[0], Said(f"Judge {number}", Action.ADJUDICATE, labels=YES))
        except PortalError as failure:
            return failure.detail
        return "kept"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(adjudicate, range(8)))
    assert outcomes.count("kept") == 1
    assert all("has adjudicated" in outcome for outcome in outcomes if outcome != "kept")


KILLED = """
import os, sys
from pathlib import Path
from corpus.settings import Settings
from corpus.store import open_store
from corpus.store import reviewing
from corpus.reviewing import Action, Said
reviewing.count = lambda *_: os._exit(9)  # the decision is written and not committed
store = open_store(Settings(data=Path(sys.argv[1])))
store.reviewing.decide(sys.argv[2], Said("Ana", Action.ACCEPT, "3.1", ("policy", "policy_lenient")))
"""


def test_a_process_killed_between_decision_and_commit_leaves_nothing_and_the_next_one_decides(
    store: Store, ids: list[str], tmp_path: Path
) -> None:
    arguments = [sys.executable, "-c", KILLED, str(tmp_path / "data"), ids[0]]
    assert subprocess.run(arguments, cwd=ROOT, check=False).returncode == 9
    assert store.reviews.at(ids[0]) is None
    store.reviewing.decide(ids[0], accept("Ana"))
    assert store.reviews.disagreeing() == []
    assert [settled.state for settled in store.reviews.settled().values()] == [Settling.ONE]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said("Ana", Action.QUOTE, quote="words it does not hold"), "bad_input"),
        (Said("Ana", Action.QUOTE), "bad_input"),
        (Said("Ana", Action.LEVEL), "bad_input"),
        (Said("Ana", Action.WITHDRAW), "bad_input"),
        (accept("Ana", seen=7), "changed_meanwhile"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_kept(
    store: Store, ids: list[str], said: Said, code: str
) -> None:
    with pytest.raises(PortalError) as refusal:
        store.reviewing.decide(ids[0], said)
    assert refusal.value.code == code
    assert store.reviews.at(ids[0]) is None


def test_two_spellings_of_a_name_are_one_person(store: Store, ids: list[str]) -> None:
    store.reviewing.decide(ids[0], accept("Ana Ruiz"))
    for other in ("ana ruiz", "Ana  Ruiz", "Ana\u00a0Ruiz", "Ａna Ruiz"):
        with pytest.raises(PortalError, match="is 'Ana Ruiz' here"):
            store.reviewing.decide(ids[0], reject(other))


def test_a_passage_that_is_not_there_cannot_be_decided(store: Store, ids: list[str]) -> None:
    with pytest.raises(PortalError) as refusal:
        store.reviewing.decide("0" * 36, accept("Ana"))
    assert refusal.value.code == "unknown_passage"


def passages(store: Store, asked: Asked) -> list[str]:
    return [one.path for one in store.review_queue.page(asked, 10)]


def test_a_queue_gives_the_most_probable_first_and_leaves_out_what_is_settled(store: Store, ids: list[str]) -> None:
    assert passages(store, ASKED) == ["p1", "p3"]
    store.reviewing.decide(ids[0], reject("Ana"))
    assert passages(store, ASKED) == ["p3"]
    assert passages(store, replace(ASKED, state="one")) == ["p1"]
    assert passages(store, replace(ASKED, state=ALL)) == ["p1", "p3"]
    of_contribution = Asked("1.1", "contribution", "mention", ("vnr",))
    assert sorted(passages(store, of_contribution)) == ["p1", "p2", "p3"], "for 1.1 nobody has decided"


def test_a_second_reviewer_finds_what_waits_for_them_and_not_their_own(store: Store, ids: list[str]) -> None:
    first = store.reviewing.decide(ids[0], accept("Ana"))
    store.reviewing.decide(ids[0], Said("Ana", Action.SECOND, seen=first.id))
    for state in (TO_DO, "second"):
        assert "p1" in passages(store, replace(ASKED, state=state, reviewer="Ben"))
        assert "p1" not in passages(store, replace(ASKED, state=state, reviewer="Ana"))
    store.reviewing.decide(ids[0], reject("Ben"))
    assert passages(store, ASKED) == ["p3"]
    assert passages(store, replace(ASKED, state="disputed")) == ["p1"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"country": ("XAA",)}, ["p1", "p3"]),
        ({"country": ("XAB",)}, []),
        ({"year": (2099,)}, ["p1", "p3"]),
        ({"year": (2098,)}, []),
        ({"language": ("zh",)}, []),
        ({"least": 0.8}, ["p1"]),
        ({"work": WORK}, ["p1", "p3"]),
        ({"types": ("report",)}, []),
        ({"assignee": "Ana"}, []),
        ({"assignee": ""}, ["p1", "p3"]),  # assigned to nobody
    ],
)
def test_a_queue_is_kept_to_what_is_asked(
    store: Store, ids: list[str], change: dict[str, object], found: list[str]
) -> None:
    assert passages(store, replace(ASKED, **change)) == found  # type: ignore[arg-type]


def test_a_queue_is_read_a_page_at_a_time_and_holds_each_passage_once(store: Store) -> None:
    alike = [(f"p{n}", f"Volunteers are in law number {n}.", POLICY | {"score": n // 10 / 10}) for n in range(50)]
    show(store, alike, "1")
    seen, after = [], None
    while page := store.review_queue.page(ASKED, 7, after):
        seen += [one.passage for one in page]
        after = page[-1].cursor
    assert len(seen) == len(set(seen)) == 50 == store.review_queue.count(ASKED)


def test_a_queue_is_read_by_its_index(database: str, store: Store, ids: list[str]) -> None:
    asked: list[tuple[str, object]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    after = store.review_queue.page(ASKED, 1)[0].cursor
    store.review_queue.page(ASKED, 1, after)
    for statement, values in [one for one in asked if "FROM suggestions" in one[0]]:
        with store.reading() as connection:
            if database == "postgresql":  # which reads a few rows at once, unless told otherwise
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            explained = "EXPLAIN" if database == "postgresql" else "EXPLAIN QUERY PLAN"
            steps = str(connection.exec_driver_sql(f"{explained} {statement}", values).all())
        assert "suggestions_review_policy_lenient" in steps
        assert "TEMP B-TREE" not in steps


def test_works_are_assigned_once_and_taken_back(store: Store, ids: list[str]) -> None:
    assert store.review_assignments.assign("3.1", "Ana", [WORK, WORK], "Head") == 1
    assert store.review_assignments.assign("3.1", "Ana", [WORK], "Head") == 0
    assert passages(store, replace(ASKED, assignee="Ana")) == ["p1", "p3"]
    assert passages(store, replace(ASKED, assignee="")) == []
    assert passages(store, replace(ASKED, indicator="1.1", assignee="Ana")) == [], "for 3.1 alone"
    assert store.review_assignments.release("3.1", "Ana", [WORK]) == 1
    assert store.review_assignments.all() == []


def test_a_sample_is_drawn_from_what_is_not_suggested_and_can_be_drawn_again(store: Store, ids: list[str]) -> None:
    drawn = store.review_samples.draw(ASKED, 2, 7, "Head")
    again = store.review_samples.draw(ASKED, 2, 7, "Head")
    assert drawn.members == again.members
    assert {item for item, _ in drawn.members} <= set(ids[1:2] + ids[3:])  # a contribution is not suggested for 3.1
    assert drawn.strata == {"en": {"population": 3, "drawn": 2}}
    every = store.review_samples.draw(ASKED, 99, 1, "Head")
    assert {item for item, _ in every.members} == {ids[1], ids[3], ids[4]}


def test_a_sample_finds_its_passages_in_another_version(store: Store, ids: list[str]) -> None:
    sample = store.review_samples.draw(ASKED, 99, 1, "Head")
    show(store, [("p9", text_, machine) for _, text_, machine in TEXTS[3:4]] + TEXTS[4:], "2")
    places = {item: store.reviews.at(item) for item, _ in sample.members}
    moved = places[ids[3]]
    assert moved is not None
    assert moved.shown
    assert moved.item.passage != ids[3], "it stands elsewhere now"
    gone = places[ids[1]]
    assert gone is not None
    assert not gone.shown
    assert store.reviews.unplaced() == [], "nobody had decided about it"


@pytest.mark.parametrize(
    ("strata", "size", "shares"),
    [
        ({"en": 900, "fr": 99, "ru": 1}, 10, {"en": 8, "fr": 1, "ru": 1}),
        ({"en": 5}, 99, {"en": 5}),  # no more than there are
        ({"en": 50, "fr": 50}, 1, {"en": 1, "fr": 1}),  # one of each language, though it is one more than asked for
        ({"en": 0}, 5, {}),
        ({}, 5, {}),
        ({"en": 333, "fr": 333, "zh": 334}, 100, {"en": 33, "fr": 33, "zh": 34}),
    ],
)
def test_languages_share_a_sample_in_proportion(strata: dict[str, int], size: int, shares: dict[str, int]) -> None:
    assert allotted(strata, size) == shares


def test_agreement_is_of_what_was_said_before_the_other_was_seen() -> None:
    changed_his_mind = made(accepts("Ana"), rejects("Ben"), accepts("Ben"))
    assert independent(changed_his_mind, "policy") == {"Ana": True, "Ben": False}
    corrected_before = made(accepts("Ana"), rejects("Ana"), rejects("Ben"))
    assert independent(corrected_before, "policy") == {"Ana": False, "Ben": False}
    took_it_back = made(accepts("Ana"), withdraws("Ana"), rejects("Ben"))
    assert independent(took_it_back, "policy") == {"Ben": False}
    assert independent(made(accepts("Ana", {"contribution": True}), rejects("Ben", NO)), "policy") == {"Ben": False}
    spoke_of_another_label = made(accepts("Ana", {"mention": True}), rejects("Ben"), accepts("Ana"))
    assert independent(spoke_of_another_label, "policy") == {"Ben": False}, "Ana had seen what Ben said"


TABLE = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
"""Cohen's κ by hand: observed .70, expected .5 × .6 + .5 × .4 = .50, so .40."""


def test_agreement_gives_the_figures_of_the_textbook() -> None:
    rated = [Rated(f"D{n // 5}", {"Ana": a, "Ben": b}) for n, (a, b) in enumerate(TABLE)]
    found = agreement(rated)
    assert found["percent"]["value"] == 70
    assert found["kappa"]["value"] == 0.4
    # α = 1 − (n − 1) · o / (n0 · n1): 100 values, 55 of one and 45 of the other, 30 of them in pairs that differ
    assert found["alpha"]["value"] == round(1 - 99 * 30 / (2 * 55 * 45), 4)
    low, high = found["kappa"]["interval"]
    assert low < 0.4 < high
    assert (found["items"], found["documents"]) == (50, 10)


SAID = st.dictionaries(st.sampled_from(["Ana", "Ben", "Chu", "Dia"]), st.booleans(), min_size=2)


@given(st.lists(SAID, min_size=1, max_size=30))
def test_kappa_is_that_of_scikit_learn_and_alpha_that_of_its_definition(said: list[dict[str, bool]]) -> None:
    found = measures([Rated("D", one) for one in said])
    pairs = [[holds for _, holds in sorted(one.items())][:2] for one in said]
    if len({holds for pair in pairs for holds in pair}) > 1:
        expected = cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs])
        assert found["kappa"] == pytest.approx(expected, abs=1e-4)
    values = [holds for one in said for holds in one.values()]
    if len(set(values)) > 1:
        within = sum(sum(a != b for a, b in permutations(one.values(), 2)) / (len(one) - 1) for one in said) / len(
            values
        )
        between = sum(a != b for a, b in permutations(values, 2)) / (len(values) * (len(values) - 1))
        assert found["alpha"] == pytest.approx(1 - within / between, abs=1e-4)


def test_agreement_of_nothing_and_of_one_answer_alone_is_not_defined() -> None:
    assert agreement([Rated("D", {"Ana": True})])["percent"] == {"value": None, "interval": None}
    at_odds = agreement([Rated("D", {"Ana": True, "Ben": False})])
    assert at_odds["percent"] == {"value": 0, "interval": None}, "one document has no interval"
    alike = agreement([Rated("D", {"Ana": True, "Ben": True}), Rated("E", {"Ana": True, "Ben": True})])
    assert alike["percent"]["value"] == 100
    assert alike["kappa"]["value"] is None
    assert alike["alpha"]["value"] is None


def test_recall_is_found_over_found_and_missed() -> None:
    strata = {"en": Stratum(population=1000, drawn=100, read=100, holding=2), "fr": Stratum(100, 10, 10, 0)}
    found = recall([True] * 60 + [False] * 40, strata)
    assert (found["found"], found["missed"]) == (60, 20)
    assert found["recall"] == 0.75
    low, high = found["interval"]
    assert low < 0.75 < high
    assert found["complete"]


def test_recall_says_how_little_was_read_where_nothing_was_missed() -> None:
    few = recall([True] * 50, {"en": Stratum(30_000, 30, 30, 0)})
    many = recall([True] * 50, {"en": Stratum(30_000, 3000, 3000, 0)})
    assert few["recall"] == many["recall"] == 1
    assert few["interval"][0] < many["interval"][0] < 1


def test_recall_is_not_told_before_anything_is_decided() -> None:
    assert recall([None, None], {"en": Stratum(10, 5, 5, 0)})["recall"] is None
    assert recall([True], {"en": Stratum(10, 5, 0, 0)})["recall"] is None
    half = recall([True, False, None, None], {"en": Stratum(10, 10, 10, 0)})
    assert (half["found"], half["complete"]) == (2, False)


def test_recall_estimated_from_samples_holds_the_truth_as_often_as_it_says() -> None:
    """60 found and 15 missed among 3,000: of 300 samples of 400, at least 90 % of the intervals hold .8."""
    import random

    chance = random.Random(5)
    population = [True] * 15 + [False] * 2985
    held = 0
    for _ in range(300):
        read = chance.sample(population, 400)
        low, high = recall([True] * 60, {"en": Stratum(3000, 400, 400, sum(read))})["interval"]
        held += low <= 0.8 <= high
    assert held >= 270


def test_the_stored_outcome_follows_the_decisions_and_a_difference_is_named(store: Store, ids: list[str]) -> None:
    store.reviewing.decide(ids[0], accept("Ana"))
    assert store.reviews.disagreeing() == []
    with store.writing() as connection:
        connection.execute(schema.review_items.update().values(policy=False))
    assert store.reviews.disagreeing() == [ids[0]]
    with store.reading() as connection:
        assert connection.execute(select(schema.review_items.c.policy)).scalar() is False
