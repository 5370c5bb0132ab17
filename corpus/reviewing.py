"""What people decide of evidence: decisions that are added and never overwritten, and what they come to together.

A passage is decided about by its words (``Item``), so that a decision finds it again in another version of the file.
Each reviewer has one chain of decisions for it, in which each names the one before; what they come to together is in
``corpus.settling``. What people say and what the machine suggests are two things: neither fills in for the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.corrections import Anchor
from corpus.evidence import EvidenceLevel
from corpus.words import Word

FLAGS = ("mention", "contribution", "policy", "policy_lenient", "measured")
"""Labels that a suggestion says with yes or no; of a framework it has the name."""

LABELS = (*FLAGS, "framework")
"""What can hold of a passage. A suggestion has columns of these names; an indicator's condition is one of them."""


class Settling(Word):
    """How far people have come with a passage."""

    ONE = "one"
    """One reviewer decided, and nobody asked for a second."""
    AGREED = "agreed"
    """Two reviewers or more, and they agree."""
    SECOND = "second"
    """A second reviewer is asked for: not settled."""
    DISPUTED = "disputed"
    """Reviewers disagree: not settled until somebody adjudicates."""
    ADJUDICATED = "adjudicated"
    """Reviewers disagreed, and an adjudicator has decided."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What people come to for a passage.

    ``labels`` holds every label that is settled and no other: a label that nobody decided, that is disputed or that
    waits for a second reviewer is not in it, and that is not "no" (``holds``). It is None where nothing is settled.
    ``quote`` is what reviewers made of the words that count, None where they left them; ``decisions`` are the ids of
    those that stand, by reviewer.
    """

    state: Settling
    labels: Mapping[str, bool] | None
    quote: str | None
    decisions: Mapping[str, int]

    def holds(self, label: str) -> bool | None:
        """Whether a label holds of the passage; None where that is not settled."""
        return None if self.labels is None else self.labels.get(label)


class Action(Word):
    """What a person can do about a passage."""

    ACCEPT = "accept"
    """What is suggested of it is right: for one indicator, or all of it."""
    REJECT = "reject"
    """What is suggested of it is wrong: it does not hold for the indicator, or nothing of it does."""
    LEVEL = "level"
    """Another level, or other labels, than what is suggested."""
    QUOTE = "quote"
    """These of its words are what counts."""
    COMMENT = "comment"
    """A remark; it decides nothing."""
    SECOND = "second"
    """A second reviewer is to decide as well."""
    ADJUDICATE = "adjudicate"
    """Reviewers disagree, and this holds."""
    WITHDRAW = "withdraw"
    """The last decision of this person that stands is taken back: what they had said before it stands again."""


DECIDING = (Action.ACCEPT, Action.REJECT, Action.LEVEL, Action.ADJUDICATE)
"""Actions that say which labels hold."""

SAYING = (Action.LEVEL, Action.ADJUDICATE)
"""Those of them that are given the labels."""


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """One decision. ``ordinal`` counts a reviewer's decisions on an item from 1; ``replaces`` is the one before it.

    ``labels`` are what it says of them, None where it says nothing; ``indicator`` is the one it was made for.
    ``machine`` is what was suggested at the time, None where nothing was; ``wording`` tells what the passage said.
    """

    id: int
    item: str
    reviewer: str
    ordinal: int
    action: Action
    indicator: str | None
    labels: Mapping[str, bool] | None
    quote: str | None
    comment: str
    decided_at: str
    machine: Mapping[str, Any] | None
    wording: str
    replaces: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """A passage that people decide about: its whole text as it was, and where it stands now (None: nowhere).

    ``id`` is the id that the passage had; ``wording`` tells what it says where it stands now.
    """

    id: str
    anchor: Anchor
    expression: str | None
    passage: str | None
    wording: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a passage. ``seen`` is the last decision of theirs that they saw, None where there is none.

    ``latest`` is the last decision of anybody that was there when they looked, 0 where there was none; None where they
    decide whatever others said meanwhile. ``asked`` are the labels that the indicator asks for: its strict and its
    lenient condition; none: all labels.
    """

    reviewer: str
    action: Action
    indicator: str | None = None
    asked: tuple[str, ...] = ()
    labels: Mapping[str, bool] | None = None
    quote: str | None = None
    comment: str = ""
    seen: int | None = None
    latest: int | None = None


IMPLIED: Mapping[str, str] = {
    "policy": "policy_lenient",
    "policy_lenient": "mention",
    "contribution": "mention",
    "measured": "mention",
    "framework": "mention",
}
"""What holds with a label; and what does not hold takes with it whatever implies it."""


def with_implied(labels: Mapping[str, bool]) -> dict[str, bool]:
    """Labels with what follows from them, in the order of ``LABELS``. ValueError for what contradicts itself.

    >>> with_implied({"policy": True})
    {'mention': True, 'policy': True, 'policy_lenient': True}
    """
    known = dict(labels)
    for label in known:
        if label not in LABELS:
            raise ValueError(f"{label!r} is no label: they are {', '.join(LABELS)}")
    changed = True
    while changed:
        before = len(known)
        for label, follows in IMPLIED.items():
            _follow(known, label, follows)
        changed = len(known) > before
    return {label: known[label] for label in LABELS if label in known}


def _follow(known: dict[str, bool], label: str, follows: str) -> None:
    if known.get(label) and not known.setdefault(follows, True):
        raise ValueError(f"{label} without {follows}")
    if known.get(follows) is False and known.setdefault(label, False):
        raise ValueError(f"{label} without {follows}")


def of_level(level: EvidenceLevel) -> dict[str, bool]:
    """The labels that a level says: what it is and what it is not; a policy level leaves the contribution open."""
    if level is EvidenceLevel.NONE:
        return dict.fromkeys(LABELS, False)
    if level is EvidenceLevel.POLICY:
        return with_implied({"policy": True})
    return with_implied({"mention": True, "contribution": level is EvidenceLevel.CONTRIBUTION, "policy_lenient": False})


def suggested_labels(machine: Mapping[str, Any] | None) -> dict[str, bool]:
    """The labels that are suggested of a passage; where nothing is, none holds."""
    return {label: bool(machine.get(label)) if machine is not None else False for label in LABELS}


def labels_said(said: Said, machine: Mapping[str, Any] | None) -> dict[str, bool] | None:
    """What an action says of labels, None where it says nothing. ValueError, in words, for what cannot be said.

    *accept* says of the labels asked for what is suggested, *reject* that none of them holds; that a passage mentions
    volunteering at all is rejected only where nothing else is asked for. *level* and *adjudicate* say what they are
    given.
    """
    asked, suggested = said.asked or LABELS, suggested_labels(machine)
    if said.labels and said.action not in SAYING:
        raise ValueError(f"{said.action} says of itself what holds: to say another level or other labels use level")
    if said.action is Action.ACCEPT:
        if not any(suggested[label] for label in asked):
            raise ValueError("nothing is suggested of it: say which level or which labels hold")
        chosen = {label: suggested[label] for label in asked}
        return with_implied(chosen) if said.asked else chosen
    if said.action is Action.REJECT:
        rejected = [label for label in asked if label != "mention" or len(asked) == 1 or not said.asked]
        kept = {"mention": suggested["mention"]} if "mention" in asked and "mention" not in rejected else {}
        return with_implied(dict.fromkeys(rejected, False) | kept)
    if said.action in SAYING:
        if not said.labels:
            raise ValueError(f"{said.action} without a level or labels")
        return with_implied(said.labels)
    return None
