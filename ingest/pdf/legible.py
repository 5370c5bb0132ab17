"""Does text look decoded? A font without a usable table of characters gives a text that nobody wrote.

Such a text shows replacement and private characters, scripts in which no United Nations document is written (Chinese
bytes read two by two are Hangul), Latin letters with marks in a row, or too little of the script of its language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.documents import ParsedDocument
from ingest.text import CJK

LEGIBLE = 0.9
"""A text of which less than this part looks decoded cannot be used."""

EXPECTED = 0.2
"""At least this part of the letters of a text is of the script of its language: tables and addresses are not."""

STRANGE = re.compile(
    r"[\u00a1-\u00ff]{3,}"  # "ÖÐ¹ú", 中国 in GBK read as Latin
    r"|[\u0530-\u05ff\u0700-\u074f\u0780-\u089f\u0900-\u1cff]"  # Armenian, Hebrew, Syriac … Vedic
    r"|[\u2c00-\u2dff\ua000-\ud7ff]"  # Glagolitic … Ethiopic, Yi … Hangul
    r"|[\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010ffff]"  # private; U+F000 to U+F0FF are bullets of Symbol fonts
    r"|\ufffd"
)
LETTERS = re.compile(r"[^\W\d_]")
LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]"),
    "en": LATIN,
    "es": LATIN,
    "fr": LATIN,
    "ru": re.compile(r"[\u0400-\u052f]"),
    "zh": re.compile(f"[{CJK}]"),
}
"""The characters of the script of each language."""


def legibility(texts: Iterable[str], language: str | None = None) -> float:
    """How far texts of a language look decoded, from 0 to 1; no text at all is as good as any."""
    whole = "".join("".join(texts).split())
    strange = sum(map(len, STRANGE.findall(whole)))
    decoded = 1 - strange / len(whole) if whole else 1.0
    return min(decoded, _expected(whole, language) / EXPECTED)


def _expected(text: str, language: str | None) -> float:
    """The part of the letters that are of the script of the language; 1 where there is nothing to tell."""
    letters = len(LETTERS.findall(text))
    if language not in SCRIPTS or letters == 0:
        return 1.0
    return len(SCRIPTS[language].findall(text)) / letters


def illegible_pages(document: ParsedDocument, language: str | None = None) -> list[int]:
    """The pages on which passages begin whose texts do not look decoded."""
    pages: dict[int, list[str]] = {}
    for passage in document.passages:
        if passage.page_first is not None:
            pages.setdefault(passage.page_first, []).append(passage.text)
    return sorted(number for number, texts in pages.items() if legibility(texts, language) < LEGIBLE)
