"""Resolving: the status of a link, with a look-up made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from corpus.citations import LinkStatus, Mention, MentionKind, Pinpoint
from ingest.citations.resolve import resolve

PARAGRAPH_29 = Pinpoint("paragraph", ("29",))


@dataclass(frozen=True)
class HandMadeCorpus:
    """Works with the paragraphs they hold."""

    works: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"A/RES/99/901": ("1", "29"), "DP/2099/1": ("42",)}
    )

    def work(self, key: str) -> str | None:
        return key if key in self.works else None

    def passage(self, key: str, levels: Sequence[Pinpoint]) -> str | None:
        held = self.works[key]
        return next((f"{key}#{n}" for level in levels for n in level.numbers if n in held), None)


def mention(target: str | None, pinpoint: Pinpoint | None = None, *, ambiguous: bool = False) -> Mention:
    return Mention(0, 1, "x", MentionKind.RESOLUTION, target, pinpoint, ambiguous)


@pytest.mark.parametrize(
    ("cited", "status", "work", "passage"),
    [
        (mention("A/RES/99/901"), LinkStatus.MATCHED, "A/RES/99/901", None),
        (mention("A/RES/99/901", PARAGRAPH_29), LinkStatus.MATCHED, "A/RES/99/901", "A/RES/99/901#29"),
        (mention("A/RES/99/901", Pinpoint("paragraph", ("30",))), LinkStatus.INVALID, "A/RES/99/901", None),
        (mention("A/RES/99/901", Pinpoint("annex", ())), LinkStatus.MATCHED, "A/RES/99/901", None),
        (mention("A/RES/70/1", PARAGRAPH_29), LinkStatus.OUTSIDE, "A/RES/70/1", None),
        (mention("SELF", Pinpoint("paragraph", ("42",))), LinkStatus.MATCHED, "DP/2099/1", "DP/2099/1#42"),
        (mention(None), LinkStatus.AMBIGUOUS, None, None),
        (mention("A/RES/99/901", ambiguous=True), LinkStatus.AMBIGUOUS, "A/RES/99/901", None),
        (mention("SDG/17.18"), LinkStatus.OUTSIDE, "SDG/17.18", None),
        (mention("SDG/18"), LinkStatus.INVALID, "SDG/18", None),
        (mention("UN-CHARTER"), LinkStatus.OUTSIDE, "UN-CHARTER", None),
    ],
)
def test_link_says_what_the_mention_turned_out_to_be(
    cited: Mention, status: LinkStatus, work: str | None, passage: str | None
) -> None:
    link = resolve(cited, "DP/2099/1", HandMadeCorpus())
    assert (link.status, link.work, link.passage) == (status, work, passage)
    assert link.mention is cited
