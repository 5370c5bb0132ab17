"""Text to tokens to sparse vectors: one preparation for documents and queries alike.

Chinese gives search-mode words, characters and character pairs in one field: on UN text that ranks better than any of
them alone. Other scripts give folded words, Latin ones without plural endings. Symbols and numbers are tokens of their
own, taken out before segmentation. Weights are the term-frequency part of BM25; the engine multiplies them by its IDF.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from opencc import OpenCC

K1 = 1.2
B = 0.75
AVERAGE_LENGTH = {True: 360.0, False: 90.0}
"""Tokens in an ordinary passage, mostly Chinese or not. Constants, not statistics: a passage's weights must not depend
on what else is in the corpus, or the same file would give another index."""

SYMBOL = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,5}(?:/[A-Za-z0-9.-]+)+|\d{1,3}/\d{1,4})(?![A-Za-z0-9/])"
)  # "A/RES/70/1"
DIGIT_GROUPS = re.compile(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))")  # "1 243 381", "9,459"
TOKEN = re.compile(
    r"(?P<cjk>[\u3400-\u9fff\uf900-\ufaff]+)|(?P<number>\d+(?:\.\d+)*%?)|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670])*)"
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
ARABIC_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640]")  # diacritics and the lengthening stroke
ARABIC_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
ARABIC_ARTICLE = re.compile(r"^(?:و?ال|لل)(?=.{3})")  # "المتطوعين", "والمتطوعين", "للمتطوعين"


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Distinct 32-bit term indices, ascending, and their weights."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


class Segmenter(Protocol):
    """Cuts a run of Chinese into words and the words inside them."""

    def __call__(self, run: str) -> Iterable[str]:
        """The words of a run."""
        ...


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return CHINESE.search(text) is not None


def tokenise(text: str) -> list[str]:
    """The tokens of a text in any language or mix of languages, in reading order."""
    prepared = DIGIT_GROUPS.sub("", simplified(unicodedata.normalize("NFKC", text)))
    tokens = [match.group().casefold() for match in SYMBOL.finditer(prepared)]
    for match in TOKEN.finditer(prepared.casefold()):
        found = match.group()
        if match.lastgroup == "cjk":
            tokens += _chinese(found)
        else:
            tokens.append(found if match.lastgroup == "number" else stem(folded(found)))
    # A word of nothing but marks, such as a lone lengthening stroke, folds to nothing.
    return [token for token in tokens if token]


def _chinese(run: str) -> list[str]:
    words = [word for word in segmenter()(run) if len(word) > 1]
    return [*words, *run, *(run[at : at + 2] for at in range(len(run) - 1))]


def folded(word: str) -> str:
    """A word of an alphabet with case, accents and Arabic marks folded: "Bénévolat" and "benevolat" are one."""
    if "\u0600" <= word[0] <= "\u06ff":
        return ARABIC_ARTICLE.sub("", ARABIC_MARKS.sub("", word).translate(ARABIC_LETTERS))
    if word.isascii():
        return word.casefold()
    decomposed = unicodedata.normalize("NFD", word.casefold())
    # й is и with a breve: taking that off would join different Russian words, as taking off ё's dots does not.
    kept = (letter for at, letter in enumerate(decomposed) if not _is_accent(decomposed, at))
    return unicodedata.normalize("NFC", "".join(kept))


def stem(word: str) -> str:
    """A folded Latin word without plural s, and without the e or y that stands before it in other plurals.

    The light stemmer of Harman (1991, "How effective is suffixing?"), carried on to a final e and y, so that the
    English, French and Spanish plurals in -es and -ies meet their singulars. What it gives need not be a word.
    """
    if word.isascii():
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
        if len(word) > 3 and word.endswith("e"):
            word = word[:-1]
        if len(word) > 3 and word.endswith("y"):
            word = word[:-1] + "i"
    return word


def _is_accent(decomposed: str, at: int) -> bool:
    breve_of_short_i = decomposed[at] == "\u0306" and decomposed[at - 1] == "и"
    return bool(unicodedata.combining(decomposed[at])) and not breve_of_short_i


def simplified(text: str) -> str:
    """Traditional characters as simplified ones; texts without any are returned as they are."""
    if not any(letter in _traditional() for letter in set(text)):
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


@cache
def segmenter() -> Segmenter:
    """Jieba's search mode without its guessing of unknown words.

    Jieba defines the words; rjieba, which is compiled, gives the same ones faster and is used wherever its wheel is
    installed. An index made with one is therefore searched with the other.
    """
    try:
        import rjieba  # noqa: PLC0415 - absent where there is no wheel for the machine
    except ImportError:
        return _jieba()
    return lambda run: rjieba.cut_for_search(run, False)


def _jieba() -> Segmenter:
    import jieba  # noqa: PLC0415 - a second to load its dictionary, needed only without rjieba

    jieba.setLogLevel(60)
    # jieba reads its cache with marshal: it must not lie in a folder that others can write.
    with tempfile.TemporaryDirectory(prefix="vkp-jieba-") as private:
        jieba.dt.tmp_dir = private
        jieba.initialize()
    return lambda run: jieba.cut_for_search(run, HMM=False)


def document_vector(tokens: Sequence[str], context: Sequence[str] = (), context_weight: float = 0.3) -> SparseVector:
    """BM25 weights of a passage; ``context`` (its headings) adds to the frequencies with a lower weight."""
    frequency: Counter[str] = Counter(tokens)
    weighted: dict[str, float] = {term: float(n) for term, n in frequency.items()}
    for term in set(context):
        weighted[term] = weighted.get(term, 0.0) + context_weight
    chinese = sum(map(is_chinese, tokens)) * 2 > len(tokens)
    length = K1 * (1 - B + B * len(tokens) / AVERAGE_LENGTH[chinese])
    return _vector({term: n * (K1 + 1) / (n + length) for term, n in weighted.items()})


def query_vector(weighted: dict[str, float]) -> SparseVector:
    """A query's terms with their weights; BM25's query side is linear."""
    return _vector(weighted)


def _vector(weighted: dict[str, float]) -> SparseVector:
    by_index: dict[int, float] = {}
    for term, weight in weighted.items():
        index = zlib.crc32(term.encode())
        by_index[index] = by_index.get(index, 0.0) + weight
    ordered = sorted(by_index.items())
    return SparseVector(tuple(i for i, _ in ordered), tuple(w for _, w in ordered))
