"""What decisions come to: a row for each way in which reviewers agree, differ, wait, adjudicate, change their minds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.evidence import EvidenceLevel
from corpus.reviewing import LABELS, Action, ReviewDecision, Said, Settling, labels_said, of_level, with_implied
from corpus.settling import objection, opinion, settle, standing

YES = {"mention": True, "policy": True, "policy_lenient": True}
NO = {"policy": False, "policy_lenient": False}
LENIENT = {"mention": True, "policy": False, "policy_lenient": True}


@dataclass(frozen=True)
class Says:
    """One decision of a table."""

    who: str
    action: Action
    labels: Mapping[str, bool] | None = None
    quote: str | None = None
    wording: str = "w"


def made(*said: Says) -> list[ReviewDecision]:
    """The decisions of one item, in this order."""
    number, last, ordinals, found = count(1), dict[str, int](), dict[str, int](), list[ReviewDecision]()
    for one in said:
        ordinals[one.who] = ordinals.get(one.who, 0) + 1
        decision = ReviewDecision(
            id=next(number),
            item="i",
            reviewer=one.who,
            ordinal=ordinals[one.who],
            action=one.action,
            indicator="3.1",
            labels=one.labels,
            quote=one.quote,
            comment="",
            decided_at="2099-01-01T00:00:00+00:00",
            machine=None,
            wording=one.wording,
            replaces=last.get(one.who),
        )
        last[one.who] = decision.id
        found.append(decision)
    return found


def accepts(who: str, labels: Mapping[str, bool] = YES, **more: str) -> Says:
    return Says(who, Action.ACCEPT, labels, **more)


def rejects(who: str, labels: Mapping[str, bool] = NO, **more: str) -> Says:
    return Says(who, Action.REJECT, labels, **more)


def asks(who: str) -> Says:
    return Says(who, Action.SECOND)


def withdraws(who: str) -> Says:
    return Says(who, Action.WITHDRAW)


def adjudicates(who: str, labels: Mapping[str, bool]) -> Says:
    return Says(who, Action.ADJUDICATE, labels)


@pytest.mark.parametrize(
    ("said", "state", "labels"),
    [
        ([], None, None),
        ([Says("A", Action.COMMENT)], None, None),  # a remark decides nothing
        ([Says("A", Action.QUOTE, quote="words")], None, None),  # words without a label decide nothing
        ([accepts("A")], Settling.ONE, YES),
        ([accepts("A"), Says("A", Action.COMMENT)], Settling.ONE, YES),
        ([accepts("A"), rejects("A")], Settling.ONE, YES | NO),  # a later word replaces the earlier, label by label
        ([accepts("A"), withdraws("A")], None, None),
        ([accepts("A"), rejects("A"), withdraws("A")], Settling.ONE, YES),  # undo restores what was before
        ([accepts("A"), accepts("B")], Settling.AGREED, YES),
        ([accepts("A"), rejects("B")], Settling.DISPUTED, {"mention": True}),  # who differs on one agrees on others
        ([accepts("A"), rejects("B"), withdraws("B")], Settling.ONE, YES),
        ([accepts("A"), accepts("B", LENIENT)], Settling.DISPUTED, {"mention": True, "policy_lenient": True}),
        ([accepts("A"), rejects("B", {"contribution": False})], Settling.ONE, YES | {"contribution": False}),
        ([asks("A")], Settling.SECOND, None),  # asked before anybody decided
        ([accepts("A"), asks("A")], Settling.SECOND, None),
        ([accepts("A"), asks("A"), withdraws("A")], Settling.ONE, YES),  # the asking is taken back
        ([asks("A"), accepts("B")], Settling.SECOND, None),  # who asked has not decided: one word is not two
        ([accepts("A"), asks("A"), accepts("B")], Settling.AGREED, YES),
        (
            [accepts("A"), asks("A"), rejects("B")],
            Settling.DISPUTED,
            {},
        ),  # what one alone says waits for a second
        ([asks("A"), accepts("B"), accepts("C")], Settling.AGREED, YES),
        ([accepts("A"), rejects("B"), adjudicates("C", YES)], Settling.ADJUDICATED, YES),
        ([accepts("A"), rejects("B"), adjudicates("C", NO)], Settling.ADJUDICATED, {"mention": True} | NO),
        ([accepts("A"), rejects("B"), adjudicates("C", YES), withdraws("C")], Settling.DISPUTED, {"mention": True}),
        ([accepts("A"), rejects("B"), adjudicates("C", YES), withdraws("B")], Settling.ADJUDICATED, YES),
        (
            [accepts("A"), rejects("B"), adjudicates("C", {"policy": True}), rejects("B", {"policy_lenient": False})],
            Settling.DISPUTED,  # the adjudication says nothing of the lenient reading
            {"mention": True, "policy": True},
        ),
        ([accepts("A"), accepts("B"), rejects("D")], Settling.DISPUTED, {"mention": True}),  # no vote: one is enough
    ],
)
def test_decisions_settle_so(said: list[Says], state: Settling | None, labels: Mapping[str, bool] | None) -> None:
    settled = settle(made(*said), "w")
    assert (settled.state if settled else None) == state
    assert ((settled.labels or None) if settled else None) == (labels or None)


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ([accepts("A", wording="old")], YES),  # what holds was found again
        ([rejects("A", wording="old")], None),  # what is new in the text nobody has read
        ([rejects("A", wording="old"), rejects("A")], NO),
        ([rejects("A", wording="old"), rejects("B")], NO),  # one of them has read it as it is now
        ([accepts("A", LENIENT, wording="old")], {"mention": True, "policy_lenient": True}),
        ([accepts("A", wording="old"), rejects("B", wording="old")], {"mention": True}),  # a change settles no dispute
    ],
)
def test_what_does_not_hold_is_settled_only_of_the_text_as_it_reads_now(
    said: list[Says], labels: Mapping[str, bool] | None
) -> None:
    settled = settle(made(*said), "w")
    assert settled is not None
    assert settled.labels == labels


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ([accepts("A")], None),
        ([accepts("A"), Says("A", Action.QUOTE, quote="one"), Says("A", Action.QUOTE, quote="two")], "two"),
        ([accepts("A"), Says("A", Action.QUOTE, quote="one"), withdraws("A")], None),
        ([Says("B", Action.QUOTE, quote="b"), accepts("A"), Says("A", Action.QUOTE, quote="a")], "a"),  # given last
        (
            [
                *(accepts("A"), rejects("B"), adjudicates("C", YES), Says("C", Action.QUOTE, quote="c")),
                Says("A", Action.QUOTE, quote="a"),
            ],
            "c",  # the adjudicator's, whatever comes later
        ),
    ],
)
def test_the_words_that_count_are_the_adjudicators_else_the_last(said: list[Says], quote: str | None) -> None:
    settled = settle(made(*said), "w")
    assert settled is not None
    assert settled.quote == quote


@pytest.mark.parametrize(
    ("before", "who", "action", "labels", "words"),
    [
        ([], "A", Action.WITHDRAW, None, "nothing to take back"),
        ([accepts("A"), withdraws("A")], "A", Action.WITHDRAW, None, "nothing to take back"),
        ([accepts("B")], "A", Action.WITHDRAW, None, "nothing to take back"),  # another's is not one's own
        ([accepts("A")], "C", Action.ADJUDICATE, YES, "nothing to adjudicate"),
        ([accepts("A"), accepts("B")], "C", Action.ADJUDICATE, YES, "nothing to adjudicate"),
        ([accepts("A"), rejects("B")], "A", Action.ADJUDICATE, YES, "none of the reviewers"),
        ([accepts("A"), rejects("B"), asks("C")], "C", Action.ADJUDICATE, YES, "none of the reviewers"),
        ([accepts("A"), rejects("B")], "C", Action.ADJUDICATE, {"policy": True}, "policy_lenient"),  # half of it
        ([accepts("A"), rejects("B"), adjudicates("C", YES)], "D", Action.ADJUDICATE, NO, "C has adjudicated"),
        ([accepts("A"), rejects("B"), adjudicates("C", YES)], "C", Action.ACCEPT, YES, "take the adjudication back"),
        ([accepts("A"), rejects("B"), adjudicates("C", YES)], "C", Action.SECOND, None, "take the adjudication back"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    before: list[Says], who: str, action: Action, labels: Mapping[str, bool] | None, words: str
) -> None:
    assert words in (objection(who, action, labels, made(*before)) or "")


@pytest.mark.parametrize(
    ("before", "who", "action", "labels"),
    [
        ([], "A", Action.ACCEPT, YES),
        ([accepts("A"), rejects("B")], "C", Action.ADJUDICATE, YES),
        ([accepts("A"), rejects("B"), accepts("C"), withdraws("C")], "C", Action.ADJUDICATE, YES),
        ([accepts("A"), rejects("B"), adjudicates("C", YES)], "C", Action.ADJUDICATE, NO),  # their own, anew
        ([accepts("A"), rejects("B"), adjudicates("C", YES), withdraws("C")], "D", Action.ADJUDICATE, NO),
        ([accepts("A"), rejects("B"), adjudicates("C", YES)], "A", Action.REJECT, NO),  # reviewers go on; C stands
        ([accepts("A"), rejects("B"), adjudicates("C", YES)], "C", Action.QUOTE, None),
    ],
)
def test_what_can_be_done_has_no_objection(
    before: list[Says], who: str, action: Action, labels: Mapping[str, bool] | None
) -> None:
    assert objection(who, action, labels, made(*before)) is None


MACHINE = dict.fromkeys(LABELS, False) | {"mention": True, "contribution": True, "policy_lenient": True}
OF_31, OF_11, OF_MENTION = ("policy", "policy_lenient"), ("contribution", "mention"), ("mention",)
LEVEL = {"action": Action.LEVEL}


@pytest.mark.parametrize(
    ("asked", "action", "given_labels", "machine", "labels"),
    [
        (OF_31, Action.ACCEPT, None, MACHINE, LENIENT),  # what is suggested: lenient alone
        (OF_11, Action.ACCEPT, None, MACHINE, {"mention": True, "contribution": True}),
        ((), Action.ACCEPT, None, MACHINE, MACHINE),
        (OF_31, Action.REJECT, None, MACHINE, NO),  # nothing is said of the contribution
        (OF_11, Action.REJECT, None, MACHINE, {"mention": True, "contribution": False}),  # it still mentions it
        (OF_MENTION, Action.REJECT, None, MACHINE, dict.fromkeys(LABELS, False)),  # what mentions nothing is nothing
        ((), Action.REJECT, None, MACHINE, dict.fromkeys(LABELS, False)),
        (OF_31, Action.LEVEL, {"policy": True}, None, YES),
        (OF_31, Action.COMMENT, None, MACHINE, None),
        (OF_31, Action.WITHDRAW, None, None, None),
    ],
)
def test_an_action_says_so_of_the_labels(
    asked: tuple[str, ...],
    action: Action,
    given_labels: Mapping[str, bool] | None,
    machine: Mapping[str, bool] | None,
    labels: Mapping[str, bool] | None,
) -> None:
    assert labels_said(Said("A", action, asked=asked, labels=given_labels), machine) == labels


@pytest.mark.parametrize(
    ("action", "labels", "machine"),
    [
        (Action.ACCEPT, None, None),  # nothing is suggested
        (Action.LEVEL, None, MACHINE),
        (Action.LEVEL, {"policy": True, "policy_lenient": False}, MACHINE),
        (Action.LEVEL, {"contribution": True, "mention": False}, MACHINE),
        (Action.ADJUDICATE, {"nonsense": True}, MACHINE),
    ],
)
def test_what_says_nothing_or_contradicts_itself_is_refused(
    action: Action, labels: Mapping[str, bool] | None, machine: Mapping[str, bool] | None
) -> None:
    with pytest.raises(ValueError, match=r"."):
        labels_said(Said("A", action, asked=OF_31, labels=labels), machine)


@pytest.mark.parametrize(
    ("level", "labels"),
    [
        (EvidenceLevel.NONE, dict.fromkeys(LABELS, False)),
        (EvidenceLevel.MENTION, {"mention": True, "contribution": False} | NO),
        (EvidenceLevel.CONTRIBUTION, {"mention": True, "contribution": True} | NO),
        (EvidenceLevel.POLICY, YES),  # whether there is a contribution as well is left open
    ],
)
def test_a_level_says_what_it_is_and_what_it_is_not(level: EvidenceLevel, labels: Mapping[str, bool]) -> None:
    assert of_level(level) == labels


@given(st.dictionaries(st.sampled_from(LABELS), st.booleans()))
def test_what_follows_from_labels_follows_from_nothing_more(labels: dict[str, bool]) -> None:
    try:
        known = with_implied(labels)
    except ValueError:
        return
    assert with_implied(known) == known
    assert known.items() >= labels.items()


CHAINS = st.lists(
    st.sampled_from([accepts("A"), rejects("A"), asks("A"), Says("A", Action.QUOTE, quote="q"), withdraws("A")]),
    max_size=12,
)


@given(CHAINS, st.sampled_from([accepts("A"), rejects("A"), asks("A")]))
def test_taking_back_gives_what_stood_before(chain: list[Says], last: Says) -> None:
    before, after = made(*chain), made(*chain, last, withdraws("A"))
    assert [one.ordinal for one in standing(before)] == [one.ordinal for one in standing(after)]
    assert opinion(before) == opinion(after)
