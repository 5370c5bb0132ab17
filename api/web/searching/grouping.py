"""Passages under their documents, page by page.

A document stands where its best passage stands; below it are the best of its passages, the others are one click away.
So pages are of documents, each on one page. A search within one document is a list of its passages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from api.portal import Portal
from api.web.portions import Portion, by_length
from api.web.searching.asked import Asked
from corpus.queries import query_symbol

DOCUMENTS = 10
"""Documents on a page."""

SHOWN = 3
"""Passages shown of each document."""

PASSAGES = 20
"""Passages on a page of one document."""

Passage = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """A document with passages of it, best first, and how many ``more`` of it were found."""

    passages: Sequence[Passage]
    more: int = 0

    @property
    def best(self) -> Passage:
        """The passage by which the document stands where it stands."""
        return self.passages[0]


@dataclass(frozen=True)
class Results:
    """What a page of a search shows. ``documents``: how many there are, None on a page of one document."""

    found: Mapping[str, Any]
    groups: Portion[Group]
    documents: int | None


def results(portal: Portal, asked: Asked, page: int) -> Results:
    """One page of a search; the nearest one that exists. Raises ``PortalError`` as a search."""
    if asked.one_document or query_symbol(asked.query) is not None:
        return _of_one(portal, asked, page)
    found = portal.search(asked.query, 0, asked.mode, kept=asked.kept, choose=partial(_places, page))
    counts = {one["value"]: one["count"] for one in found["facets"]["work"]}
    portion = by_length(list(counts), page, DOCUMENTS)
    shown = [Group(one, counts[one[0]["work"]] - len(one)) for one in by_work(found["hits"])]
    return Results(found, Portion(shown, portion.number, portion.of, found["total"]), len(counts))


def _places(page: int, works: Sequence[str]) -> list[int]:
    """Where the passages shown on a page stand among all that are ranked, document by document."""
    groups: dict[str, list[int]] = {}
    for place, work in enumerate(works):
        groups.setdefault(work, []).append(place)
    return [place for group in by_length(list(groups.values()), page, DOCUMENTS).items for place in group[:SHOWN]]


def by_work(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Ranked passages by document, in the order of the best of each."""
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage["work"], []).append(passage)
    return list(groups.values())


def _of_one(portal: Portal, asked: Asked, page: int) -> Results:
    found = _passages(portal, asked, page)
    of = max(1, -(-found["total"] // PASSAGES))
    if page > of:
        page, found = of, _passages(portal, asked, of)
    return Results(found, Portion([*map(Group, by_work(found["hits"]))], page, of, found["total"]), None)


def _passages(portal: Portal, asked: Asked, page: int) -> dict[str, Any]:
    return portal.search(asked.query, PASSAGES, asked.mode, (page - 1) * PASSAGES, asked.kept)
