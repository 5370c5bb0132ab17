"""Passages that belong together by their mentions: those that cite the same, and those that are cited together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from corpus.store import schema

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class SharedTargets:
    """A passage, and what it has in common with another: Works that both cite, or passages that cite both."""

    passage: str
    shared: tuple[str, ...]


COMMON = 200
"""Mentions of a target beyond which citing it says nothing: everybody cites the 2030 Agenda."""

_mention = schema.mentions.c


@dataclass(frozen=True)
class PassageLinks:
    """Asking mentions which passages belong together. What people rejected is no mention."""

    store: Store

    def citing_alike(self, passage: str) -> list[SharedTargets]:
        """Passages of other documents that cite what a passage cites, those that share most first."""
        own = select(_mention.target_identity).where(_mention.passage == passage, ~_mention.rejected)
        rare = (
            select(_mention.target_identity)
            .where(_mention.target_identity.in_(own), ~_mention.rejected)
            .group_by(_mention.target_identity)
            .having(func.count() <= COMMON)
        )
        query = (
            select(_mention.passage, _mention.target)
            .join(schema.expressions, schema.expressions.c.id == _mention.expression)
            .where(schema.expressions.c.state == "visible", ~_mention.rejected)
            .where(_mention.target_identity.in_(rare), _mention.passage != passage)
            .order_by(_mention.passage, _mention.target)
        )
        with self.store.reading() as connection:
            return _by_share((row.passage, row.target) for row in connection.execute(query))

    def cited_together(self, passage: str) -> list[SharedTargets]:
        """Passages that are cited by the passages which cite one, those that most cite first."""
        visible = (
            select(_mention.passage)
            .join(schema.expressions, schema.expressions.c.id == _mention.expression)
            .where(schema.expressions.c.state == "visible", ~_mention.rejected, _mention.to_passage == passage)
        )
        query = (
            select(_mention.to_passage, _mention.passage)
            .where(_mention.passage.in_(visible), ~_mention.rejected)
            .where(_mention.to_passage.is_not(None), _mention.to_passage != passage)
            .order_by(_mention.to_passage, _mention.passage)
        )
        with self.store.reading() as connection:
            return _by_share((row.to_passage, row.passage) for row in connection.execute(query))


def _by_share(pairs: Iterable[tuple[str, str]]) -> list[SharedTargets]:
    shared: dict[str, dict[str, None]] = {}
    for passage, what in pairs:
        shared.setdefault(passage, {})[what] = None
    found = [SharedTargets(passage, tuple(of)) for passage, of in shared.items()]
    return sorted(found, key=lambda one: (-len(one.shared), one.passage))
