"""The front page of the desk: what waits, how far people have come, and what is assigned to who asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from api import review_waiting, reviewing
from api.web.desk.wanted import Wanted
from corpus.indicators import Indicator, indicators
from corpus.store import Store
from corpus.store.review_queue import Tally

LINES = 20
"""Passages of the queue on one page."""

SCORES = ("0.3", "0.5", "0.65", "0.85")
"""The least scores that can be asked for: of a contribution, a tie, a lenient and a strict reading."""


def overview(store: Store, wanted: Wanted, reviewer: str | None, after: str | None) -> dict[str, Any]:
    """The values of the template. Raises ``PortalError``: unknown_indicator, bad_input."""
    asked = wanted.asked(store, reviewer)
    tallies = store.review_queue.tallies(replace(asked, country=(), year=(), language=(), least=None, assignee=None))
    found = store.review_queue.page(asked, LINES, None if after is None else review_waiting.read_cursor(after))
    states = store.reviews.states()
    return {
        "wanted": wanted,
        "definition": reviewing.of_passages(wanted.indicator),
        "reviewable": reviewable(),
        "total": store.review_queue.count(asked),
        "waiting": found,
        "after": after,
        "next": review_waiting.written_cursor(found[-1].cursor) if len(found) == LINES else None,
        "suggested": sum(one.suggested for one in tallies),
        "settled": sum(one.settled for one in tallies),
        "choices": choices(tallies),
        "scores": SCORES,
        "states": states,
        "assigned": assigned_to(store, wanted, reviewer),
        "unplaced": len(store.reviews.unplaced()),
    }


def reviewable() -> list[Indicator]:
    """The indicators that passages decide."""
    return [one for one in indicators().values() if one.of_passages]


def choices(tallies: Sequence[Tally]) -> dict[str, list[tuple[str, int]]]:
    """What filters can be set to, each with how many passages wait there."""
    named: Mapping[str, Callable[[Tally], str]] = {
        "country": lambda one: one.country or "",
        "year": lambda one: str(one.year or ""),
        "lang": lambda one: one.language,
    }
    found = {}
    for name, word in named.items():
        waiting: Counter[str] = Counter()
        for one in tallies:
            waiting[word(one)] += one.suggested - one.settled
        found[name] = sorted((word, number) for word, number in waiting.items() if word)
    return found


def assigned_to(store: Store, wanted: Wanted, reviewer: str | None) -> list[dict[str, Any]]:
    """The Works that are assigned to a reviewer for the indicator, with what is suggested and settled of each."""
    if reviewer is None:
        return []
    held = store.review_assignments.all(wanted.indicator, reviewer)
    if not held:
        return []
    by_work = store.review_queue.by_work(Wanted(wanted.indicator, mine="1").asked(store, reviewer))
    tallied = [(one.work, *by_work.get(one.work, (0, 0))) for one in held]
    return [{"work": work, "suggested": suggested, "settled": settled} for work, suggested, settled in tallied]
