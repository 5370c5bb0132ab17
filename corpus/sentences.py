"""The sentence around a place in a text, as people are shown it."""

from __future__ import annotations

import re

END = re.compile(
    r"(?P<stop>(?<!\bNo)(?<!\bparas)(?<!\bpara)(?<!\bart)(?<!\bpárr)(?<!\bpar)(?<!\bchap)(?<!\bsect)[.!?؟][\"»”’)]*)"
    r"\s+(?=[\"«“(¿¡]*[^\W\da-zа-я])|(?P<full_stop>[。！？；][”』」》）]*)|\n\s*\n"
)
"""Where one sentence ends and the next begins: behind a stop that is no abbreviation's, before a capital."""

LONGEST = 500
"""Characters shown at most: what runs on longer, as tables do, is cut, at white space where there is some."""


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence that holds ``text[start:end]`` begins and ends; a span that crosses an end has both.

    >>> text = "It met. It adopted resolution 70/1. It rose."
    >>> text[slice(*sentence_around(text, 19, 34))]
    'It adopted resolution 70/1.'
    """
    near, far = max(0, start - LONGEST), min(len(text), end + LONGEST)
    first = max((found.end() for found in END.finditer(text, near, start + 1) if found.end() <= start), default=near)
    last = next((_stop(found) for found in END.finditer(text, end, far)), far)
    return _shortened(text, (first, last), (start, end))


def _stop(found: re.Match[str]) -> int:
    """Where the sentence before an end stops, its closing quotation marks included."""
    return max(found.start(), found.end("stop"), found.end("full_stop"))


def _shortened(text: str, sentence: tuple[int, int], held: tuple[int, int]) -> tuple[int, int]:
    """The sentence, cut to what stands nearest where it is longer than anybody reads."""
    first, last = sentence
    room = max(0, LONGEST - (held[1] - held[0])) // 2
    if held[0] - first > room:
        space = text.find(" ", held[0] - room, held[0])
        first = space + 1 if space >= 0 else held[0] - room
    if last - held[1] > room:
        space = text.rfind(" ", held[1], held[1] + room)
        last = space if space >= 0 else held[1] + room
    return first, last
