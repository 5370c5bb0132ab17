"""Mentions and links: where a passage refers to a Work or a part of one, and what that turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.words import Word


class MentionKind(Word):
    """What is mentioned."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    DOCUMENT = "document"
    INSTRUMENT = "instrument"
    SDG_GOAL = "sdg_goal"
    SDG_TARGET = "sdg_target"
    SDG_INDICATOR = "sdg_indicator"
    OTHER_FRAMEWORK = "other_framework"
    INTERNAL = "internal"
    ANAPHOR = "anaphor"


class LinkStatus(Word):
    """What resolving a mention gave. Nothing found is dropped."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    OUTSIDE = "outside"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """The part of a Work that is meant. ``numbers`` are as written: "29", "5(b)", "22-28", "三十三"."""

    type: str
    numbers: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As the store keeps it and the contract has it."""
        return {"type": self.type, "numbers": list(self.numbers)}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that refers to a Work or a part of one; ``text[start:end] == surface`` in code points.

    ``target`` is a canonical key ("A/RES/75/233", "SDG/17.18", "SELF") or None when the text alone does not say.
    ``pinpoints`` are all levels of a part named by several, in the order of the text ("annex II, para. 5"), and
    ``pinpoint`` the first of them; empty where one level says all.
    """

    start: int
    end: int
    surface: str
    kind: MentionKind
    target: str | None
    pinpoint: Pinpoint | None = None
    ambiguous: bool = False
    pinpoints: tuple[Pinpoint, ...] = ()

    @property
    def levels(self) -> tuple[Pinpoint, ...]:
        """Every level of the part that is meant, in the order of the text; empty where the whole is meant."""
        return self.pinpoints or (() if self.pinpoint is None else (self.pinpoint,))

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.surface) != self.end - self.start:
            raise ValueError(f"span {self.start}:{self.end} does not hold {self.surface!r}")


@dataclass(frozen=True, slots=True)
class Link:
    """A mention resolved. ``passage`` is the id of the passage meant, where the pinpoint was found."""

    mention: Mention
    status: LinkStatus
    work: str | None = None
    passage: str | None = None
