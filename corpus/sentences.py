"""The sentence around a place in a text, as people are shown it."""

from __future__ import annotations

import re
from functools import cache

from corpus.lexicon import LANGUAGES, load_lexicon

LONGEST = 500
"""Characters shown at most: what runs on longer, as tables do, is cut, at white space where there is some."""


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence that holds ``text[start:end]`` begins and ends; a span that crosses an end has both.

    >>> text = "It met. It adopted resolution 70/1. It rose."
    >>> text[slice(*sentence_around(text, 19, 34))]
    'It adopted resolution 70/1.'
    """
    near, far = max(0, start - LONGEST), min(len(text), end + LONGEST)
    first = max((found.end() for found in _end().finditer(text, near, start + 1) if found.end() <= start), default=near)
    last = next((_stop(found) for found in _end().finditer(text, end, far)), far)
    return _shortened(text, (first, last), (start, end))


def sentences(text: str) -> list[str]:
    """The sentences of a text; together they are the text. A clause that ends with ；counts as one."""
    ends = [found.end() for found in _end().finditer(text)]
    if not ends or text[ends[-1] :].strip():
        ends.append(len(text))
    return [text[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


INITIAL = r"(?<!\s[A-ZА-Я]\.)"  # not behind "William E. Simon"


@cache
def _end() -> re.Pattern[str]:
    """Where one sentence ends and the next begins: behind a stop that is no abbreviation's, before a capital."""
    abbreviated = "".join(rf"(?<!\b(?i:{re.escape(word)}))" for word in _abbreviations())
    return re.compile(
        rf"(?P<stop>[.!?؟]{abbreviated}{INITIAL}[\"»”’)]*)\s+(?=[\"«“(¿¡]*[^\W\da-zа-я])"
        r"|(?P<full_stop>[。！？；][”』」》）]*)|\n\s*\n"
    )


def _abbreviations() -> list[str]:
    """Words of citations that are written with a stop and stand before a number, in all languages: "chap.", "No."."""
    lexicons = [load_lexicon(f"citations.{language}") for language in LANGUAGES]
    words = (word for lexicon in lexicons for listed in lexicon["units"].values() for word in listed)
    signs = (word for lexicon in lexicons for word in lexicon.get("number_signs", ()))
    return sorted({word.casefold() for word in (*words, *signs) if word.endswith(".")})


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
