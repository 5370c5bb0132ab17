"""What people decide of evidence: decisions that are added and never overwritten, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.words import Word

LABELS = ("mention", "contribution", "policy", "policy_lenient", "measured", "framework")
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
    """What people come to for a passage. ``labels`` is None where nothing is settled; else every label is in it.

    ``quote`` is what reviewers made of the words that count, None where they left them; ``decisions`` are the ids of
    those that stand, by reviewer.
    """

    state: Settling
    labels: Mapping[str, bool] | None
    quote: str | None
    decisions: Mapping[str, int]
