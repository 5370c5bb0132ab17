"""Text as it is compared: one preparation for passages and questions alike. What is shown stays as it was written."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from opencc import OpenCC

CJK = "\u3400-\u9fff\uf900-\ufaff"
CHINESE = re.compile(f"[{CJK}]")
BROKEN_LINE = re.compile(rf"(?<=[{CJK}]) *[\r\n]+ *(?=[{CJK}])")  # a hard line end inside a Chinese sentence
DIGIT_GROUPS = re.compile(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))")  # "1 243 381", "9,459"
ARABIC_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640]")  # diacritics and the lengthening stroke
ARABIC_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})


def prepared(text: str) -> str:
    """A text in compatibility form and simplified characters, its broken lines and digit groups joined."""
    plain = simplified(unicodedata.normalize("NFKC", text))
    return DIGIT_GROUPS.sub("", BROKEN_LINE.sub("", plain))


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return CHINESE.search(text) is not None


def folded(text: str) -> str:
    """A text with case, accents and Arabic marks folded: "Bénévolat" and "benevolat" are one, as are ё and е."""
    if text.isascii():
        return text.casefold()
    plain = ARABIC_MARKS.sub("", text.casefold()).translate(ARABIC_LETTERS)
    decomposed = unicodedata.normalize("NFD", plain)
    if decomposed == plain:
        return plain
    # й is и with a breve: taking that off would join different Russian words, as taking off ё's dots does not.
    kept = (letter for at, letter in enumerate(decomposed) if not _is_accent(decomposed, at))
    return unicodedata.normalize("NFC", "".join(kept))


def _is_accent(decomposed: str, at: int) -> bool:
    breve_of_short_i = decomposed[at] == "\u0306" and decomposed[at - 1] == "и"
    return bool(unicodedata.combining(decomposed[at])) and not breve_of_short_i


def simplified(text: str) -> str:
    """Traditional characters as simplified ones; texts without any are returned as they are."""
    if _traditional().isdisjoint(text):
        return text
    converted: str = _converter().convert(text)
    # Offsets must not move: a conversion that changes the length is not used.
    return converted if len(converted) == len(text) else text


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _traditional() -> frozenset[str]:
    """Characters that stand in traditional text only, from OpenCC's own character table."""
    table = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return frozenset(traditional for traditional, simple in pairs if traditional not in simple.split())
