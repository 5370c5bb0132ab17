"""Where mentions may begin: one walk over a text finds the words that open one, and what each may open.

Most of a text opens nothing. A finder's own pattern is tried at its openings only, so a text costs one walk, however
many finders there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.lexicon import any_of

BEFORE_WORDS = r"\x00-/:-@\[-^`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\u060c\u061b\u061f\u2010-\u206f\u3000-\u3020\u00d7"
"""What a word of a language with spaces may stand after: no letter, digit or underscore."""
CLITICS = "[وفبلك]{0,2}"
"""Arabic words that are written together with the next: and, so, by, for, like."""


@dataclass(frozen=True)
class Openings:
    """``opening`` finds the words, its first group; ``opens`` tells the finders to which a word matters."""

    opening: re.Pattern[str]
    opens: Mapping[str, tuple[str, ...]]
    finders: tuple[str, ...]

    def places(self, plain: str) -> dict[str, list[int]]:
        """The offsets at which each finder may find something, in text order."""
        places: dict[str, list[int]] = {finder: [] for finder in self.finders}
        for found in self.opening.finditer(f" {plain}"):
            start = found.start(1) - 1
            for finder in self.opens[found[1]]:
                places[finder].append(start)
        return places


def openings(words: Mapping[str, Iterable[str]], spaced: bool, clitics: bool) -> Openings:
    """The openings of a language: for each finder, the words with which its mentions begin."""
    opened = dict[str, set[str]]()
    for finder, listed in words.items():
        for word in listed:
            opened.setdefault(word, set()).add(finder)
    forms = set(opened)
    before = f"[{BEFORE_WORDS}]{CLITICS if clitics else ''}" if spaced else ""
    pattern = rf"{before}(?=({any_of(forms)}))" if spaced else anywhere(forms)
    opens = {form: tuple(sorted(_opened_by(form, opened))) for form in forms}
    return Openings(re.compile(pattern), opens, tuple(words))


def _opened_by(form: str, opened: Mapping[str, set[str]]) -> set[str]:
    """The finders to which a form matters: as a word of theirs, or because one of their words begins it."""
    return set().union(*(opened.get(form[:end], ()) for end in range(len(form) + 1)))


def anywhere(forms: Iterable[str]) -> str:
    """Any of the words at any place, but a digit only where a number begins.

    The set of first characters stands in front, as `re` skips to those quickly; the word is looked at from there.
    """
    firsts = "".join(sorted({re.escape(form[0]) for form in forms}))
    return rf"[{firsts}](?<=(?=({any_of(forms)})).)(?<![0-9][0-9])"
