"""Labelled and found mentions, made by hand."""

from __future__ import annotations

from corpus.citations import Mention, MentionKind, Pinpoint
from eval.gold import LabelledMention, LabelledUnit

TEXT = "x" * 60


def labelled(
    target: str | None,
    start: int = 4,
    end: int = 10,
    kind: str = "resolution",
    *,
    optional: bool = False,
    pinpoints: tuple[Pinpoint, ...] = (),
) -> LabelledMention:
    """A label whose core is its whole span."""
    targets = () if target is None else (target,)
    return LabelledMention(start, end, (start, end), kind, targets, optional, pinpoints)


def found(
    target: str | None,
    start: int = 4,
    end: int = 10,
    kind: MentionKind = MentionKind.RESOLUTION,
    *levels: Pinpoint,
) -> Mention:
    """A mention found."""
    return Mention(
        start, end, TEXT[start:end], kind, target, levels[0] if levels else None, pinpoints=levels[1:] and levels
    )


def unit(*mentions: LabelledMention, source: str = "a", language: str = "en") -> LabelledUnit:
    """A unit of sixty characters."""
    return LabelledUnit(f"{source}-1", source, language, TEXT, mentions)
