"""How decisions settle: from the chains of a passage's reviewers to what they come to together.

The rules, which ``docs/decisions/0015-how-decisions-settle.md`` gives reasons for:

1. A chain is read as a stack: a withdrawal takes off the last decision that stands. What stands says, in its order,
   which labels hold (a later word on a label replaces the earlier one), which words count, and whether a second
   reviewer is asked for.
2. Who adjudicates is no reviewer of the passage: the same person cannot have an opinion and an adjudication stand.
3. For each label: an adjudication that stands has it; else reviewers who all say the same have it, two where any of
   them asked for a second, one otherwise; else it is not settled. Who says nothing of a label has no part in it.
4. What does not hold is settled only where somebody said so of the passage as it reads now: in a text that changed
   since, what is new has been read by nobody. What holds, holds: its words were found again.
5. The state is *disputed* where reviewers differ on a label that is not adjudicated, else *second* where a second is
   asked for and a label still waits for them or nobody has decided any, else *adjudicated* where that stands, else
   *agreed* where two have spoken of a label, else *one*.
6. The words that count are the adjudicator's, else those that were given last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.reviewing import LABELS, Action, ReviewDecision, Settled, Settling

TWO = 2


@dataclass(frozen=True, slots=True)
class Opinion:
    """What stands of one person's chain. ``last`` is the decision on top; ``quoted`` the one that gave the quote.

    ``wordings`` are what the passage said when the labels were.
    """

    last: int
    labels: Mapping[str, bool]
    wordings: Mapping[str, str]
    quote: str | None
    quoted: int
    second: bool
    adjudicates: bool


def standing(chain: Iterable[ReviewDecision]) -> list[ReviewDecision]:
    """The decisions of a chain that are not taken back, as they were made."""
    stack: list[ReviewDecision] = []
    for decision in chain:
        if decision.action is not Action.WITHDRAW:
            stack.append(decision)
        elif stack:
            stack.pop()
    return stack


def opinion(chain: Iterable[ReviewDecision]) -> Opinion | None:
    """What stands of a chain; None where nothing but remarks does."""
    said = [decision for decision in standing(chain) if decision.action is not Action.COMMENT]
    if not said:
        return None
    labels: dict[str, bool] = {}
    wordings: dict[str, str] = {}
    for decision in said:
        labels |= decision.labels or {}
        wordings |= dict.fromkeys(decision.labels or {}, decision.wording)
    quotes = [(decision.id, decision.quote) for decision in said if decision.quote is not None]
    return Opinion(
        last=said[-1].id,
        labels=labels,
        wordings=wordings,
        quote=quotes[-1][1] if quotes else None,
        quoted=quotes[-1][0] if quotes else 0,
        second=any(decision.action is Action.SECOND for decision in said),
        adjudicates=any(decision.action is Action.ADJUDICATE for decision in said),
    )


def chains(decisions: Iterable[ReviewDecision]) -> dict[str, list[ReviewDecision]]:
    """The decisions of one item by reviewer, each in its order."""
    by_reviewer: dict[str, list[ReviewDecision]] = {}
    for decision in sorted(decisions, key=lambda one: one.ordinal):
        by_reviewer.setdefault(decision.reviewer, []).append(decision)
    return by_reviewer


def opinions(decisions: Iterable[ReviewDecision]) -> dict[str, Opinion]:
    """What stands of the decisions of one item, by reviewer."""
    found = ((reviewer, opinion(chain)) for reviewer, chain in chains(decisions).items())
    return {reviewer: one for reviewer, one in found if one is not None}


def settle(decisions: Iterable[ReviewDecision], wording: str) -> Settled | None:
    """What the decisions of one item come to; None where nobody says which labels hold or asks for a second.

    ``wording`` tells what the passage says now (``corpus.anchoring.wording``).
    """
    held = opinions(decisions)
    if not any(one.labels or one.second for one in held.values()):
        return None
    reviewers = [one for one in held.values() if not one.adjudicates]
    adjudicated: dict[str, bool] = {}
    for one in held.values():
        adjudicated |= one.labels if one.adjudicates else {}
    said = {label: [one.labels[label] for one in reviewers if label in one.labels] for label in LABELS}
    second = any(one.second for one in reviewers)
    labels = {label: value for label in LABELS if (value := _settled(label, said, adjudicated, second)) is not None}
    read = {label for one in held.values() for label, of in one.wordings.items() if of == wording}
    labels = {label: value for label, value in labels.items() if value or label in read}
    return Settled(
        state=_state(said, adjudicated, second),
        labels=labels or None,
        quote=_quote(held.values()),
        decisions={reviewer: one.last for reviewer, one in held.items()},
    )


def _settled(
    label: str, said: Mapping[str, Sequence[bool]], adjudicated: Mapping[str, bool], second: bool
) -> bool | None:
    if label in adjudicated:
        return adjudicated[label]
    words = said[label]
    if len(words) < (TWO if second else 1) or len(set(words)) > 1:
        return None
    return words[0]


def _state(said: Mapping[str, Sequence[bool]], adjudicated: Mapping[str, bool], second: bool) -> Settling:
    open_words = [words for label, words in said.items() if label not in adjudicated]
    if any(len(set(words)) > 1 for words in open_words):
        return Settling.DISPUTED
    if second and (any(len(words) == 1 for words in open_words) or not (adjudicated or any(open_words))):
        return Settling.SECOND
    if adjudicated:
        return Settling.ADJUDICATED
    return Settling.AGREED if any(len(words) >= TWO for words in open_words) else Settling.ONE


def _quote(held: Iterable[Opinion]) -> str | None:
    quoting = [one for one in held if one.quote is not None]
    return max(quoting, key=lambda one: (one.adjudicates, one.quoted)).quote if quoting else None


def disputed(decisions: Iterable[ReviewDecision]) -> frozenset[str]:
    """The labels on which reviewers of an item differ, whatever is adjudicated."""
    reviewers = [one for one in opinions(decisions).values() if not one.adjudicates]
    said = {label: {one.labels[label] for one in reviewers if label in one.labels} for label in LABELS}
    return frozenset(label for label, words in said.items() if len(words) > 1)


def objection(
    reviewer: str, action: Action, labels: Mapping[str, bool] | None, decisions: Sequence[ReviewDecision]
) -> str | None:
    """Why a person cannot do this after the decisions of an item, in words; None where they can."""
    refused = out_of_turn(chains(decisions).get(reviewer, []), action)
    if refused is not None or action is not Action.ADJUDICATE:
        return refused
    return _not_to_adjudicate(reviewer, labels or {}, decisions)


def out_of_turn(own: Sequence[ReviewDecision], action: Action) -> str | None:
    """Why a person cannot do this after their own decisions on an item, in words; None where they can."""
    mine = opinion(own)
    if action is Action.WITHDRAW and not standing(own):
        return "nothing to take back: no decision of yours stands"
    if action in (Action.WITHDRAW, Action.COMMENT) or mine is None:
        return None
    if action is Action.ADJUDICATE and not mine.adjudicates:
        return "an adjudicator is none of the reviewers, and you have decided"
    if mine.adjudicates and action not in (Action.ADJUDICATE, Action.QUOTE):
        return "who adjudicates is no reviewer: take the adjudication back first"
    return None


def _not_to_adjudicate(reviewer: str, labels: Mapping[str, bool], decisions: Sequence[ReviewDecision]) -> str | None:
    held = opinions(decisions)
    other = next((name for name, one in held.items() if one.adjudicates and name != reviewer), None)
    if other is not None:
        return f"{other} has adjudicated"
    differing = disputed(decisions)
    if not differing:
        return "nothing to adjudicate: no two reviewers disagree"
    left = differing - labels.keys()
    return f"say also whether it is {', '.join(sorted(left))}: reviewers differ on that" if left else None
