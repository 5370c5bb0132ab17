"""The contents of a document: its headings, each with where it stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from corpus.documents import PassageKind
from corpus.store.works import StoredPassage

LISTED = 70
"""Headings that are listed; of a document with more, those outside the part shown are left out from the deepest on."""

DEEPEST = 6


def contents_of(passages: Sequence[StoredPassage], shown: Collection[str]) -> list[StoredPassage]:
    """The headings of a document, as deep as there is room for; ``shown`` are the passages of the part shown, by id."""
    headings = [passage for passage in passages if passage.kind == PassageKind.HEADING.value]
    for depth in range(DEEPEST, 0, -1):
        listed = [one for one in headings if (one.level or 1) <= depth or one.id in shown]
        if len(listed) <= LISTED:
            return listed
    return [one for one in headings if one.id in shown][:LISTED]
