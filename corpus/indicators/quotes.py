"""Passages as the ledger prints them: place, words, what the machine suggests and what people decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of the ledger.

    ``decision``: accepted, rejected or open where people have decided or begun to, else None; ``decisions`` are the
    ids of the decisions that stand, by reviewer. ``quote`` is the passage's text, or what reviewers made of it.
    """

    passage_id: str
    work: str
    language: str
    page: int
    number: str | None
    path: str
    quote: str
    level: str
    instrument: str | None
    rule_version: str | None
    decision: str | None = None
    review_state: str | None = None
    decisions: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As the ledger prints it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"decisions": dict(self.decisions)}
