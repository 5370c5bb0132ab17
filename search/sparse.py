"""Sparse vectors: the term-frequency part of BM25 (Robertson, Zaragoza 2009); the engine multiplies by its IDF."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.chinese import CJK, is_chinese

K1 = 0.9
B = {True: 0.4, False: 0.6}
"""How much length counts, in mostly Chinese text or not. Chosen on the development sets (docs/accuracy.md)."""

AVERAGE_LENGTH = {True: 300.0, False: 90.0}
"""Tokens in an ordinary passage, mostly Chinese or not. Constants, not statistics: a passage's weights must not depend
on what else is in the corpus, or the same file would give another index."""

CONTEXT_WEIGHT = 0.3
"""What a word of what a passage is read with (title, headings, context) adds to its frequency in the passage."""


FIRST_CJK = CJK[0]
"""No token with Chinese characters begins with a lesser one."""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Distinct 32-bit term indices, ascending, and their weights."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def document_vector(tokens: Sequence[str], context: Iterable[str] = ()) -> SparseVector:
    """BM25 weights of a passage; ``context`` are the tokens of what it is read with."""
    counted = Counter(tokens)
    weighted: dict[str, float] = dict(counted)
    for term in set(context):
        weighted[term] = weighted.get(term, 0.0) + CONTEXT_WEIGHT
    chinese = sum(n for term, n in counted.items() if term >= FIRST_CJK and is_chinese(term)) * 2 > len(tokens)
    length = K1 * (1 - B[chinese] + B[chinese] * len(tokens) / AVERAGE_LENGTH[chinese])
    return _vector({term: n * (K1 + 1) / (n + length) for term, n in weighted.items()})


def query_vector(weighted: Mapping[str, float]) -> SparseVector:
    """A query's terms with their weights; BM25's query side is linear."""
    return _vector(weighted)


def _vector(weighted: Mapping[str, float]) -> SparseVector:
    indices = list(map(_index, weighted))
    by_index = dict(zip(indices, weighted.values(), strict=True))
    if len(by_index) < len(indices):  # terms that share an index
        by_index = dict.fromkeys(indices, 0.0)
        for index, weight in zip(indices, weighted.values(), strict=True):
            by_index[index] += weight
    ordered = sorted(by_index)
    return SparseVector(tuple(ordered), tuple(map(by_index.__getitem__, ordered)))


@lru_cache(maxsize=100_000)
def _index(term: str) -> int:
    return zlib.crc32(term.encode())
