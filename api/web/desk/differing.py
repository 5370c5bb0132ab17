"""Where reviewers differ: what each says side by side, for an adjudicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.web.desk.deciding import Entered, looked, meanwhile
from api.web.desk.marking import Marked, marked
from corpus.reviewing import LABELS, ReviewDecision, Settled
from corpus.settling import Opinion, chains, disputed, opinions, standing
from corpus.store import Store
from corpus.store.reviews import Reviewed
from corpus.store.works import StoredPassage


@dataclass(frozen=True, slots=True)
class Side:
    """What stands of one reviewer's word, with the remarks that go with it."""

    reviewer: str
    opinion: Opinion
    made: Sequence[ReviewDecision]


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage with the sides; ``labels`` are those that reviewers differ on.

    ``shown`` and ``seen`` are what a form carries (``api.web.desk.deciding``); ``own``: who asks is one of the sides.
    """

    name: str
    passage: StoredPassage | None
    pieces: Sequence[Marked]
    sides: Sequence[Side]
    labels: Sequence[str]
    settled: Settled | None
    shown: str
    seen: int | None
    own: bool
    conflict: Sequence[dict[str, Any]] | None = None
    entered: Entered | None = None


def difference(
    store: Store, reviewed: Reviewed, who: str | None, entered: Entered | None = None, *, told: bool = False
) -> Difference:
    """One passage for the adjudicator ``who``; ``entered`` is what they said and is not written.

    ``told``: because it was another one when they looked; what was decided meanwhile is then shown.
    """
    name = reviewed.item.id
    at = looked(store, name)
    decisions = at.decisions
    made, held = chains(decisions), opinions(decisions)
    own = made.get(who or "", [])
    differing = disputed(decisions)
    return Difference(
        name=name,
        passage=at.passage,
        pieces=() if at.passage is None else marked(at.passage.text, at.machine["rules"] if at.machine else []),
        sides=[Side(reviewer, one, standing(made[reviewer])) for reviewer, one in held.items()],
        labels=[label for label in LABELS if label in differing],
        settled=None if at.reviewed is None else at.reviewed.settled,
        shown=at.shown,
        seen=own[-1].id if own else None,
        own=who in held and not held[who or ""].adjudicates,
        conflict=meanwhile(decisions, entered.shown, who or "", seeing=True) if told and entered else None,
        entered=entered,
    )
