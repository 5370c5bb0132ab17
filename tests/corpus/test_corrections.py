"""Decisions on links find their words again in another version of a document, or say that they did not."""

from __future__ import annotations

import pytest

from corpus.citations import Mention, MentionKind, Pinpoint
from corpus.corrections import Anchor, Correction, LinkDecision, anchored, corrected, place_again

TEXT = "The Board recalls resolution 99/1 on samples, and resolution 99/1 again."
FIRST = TEXT.index("resolution 99/1")


def anchor(text: str = TEXT, start: int = FIRST) -> Anchor:
    return anchored("DP/2099/1", "en", "p4", 2, text, (start, start + len("resolution 99/1")))


@pytest.mark.parametrize(
    ("passages", "place"),
    [
        ([("p4", TEXT)], (0, FIRST)),  # as it was
        (
            [("p4", "It regrets that resolution 99/1 failed."), ("p5", TEXT)],
            (1, FIRST),
        ),  # moved; others stand there now
        ([("p3", "Other."), ("p4", TEXT)], (1, FIRST)),  # a passage more before it
        ([("p4", "Now, " + TEXT)], (0, FIRST + 5)),  # words more before it: the context decides between the two
        ([("p4", "New."), ("p5", TEXT)], (1, FIRST)),  # the paragraph has another number now
        ([("p4", "It recalls resolution 99/1.")], (0, 11)),  # rewritten, in its place, once: it is it
        ([("p9", "It cites resolution 99/1.")], None),  # the same words elsewhere in other company are not it
        ([("p5", TEXT), ("p6", TEXT)], None),  # twice alike: unsure
        ([("p4", "The Board recalls nothing.")], None),
        ([], None),
    ],
)
def test_an_anchor_is_found_by_words_place_and_context(
    passages: list[tuple[str, str]], place: tuple[int, int] | None
) -> None:
    assert place_again(anchor(), passages) == place


def test_words_without_context_are_not_found_in_a_context() -> None:
    bare = anchored("DP/2099/1", "en", "t1/r1", 2, "resolution 99/1", (0, 15))
    assert place_again(bare, [("p4", TEXT.replace(" again", ""))]) is None
    assert place_again(bare, [("t1/r2", "resolution 99/1")]) == (0, 0)


def decision(correction: Correction, target: str | None = None, pinpoint: Pinpoint | None = None) -> LinkDecision:
    return LinkDecision(
        id=1,
        correction=correction,
        author="A. Person",
        decided_at="2099-01-01T00:00:00+00:00",
        anchor=anchor(),
        kind=MentionKind.RESOLUTION,
        target=target,
        pinpoint=pinpoint,
        pinpoints=(),
        comment="",
        replaces=None,
        machine=None,
    )


FOUND = Mention(0, 4, "99/1", MentionKind.DOCUMENT, "A/RES/99/1", Pinpoint("paragraph", ("2",)), ambiguous=True)


def test_what_a_person_says_holds_in_place_of_what_the_machine_found() -> None:
    meant = corrected(FOUND, decision(Correction.RETARGET, "S/RES/1", Pinpoint("annex", ())))
    assert (meant.target, meant.pinpoint, meant.kind) == ("S/RES/1", Pinpoint("annex", ()), MentionKind.RESOLUTION)
    assert not meant.ambiguous


@pytest.mark.parametrize("said", [None, decision(Correction.WITHDRAW, "S/RES/1"), decision(Correction.REJECT)])
def test_without_a_decision_that_holds_the_machines_word_does(said: LinkDecision | None) -> None:
    assert corrected(FOUND, said) == FOUND
