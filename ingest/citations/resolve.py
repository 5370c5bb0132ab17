"""Resolving: what a mention turns out to be in the corpus. The corpus is asked through the look-up passed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from corpus.citations import Link, LinkStatus, Mention, MentionKind, Pinpoint
from ingest.citations.anaphors import SELF

GOALS = 17
GOAL = re.compile(r"SDG/([0-9]{1,3})(?:\.|$)")
COUNTED = ("paragraph",)
"""Pinpoint types whose absence from a Work in the corpus shows that the citation is wrong."""


class Lookup(Protocol):
    """What resolving asks of the corpus; keys of the same identity (corpus.symbols.identity) name one Work."""

    def work(self, key: str) -> str | None:
        """The key under which the Work is in the corpus, or None."""

    def passage(self, key: str, levels: Sequence[Pinpoint]) -> str | None:
        """The id of the passage of that Work that pinpoints mean, outer and inner; None when there is none."""


def resolve(mention: Mention, own_work: str, lookup: Lookup) -> Link:
    """The link a mention makes in the document ``own_work``. Nothing is dropped.

    ambiguous: the text does not decide the target; invalid: it cannot exist, or its Work has no such paragraph;
    outside: its Work is not in the corpus; matched: it is.
    """
    if mention.kind is MentionKind.OTHER_FRAMEWORK or mention.target is None or mention.ambiguous:
        return Link(mention, LinkStatus.AMBIGUOUS, None if mention.target is None else named(mention.target, own_work))
    key = named(mention.target, own_work)
    if impossible(key):
        return Link(mention, LinkStatus.INVALID, key)
    work = lookup.work(key)
    if work is None:
        return Link(mention, LinkStatus.OUTSIDE, key)
    passage = lookup.passage(work, mention.levels) if mention.levels else None
    missing = passage is None and bool(mention.levels) and all(map(counted, mention.levels))
    return Link(mention, LinkStatus.INVALID if missing else LinkStatus.MATCHED, work, passage)


def named(target: str, own_work: str) -> str:
    """The key of the Work that a target names."""
    return own_work if target == SELF else target


def impossible(key: str) -> bool:
    """Whether a key names a goal that the Agenda does not have ("SDG/18")."""
    goal = GOAL.match(key)
    return goal is not None and not 1 <= int(goal[1]) <= GOALS


def counted(pinpoint: Pinpoint) -> bool:
    """Whether a pinpoint that is not found shows an error: a numbered paragraph, said in Arabic figures."""
    return pinpoint.type in COUNTED and bool(pinpoint.numbers) and pinpoint.numbers[0][:1].isascii()
