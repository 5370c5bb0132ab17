"""Corrections of links: what people say of a mention that the machine found, or missed.

A decision is added and never overwritten; a later one replaces it. It is tied to the text by what W3C Web Annotation
calls selectors (quote with prefix and suffix, position, page) and so finds its place in another version of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.citations import Mention, MentionKind, Pinpoint
from corpus.words import Word

CONTEXT = 32
"""Characters kept before and after the words of a mention."""

ELSEWHERE = 8
"""Characters of context that must agree; in the same place all of it where there is less."""


class Correction(Word):
    """What a person can say of a mention."""

    CONFIRM = "confirm"
    """The machine is right; stays so whatever later rules say."""
    RETARGET = "retarget"
    """It means another Work or part."""
    REJECT = "reject"
    """It is no mention."""
    ADD = "add"
    """A mention that the machine missed."""
    WITHDRAW = "withdraw"
    """The decision before it is taken back: what the machine says holds again."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a mention stands: the Work and language, the passage's path and page, and its words in their context.

    ``start`` is the offset of ``exact`` in the passage, in code points.
    """

    work: str
    language: str
    path: str
    page: int
    start: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """What a person said. ``target``, ``kind`` and the pinpoints are what holds from then on, where something does.

    ``replaces`` is the decision before it on the same mention; ``machine`` is what the machine said at the time.
    """

    id: int
    correction: Correction
    author: str
    decided_at: str
    anchor: Anchor
    kind: MentionKind
    target: str | None
    pinpoint: Pinpoint | None
    pinpoints: tuple[Pinpoint, ...]
    comment: str
    replaces: int | None
    machine: dict[str, object] | None

    @property
    def holds(self) -> bool:
        """Whether it says anything beside what the machine says."""
        return self.correction is not Correction.WITHDRAW


def anchored(work: str, language: str, path: str, page: int, text: str, span: tuple[int, int]) -> Anchor:
    """The anchor of a span of a passage's text."""
    start, end = span
    return Anchor(
        work=work,
        language=language,
        path=path,
        page=page,
        start=start,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def corrected(mention: Mention, decision: LinkDecision | None) -> Mention:
    """The mention as a person has it; what the machine found where nobody said anything."""
    if decision is None or not decision.holds or decision.correction is Correction.REJECT:
        return mention
    return replace(
        mention,
        kind=decision.kind,
        target=decision.target,
        pinpoint=decision.pinpoint,
        ambiguous=decision.target is None,
        pinpoints=decision.pinpoints,
    )


def place_again(anchor: Anchor, passages: Sequence[tuple[str, str]]) -> tuple[int, int] | None:
    """Where an anchor's words stand among passages (path, text): index of the passage and offset; None if unsure.

    Their context has to agree. Where the whole of it stands they have moved, else the passage of the same path is the
    first choice; of several places the one where most agrees, then the nearest; None where two agree as well.
    """
    enough = min(ELSEWHERE, len(anchor.prefix) + len(anchor.suffix))
    agreeing = (one for one in _candidates(anchor, passages) if one[0] or one[2] >= (enough if one[1] else ELSEWHERE))
    found = sorted(agreeing, reverse=True)
    if not found or (len(found) > 1 and found[0][:4] == found[1][:4]):
        return None
    return found[0][4], found[0][5]


def _candidates(anchor: Anchor, passages: Sequence[tuple[str, str]]) -> Iterator[tuple[bool, bool, int, int, int, int]]:
    """(whole context, same path, context that agrees, nearness, index, offset) of every place where the words stand."""
    for index, (path, text) in enumerate(passages):
        start = text.find(anchor.exact)
        while start >= 0:
            end = start + len(anchor.exact)
            before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
            agreeing = _common(anchor.prefix[::-1], before[::-1]) + _common(anchor.suffix, after)
            whole = (before, after) == (anchor.prefix, anchor.suffix)
            same = path == anchor.path
            yield whole, same, agreeing, -abs(start - anchor.start) if same else 0, index, start
            start = text.find(anchor.exact, start + 1)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
