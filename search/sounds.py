"""How Chinese is spoken, as far as it takes to tell what was typed by its sound: ``corpus/lexicon/syllables.yml``.

Tones are left out, and sounds that many do not tell apart are one: who types 自原者 may mean 志愿者.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, lru_cache

from corpus.lexicon import load_lexicon

FIRST_LEVEL = (b"\xb0\xa1", b"\xd7\xf9")
"""The codes between which GB/T 2312 lists characters by their sound."""


def sound(text: str) -> str:
    """What a text sounds like; texts that sound alike have the same. Rare characters stand for themselves."""
    return " ".join(map(_syllable, text))


@lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return character
    if not FIRST_LEVEL[0] <= code <= FIRST_LEVEL[1]:
        return character
    firsts, syllables = _table()
    return syllables[bisect_right(firsts, code) - 1]


@cache
def _table() -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """The code of each syllable's first character, ascending, and the syllable as it is compared."""
    words = load_lexicon("syllables")
    first: Mapping[str, str] = {name: one for group in words["first"].values() for name, one in group.items()}
    rows = sorted((one.encode("gb2312"), _alike(name, words["alike"])) for name, one in first.items())
    return tuple(code for code, _ in rows), tuple(name for _, name in rows)


def _alike(syllable: str, alike: Mapping[str, Mapping[str, str]]) -> str:
    """A syllable with one sound for those that are not told apart."""
    for ending, plain in alike["end"].items():
        if syllable.endswith(ending):
            syllable = syllable.removesuffix(ending) + plain
            break
    for start, plain in alike["begin"].items():
        if syllable.startswith(start):
            return plain + syllable.removeprefix(start)
    return syllable
