"""The characters of a page to runs, for pdfium: cut where size, baseline, weight or line changes, and at wide gaps.

What one object of the page shows has one size, weight and baseline. So gaps are measured between words, and the rest
only where the object changes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise
from operator import sub
from typing import NamedTuple

from ingest.layout import SIGNS, Run
from ingest.pdf.glyphs import Glyphs
from ingest.pdf.signs import may_be_sign, with_colour
from ingest.text import ALTERED, CJK_CHARACTER, is_right_to_left, right_to_left, visible

HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})
"""What pdfium gives for a hyphen it takes for a soft one at a line end."""

LINES = re.compile(r"[^\S\r\n]*(\S)[^\r\n]*")
WORDS = re.compile(r"\S+")
SIGN = re.compile(rf"[{SIGNS}](\s*)")

WIDE = 1.5
"""A character that begins this many sizes after the one before it, about half a size wide, begins a run: the two may
stand in two cells of a table."""

SPACE = 0.17
"""A gap of this part of the size between two objects is a space. Within words set wide gaps were at most 0.16."""

LEVEL, ALIKE = 0.5, 0.2
"""Points by which the baselines and the sizes of one run may differ."""

Span = tuple[int, int]
"""The index of the first character and the one after the last."""


class _Line(NamedTuple):
    """Where a line with characters that can be seen starts and ends, and the first of those characters."""

    start: int
    first: int
    end: int


class _Cut(NamedTuple):
    """The first character of a run, the last one that can be seen before it, and what is known of the run."""

    first: int
    before: int
    x: float
    y: float
    size: float
    bold: bool


def runs_of(glyphs: Glyphs, left: float, top: float) -> Iterator[Run]:
    """Runs in content order; ``left`` and ``top`` are the corner of the page that places are counted from."""
    lines = [_Line(line.start(), line.start(1), line.end()) for line in LINES.finditer(glyphs.text)]
    words = [word.span() for word in WORDS.finditer(glyphs.text)]
    if not words:
        return
    cuts = _cuts(glyphs, lines, words)
    firsts = [cut.first for cut in cuts]
    lasts = [*(cut.before for cut in cuts[1:]), words[-1][1] - 1]
    edges = zip(*glyphs.edges(firsts), *glyphs.edges(lasts), strict=True)
    spans = zip(firsts, lasts, strict=True)
    for text, cut, sides, span in zip(_texts(glyphs.text, lines, firsts), cuts, edges, spans, strict=True):
        first, _, x, y, size, bold = cut
        x0, x1 = min(x, *sides[::2]), max(sides[1], sides[3])
        if is_right_to_left(text):  # numbers in it go the other way, and may stand at either end
            x0, x1 = _outermost(glyphs, words, span)
        run = Run(text, x0 - left, x1 - left, top - y, size, bold)
        if may_be_sign(text):
            run = with_colour(run, partial(glyphs.font, first), partial(glyphs.colour, first))
        yield run


def _outermost(glyphs: Glyphs, words: Sequence[Span], span: Span) -> tuple[float, float]:
    """Where the words between two characters, both included, begin and end on the page, however they are ordered."""
    inside = [place for start, end in words if span[0] <= start <= span[1] for place in (start, end - 1)]
    begins, ends = glyphs.edges(inside)
    return min(begins), max(ends)


def _texts(characters: str, lines: Sequence[_Line], firsts: Sequence[int]) -> Iterator[str]:
    """The texts of the runs that begin with these characters; each goes on to the next of its line, or to its end."""
    starts = {line.first: line.start for line in lines}
    ends = {after.first: line.end for line, after in pairwise(lines)}
    following = (*firsts[1:], len(characters))
    for first, after in zip(firsts, following, strict=False):
        text = characters[starts.get(first, first) : ends.get(after, after)]
        plain = (text.isascii() and text.isprintable()) or not ALTERED.search(text)
        yield text if plain else right_to_left(visible(text.translate(HYPHENS)))


def _cuts(glyphs: Glyphs, lines: Sequence[_Line], words: Sequence[Span]) -> list[_Cut]:
    changes = _changes(glyphs, lines, words)
    shapes = dict(zip(changes, zip(glyphs.sizes(changes), glyphs.bold(changes), strict=True), strict=True))
    opens = {line.first for line in lines}
    opens.update(_around_signs(glyphs.text))
    firsts, befores = _beginnings(words, changes)
    spaced = _spaced(glyphs, changes.difference(start for start, _ in words))
    xs, ys = glyphs.origins(firsts)
    gaps = list(map(sub, xs, glyphs.origins(befores)[0]))
    cuts = []
    y, size, bold = 0.0, 0.0, False
    for place in _worth_a_look(firsts, gaps, shapes):
        first, last = firsts[place], (y, size, bold)
        if first in shapes:
            y, (size, bold) = ys[place], shapes[first]
        changed = abs(y - last[0]) > LEVEL or abs(size - last[1]) > ALIKE or bold != last[2]
        if changed or gaps[place] > WIDE * max(last[1], 1.0) or first in opens or first in spaced:
            cuts.append(_Cut(first, befores[place], xs[place], y, size, bold))
    return cuts


def _around_signs(text: str) -> set[int]:
    """The signs, and what stands behind each: a sign in a colour of its own is a run of its own."""
    if not any(sign in text for sign in SIGNS):
        return set()
    return {place for found in SIGN.finditer(text) for place in (found.start(), found.end(1))}


def _beginnings(words: Sequence[Span], changes: set[int]) -> tuple[list[int], list[int]]:
    """The characters where words begin or the object changes, and of each the last one that can be seen before it."""
    firsts = [start for start, _ in words]
    befores = [0, *(end - 1 for _, end in words[:-1])]
    if inside := changes.difference(firsts):
        return sorted([*firsts, *inside]), sorted([*befores, *(first - 1 for first in inside)])
    return firsts, befores


def _spaced(glyphs: Glyphs, inside: Iterable[int]) -> set[int]:
    """Those of the characters that stand so far from the one before them that the library missed a space."""
    near = [index for index in inside if not CJK_CHARACTER.search(glyphs.text, index - 1, index + 1)]
    lefts, rights = glyphs.edges(near)[0], glyphs.edges([index - 1 for index in near])[1]
    sizes = glyphs.sizes(near)
    return {i for i, x, last, size in zip(near, lefts, rights, sizes, strict=True) if x - last > SPACE * size}


def _worth_a_look(firsts: Sequence[int], gaps: Sequence[float], shapes: Mapping[int, tuple[float, bool]]) -> list[int]:
    """The places in ``firsts`` of characters that may begin a run."""
    least = WIDE * max(1.0, min((size for size, _ in shapes.values()), default=1.0))
    apart = (place for place, gap in enumerate(gaps) if gap > least)
    return sorted({*apart, *(bisect_left(firsts, first) for first in shapes)})


def _changes(glyphs: Glyphs, lines: Sequence[_Line], words: Sequence[Span]) -> set[int]:
    """The characters that another object shows than the one before them, and those that open lines."""
    mixed = _in_lines_of_several_objects(glyphs, lines, words)
    firsts, lasts = glyphs.objects([start for start, _ in mixed]), glyphs.objects([end - 1 for _, end in mixed])
    changes = {line.first for line in lines}
    changes.update(word[0] for word, this, last in zip(mixed, firsts, [None, *lasts], strict=False) if this != last)
    broken = (range(*word) for word, first, last in zip(mixed, firsts, lasts, strict=True) if first != last)
    inside = list(chain.from_iterable(broken))
    objects = glyphs.objects(inside)
    pairs = zip(inside[1:], inside, objects[1:], objects, strict=False)
    changes.update(index for index, last, this, other in pairs if this != other and index == last + 1)
    return changes


def _in_lines_of_several_objects(glyphs: Glyphs, lines: Sequence[_Line], words: Sequence[Span]) -> list[Span]:
    starts = [start for start, _ in words]
    single = glyphs.one_object([line.start for line in lines], [line.end - line.start for line in lines])
    several = (line for line, one in zip(lines, single, strict=True) if not one)
    slices = (words[bisect_left(starts, line.first) : bisect_left(starts, line.end)] for line in several)
    return list(chain.from_iterable(slices))
