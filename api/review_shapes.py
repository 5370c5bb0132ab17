"""The shapes of the API's answers about reviewing, as ``api.shapes``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.reviewing import LONGEST_QUOTE
from api.shapes import EXAMPLE_ID, Shape
from corpus.reviewing import LABELS
from ingest.corrections import LONGEST_AUTHOR, LONGEST_COMMENT

ActionName = Literal["accept", "reject", "level", "quote", "comment", "second", "adjudicate", "withdraw"]
SETTLED_LABELS = f"Of {', '.join(LABELS)} those that are settled, and no other."


class WaitingShape(Shape):
    """A passage of a queue; ``state`` is how far people have come with it, null where nobody has decided."""

    passage_id: str = Field(examples=[EXAMPLE_ID])
    work: str
    language: str
    country: str | None
    year: int | None
    page: int
    number: str | None
    path: str
    text: str
    level: str
    instrument: str | None
    score: float
    probability: float | None
    borderline: bool
    item: str | None
    state: str | None


class Queue(Shape):
    """The next passages to review, the most probable first."""

    indicator: str
    state: str
    reviewer: str | None
    total: int | None = Field(
        description="How many the queue holds, with what its reviewer decided; of the first page."
    )
    passages: list[WaitingShape]
    next: str | None = Field(description="Hand it back as `after` for the page after this one; null at the end.")


class ReviewedPassage(Shape):
    """The passage as it stands in the text now."""

    passage_id: str
    work: str
    language: str
    country: str | None
    year: int | None
    page: int
    number: str | None
    path: str
    heading_path: list[str]
    text: str


class SettledShape(Shape):
    """What people come to for a passage."""

    state: Literal["one", "agreed", "second", "disputed", "adjudicated"]
    labels: dict[str, bool] | None = Field(description=SETTLED_LABELS)
    quote: str | None
    decisions: dict[str, int] = Field(description="The decision that stands, by reviewer.")


class ReviewDecisionShape(Shape):
    """One decision; it is added and never changed. ``machine`` is what was suggested when it was made."""

    id: int
    item: str
    reviewer: str
    ordinal: int
    action: ActionName
    indicator: str | None
    labels: dict[str, bool] | None
    quote: str | None
    comment: str
    decided_at: str
    machine: dict[str, Any] | None
    wording: str
    replaces: int | None


class AnchorShape(Shape):
    """What ties a decision to the text: the words of the passage, and where they stood."""

    work: str
    language: str
    path: str
    page: int
    start: int
    exact: str
    prefix: str
    suffix: str


class ItemShape(Shape):
    """A passage, what is suggested of it, and what was said of it as far as the reviewer who asks may see it."""

    item: str | None
    passage: ReviewedPassage | None = Field(description="Null where the text has it no longer.")
    suggestion: dict[str, Any] | None
    settled: SettledShape | None
    decisions: list[ReviewDecisionShape]
    hidden: int = Field(description="Decisions of others, not shown before the reviewer has decided.")
    seen: int | None = Field(description="The reviewer's own last decision, which the next one has to name.")
    anchor: AnchorShape | None


class Decided(ItemShape):
    """A decision that was made, and what then holds."""

    decision: ReviewDecisionShape


class Deciding(Shape):
    """A decision about a passage. ``seen`` is the reviewer's last decision on it, null where there is none."""

    action: ActionName
    reviewer: str = Field(min_length=1, max_length=LONGEST_AUTHOR)
    indicator: str | None = Field(default=None, max_length=20, description="What it is made for; null: all labels.")
    level: str | None = Field(default=None, max_length=20, examples=["L3_policy"])
    labels: dict[str, bool] = Field(default_factory=dict, max_length=len(LABELS))
    quote: str | None = Field(default=None, max_length=LONGEST_QUOTE)
    comment: str = Field(default="", max_length=LONGEST_COMMENT)
    seen: int | None = None


class UnplacedItem(Shape):
    """A passage that the text has no longer, with what was decided."""

    item: str
    anchor: AnchorShape
    settled: SettledShape | None
    decisions: list[ReviewDecisionShape]


class Unplaced(Shape):
    """What people decided about and the text has no longer."""

    unplaced: list[UnplacedItem]
