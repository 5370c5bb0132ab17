"""Where passages that people decided about stand in another version of a document.

What was said of a passage goes with its words. Its whole text finds it again, in its place or moved; spacing and
hyphens may differ, as another reading of the same file has them otherwise. Where the text changed, what people found
in it goes with the words that count, as long as these stand in the same company: a policy that was in the second
sentence is still there when the fourth was corrected. That nothing was found does not go with a changed text: what
is new in it nobody has read. No two items stand in one place: the first that fits has it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.corrections import Anchor, anchored, place_again
from corpus.folding import INVISIBLE, fold

SPACES_AND_HYPHENS = re.compile(r"[\s-]+")

Places = Sequence[tuple[str, str]]
"""Passages as (path, text)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be placed: an item's anchor, and the words that count of what people found in it, none otherwise."""

    item: str
    anchor: Anchor
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Texts:
    """The passages of a version, as they are or without spacing, to be looked up by path and by text."""

    passages: Places
    made: Callable[[str], str]

    @cached_property
    def by_path(self) -> dict[str, int]:
        """The passage at each path."""
        return {path: index for index, (path, _) in enumerate(self.passages)}

    @cached_property
    def by_text(self) -> dict[str, list[int]]:
        """The passages with each text."""
        found: dict[str, list[int]] = {}
        for index, (_, text) in enumerate(self.passages):
            found.setdefault(text, []).append(index)
        return found


def places(kept: Sequence[Kept], passages: Places) -> dict[str, int]:
    """Which passage each item stands in, by its index; an item that finds no place is not in it."""
    exactly = Texts(passages, str)
    plainly = Texts([(path, spaceless(text)) for path, text in passages], spaceless)
    found: dict[str, int] = {}
    taken: set[int] = set()
    for way in (_in_place, _moved, _by_quote):
        for texts in (exactly, plainly):
            for one in kept:
                place = None if one.item in found else way(one, texts, taken)
                if place is not None:
                    found[one.item] = place
                    taken.add(place)
    return found


def spaceless(text: str) -> str:
    """A text without what two readings of one file may differ in: white space, hyphens, what cannot be seen."""
    return SPACES_AND_HYPHENS.sub("", fold(INVISIBLE.sub("", text)))


def quoted(quote: str | None, text: str) -> str:
    """What a reviewer quotes of a passage; the whole of it where nobody did, or where it says that no longer."""
    holds = quote is not None and (quote in text or spaceless(quote) in spaceless(text))
    return quote if quote is not None and holds else text


def wording(text: str) -> str:
    """A fingerprint of what a passage says, the same for two readings that differ in spacing alone."""
    return hashlib.sha256(spaceless(text).encode()).hexdigest()[:16]


def _in_place(one: Kept, texts: Texts, taken: Container[int]) -> int | None:
    """The passage at the same path, where it has the same text."""
    index = texts.by_path.get(one.anchor.path)
    same = index is not None and index not in taken and texts.passages[index][1] == texts.made(one.anchor.exact)
    return index if same else None


def _moved(one: Kept, texts: Texts, taken: Container[int]) -> int | None:
    """The one passage elsewhere with the same text; of several nobody can tell which it is."""
    free = [index for index in texts.by_text.get(texts.made(one.anchor.exact), ()) if index not in taken]
    return free[0] if len(free) == 1 else None


def _by_quote(one: Kept, texts: Texts, taken: Container[int]) -> int | None:
    """The passage where the words that count stand in the same company."""
    for quote in one.quotes:
        anchor = _anchor_of(one.anchor, quote, texts.made)
        holding = [index for index, (_, text) in enumerate(texts.passages) if anchor.exact in text]
        free = [index for index in holding if index not in taken]
        place = place_again(anchor, [texts.passages[index] for index in free])
        if place is not None:
            return free[place[0]]
    return None


def _anchor_of(anchor: Anchor, quote: str, made: Callable[[str], str]) -> Anchor:
    """The anchor of words of a passage; of words that its text did not have yet, without their company."""
    whole, words = made(anchor.exact), made(quote)
    start = whole.find(words)
    if start < 0:
        return replace(anchor, start=0, exact=words, prefix="", suffix="")
    return anchored(anchor.work, anchor.language, anchor.path, anchor.page, whole, (start, start + len(words)))
