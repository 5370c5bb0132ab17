"""A text made plain for the grammar, and the way back from plain offsets to offsets into the text.

Full-width forms become ASCII, runs of white space one space, and white space beside a Chinese character nothing:
a line may be broken anywhere in Chinese, and 第 75/233 号决议 is set with and without spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.citations import Mention, MentionKind
from corpus.symbols import fold

CHINESE = r"\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
HAS_CHINESE = re.compile(f"[{CHINESE}]")
ANY_GAP = re.compile(r" +")
WIDE_GAP = re.compile(r"  +")


@dataclass(frozen=True, slots=True)
class Reading:
    """``plain`` is what the grammar reads; ``cuts`` are plain offsets where characters of ``text`` were left out.

    ``removed[i]`` is how many were left out up to and including ``cuts[i]``.
    """

    text: str
    plain: str
    cuts: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def origin(self, offset: int) -> int:
        """The offset in ``text`` of the character at a plain offset."""
        index = bisect_right(self.cuts, offset)
        return offset + (self.removed[index - 1] if index else 0)

    def mention(self, start: int, end: int, kind: MentionKind, target: str | None, ambiguous: bool = False) -> Mention:
        """The mention at these offsets, in offsets of the plain text until it is restored."""
        return Mention(start, end, self.plain[start:end], kind, target, None, ambiguous)

    def restore(self, mention: Mention) -> Mention:
        """A mention of the plain text in offsets of the text."""
        first, last = self.origin(mention.start), self.origin(mention.end - 1) + 1
        return replace(mention, start=first, end=last, surface=self.text[first:last])


def read(text: str) -> Reading:
    """Make a text plain."""
    folded = fold(text)
    chinese = HAS_CHINESE.search(folded) is not None
    pieces, cuts, removed, at, gone = [], [], [], 0, 0
    for start, end in superfluous(folded, chinese):
        pieces.append(folded[at:start])
        cuts.append(start - gone)
        gone += end - start
        removed.append(gone)
        at = end
    return Reading(text, "".join((*pieces, folded[at:])), tuple(cuts), tuple(removed))


def superfluous(folded: str, chinese: bool) -> Iterator[tuple[int, int]]:
    """The stretches of white space that carry nothing."""
    for gap in (ANY_GAP if chinese else WIDE_GAP).finditer(folded):
        start, end = gap.span()
        around = folded[max(start - 1, 0) : start] + folded[end : end + 1]
        if chinese and HAS_CHINESE.search(around):
            yield start, end
        elif end - start > 1:
            yield start + 1, end
