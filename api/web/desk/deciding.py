"""From what a reviewer entered in the form of the desk to a decision, and what to tell who looked at something else.

Every form carries what its reviewer saw: their own last decision (``seen``), the last of anybody and the suggestion
(``shown``). Where one of these is another by now, nothing is written and the reviewer is told; what they entered is
kept on the page. What is sent twice is written once: the second says the same after the same decision.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.reviewing import decided_document, labels_given, named
from corpus.errors import PortalError
from corpus.reviewing import Action, ReviewDecision
from corpus.settling import chains
from corpus.store import Store
from corpus.store.reviews import Reviewed
from corpus.store.works import StoredPassage

ACTS: Mapping[str, Mapping[str, Any]] = {
    "accept": {"action": "accept"},
    "reject": {"action": "reject"},
    **{level: {"action": "level", "level": level} for level in ("L0", "L1", "L2", "L3")},
    "lenient": {"action": "level", "labels": {"policy": False, "policy_lenient": True}},
    **{name: {"action": name} for name in ("quote", "comment", "second", "withdraw", "adjudicate")},
}
"""What the buttons of the desk say."""

OF_ONES_OWN = ("comment", "second", "withdraw")
"""What does not depend on what others said meanwhile."""

GOING_ON = ("accept", "reject", "L0", "L1", "L2", "L3", "lenient")
"""What one is done with a passage by."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a reviewer entered. ``quote`` None: as it was; ``labels`` are said to adjudicate."""

    act: str
    reviewer: str
    quote: str | None = None
    comment: str = ""
    seen: int | None = None
    shown: str = ""
    labels: Mapping[str, bool] | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A passage as somebody looks at it: what was decided of it, where it stands, what is suggested of it."""

    reviewed: Reviewed | None
    passage: StoredPassage | None
    machine: Mapping[str, Any] | None

    @property
    def decisions(self) -> tuple[ReviewDecision, ...]:
        """Every decision on it, as they were made."""
        return () if self.reviewed is None else self.reviewed.decisions

    @property
    def shown(self) -> str:
        """What a form is made from: the last decision of anybody, and the passage with its suggestion."""
        said = json.dumps([None if self.passage is None else self.passage.id, self.machine], sort_keys=True)
        latest = max((one.id for one in self.decisions), default=0)
        return f"{latest}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def looked(store: Store, name: str) -> Looked:
    """A passage by its id or an item's. Raises ``PortalError("unknown_passage")``."""
    reviewed = store.reviews.at(name)
    here = reviewed.item.passage if reviewed is not None and reviewed.shown else name
    passage = store.works.passage(here or name)
    if reviewed is None and passage is None:
        raise PortalError("unknown_passage", name[:80])
    machine = None if passage is None else store.reviews.suggestion(passage.expression.id, passage.id)
    return Looked(reviewed, passage, machine)


def latest_in(shown: str) -> int:
    """The last decision that a form was made from, 0 where there was none. Raises ``PortalError("bad_input")``."""
    word = shown.partition("-")[0]
    if not (word.isascii() and word.isdecimal() and len(word) < 19):
        raise PortalError("bad_input", "the form is not one of this desk", "open the passage again")
    return int(word)


def decide(store: Store, name: str, entered: Entered, indicator: str) -> None:
    """Write what was entered. Raises ``PortalError``: bad_input, unknown_passage, changed_meanwhile."""
    said = ACTS.get(entered.act)
    if said is None:
        raise PortalError("bad_input", f"{entered.act[:20]!r} cannot be said", "use a button of the page")
    latest = None if entered.act in OF_ONES_OWN else latest_in(entered.shown)
    try:
        _write(store, name, entered, indicator, latest)
    except PortalError as failure:
        if failure.code != "changed_meanwhile" or not _written_already(store, name, entered):
            raise


def _suggested(shown: str) -> str:
    return shown.partition("-")[2]


def _write(store: Store, name: str, entered: Entered, indicator: str, latest: int | None) -> None:
    if latest is not None and _suggested(looked(store, name).shown) != _suggested(entered.shown):
        raise PortalError("changed_meanwhile", "the text or what is suggested of it is another one")
    said = ACTS[entered.act]
    decided_document(
        store,
        name,
        said["action"],
        entered.reviewer,
        code=indicator,
        level=said.get("level"),
        labels=said.get("labels") or entered.labels,
        quote=entered.quote,
        comment=entered.comment,
        seen=entered.seen,
        latest=latest,
    )


def _written_already(store: Store, name: str, entered: Entered) -> bool:
    """Whether the reviewer's last decision says just this, after the same one: the form was sent twice."""
    reviewed = store.reviews.at(name)
    own = chains(() if reviewed is None else reviewed.decisions).get(named(entered.reviewer), [])
    return bool(own) and own[-1].replaces == entered.seen and _says(own[-1], entered)


def _says(decision: ReviewDecision, entered: Entered) -> bool:
    said = ACTS[entered.act]
    words = (said["action"], entered.quote, entered.comment.strip())
    labels = labels_given(said.get("level"), said.get("labels") or entered.labels or {})
    same = labels is None or labels == decision.labels
    return same and words == (decision.action.value, decision.quote, decision.comment)


def meanwhile(decisions: Sequence[ReviewDecision], shown: str, reviewer: str, *, seeing: bool) -> list[dict[str, Any]]:
    """What was decided since a form was made: by whom and when, and what where this reviewer may see it."""
    since = [one for one in decisions if one.id > latest_in(shown)]
    return [
        {
            "reviewer": one.reviewer,
            "decided_at": one.decided_at,
            "decision": one if seeing or one.reviewer == reviewer else None,
        }
        for one in since
        if one.action is not Action.COMMENT or seeing or one.reviewer == reviewer
    ]
