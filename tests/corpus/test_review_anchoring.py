"""Where a passage that people decided about stands in another version: by its text, or by the words that count."""

from __future__ import annotations

import pytest

from corpus.anchoring import Kept, places, quoted, wording
from corpus.corrections import anchored

FIRST, SECOND = "The volunteer law was adopted in 2090.", "It binds every district of the islands."
TEXT = f"{FIRST} {SECOND}"


def kept(text: str = TEXT, path: str = "p4", quotes: tuple[str, ...] = (), item: str = "i") -> Kept:
    return Kept(item, anchored("VNR/XAA/2099", "en", path, 2, text, (0, len(text))), quotes)


@pytest.mark.parametrize(
    ("one", "passages", "place"),
    [
        (kept(), [("p4", TEXT)], 0),  # as it was
        (kept(), [("p3", "Other."), ("p9", TEXT)], 1),  # moved
        (kept(), [("p4", TEXT.replace("adopted", "adop-\nted"))], 0),  # another reading of the same words
        (kept(), [("p9", TEXT.replace("volunteer", "volun\u00adteer  "))], 0),  # moved and spaced otherwise
        (kept(), [("p8", TEXT), ("p9", TEXT)], None),  # twice alike elsewhere: nobody can tell
        (kept(), [("p4", TEXT), ("p9", TEXT)], 0),  # twice alike, and one in its place
        (kept(), [("p4", f"{FIRST} {SECOND} And more.")], None),  # nothing was found in it: what is new is unread
        (kept(quotes=(FIRST,)), [("p4", f"{FIRST} {SECOND} And more.")], 0),  # what was found is still there
        (kept(quotes=(FIRST,)), [("p4", f"More. {FIRST} {SECOND}")], 0),  # more before it
        (kept(quotes=(FIRST,)), [("p4", f"More. {FIRST} Other.")], None),  # its company changed on both sides
        (kept(FIRST, quotes=(FIRST,)), [("p4", f"{FIRST} More.")], 0),  # all of it, in its place, and more
        (kept(quotes=(FIRST,)), [("p5", f"In 2091 it rained. {FIRST} {SECOND}")], 0),  # moved, in the same company
        (kept(quotes=(FIRST,)), [("p5", f"Nobody knows whether it is so: {FIRST}")], None),  # in other company
        (kept(quotes=(FIRST,)), [("p4", f"{FIRST.replace('adopted', 'adop- ted')} {SECOND} More.")], 0),
        (kept(quotes=(FIRST,)), [("p4", SECOND)], None),  # split off, and gone
        (
            kept(quotes=("gone", SECOND)),
            [("p4", f"A law was adopted in 2090. {SECOND}")],
            0,
        ),  # of several quotes the one that stands
        (kept(quotes=("new words of a later version",)), [("p4", "Here are new words of a later version.")], 0),
        (kept(), [], None),
    ],
)
def test_a_passage_is_found_again_by_its_text_or_by_what_counts(
    one: Kept, passages: list[tuple[str, str]], place: int | None
) -> None:
    assert places([one], passages).get("i") == place


def test_two_items_never_stand_in_one_place_and_the_whole_text_goes_first() -> None:
    whole, part = kept(item="whole", path="p9"), kept(f"{FIRST} Old.", quotes=(FIRST,), item="part")
    assert places([part, whole], [("p4", TEXT)]) == {"whole": 0}


def test_the_wording_is_the_same_for_other_spacing_and_another_for_other_words() -> None:
    assert wording("co-operation of  volunteers") == wording("cooperation of volun\u00adteers")
    assert wording("volunteers") != wording("Volunteers")


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        (SECOND, SECOND),
        ("adopted in\n2090", "adopted in\n2090"),  # another reading of the same words
        (None, TEXT),  # nobody quoted
        ("It was repealed.", TEXT),  # the passage says that no longer
    ],
)
def test_a_reviewers_quote_is_shown_only_while_the_passage_says_it(quote: str | None, said: str) -> None:
    assert quoted(quote, TEXT) == said
