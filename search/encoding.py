"""What the index keeps of a passage beside its words, and the point that is made of both.

Encoding needs the passages and, for dense vectors, a model; it can be done wherever these are (``ingest.cluster``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search.embed import Embedder
from search.index import IndexedPassage
from search.prepare import prepared
from search.sparse import SparseVector, document_vector
from search.store.base import Point
from search.tokens import tokenise, tokens_of
from search.windows import windows, windows_of

KEPT = 256
"""Contexts of which the tokens are kept: passages under one heading that announce nothing have the same."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What a passage is found by: its words' weights, its windows and those of its context, its unit vector."""

    sparse: SparseVector
    windows: tuple[str, ...]
    beside: tuple[str, ...] = ()
    dense: tuple[float, ...] | None = None


Encoder = Callable[[Sequence[IndexedPassage]], Sequence[Encoded]]
"""What encodes passages: one for each, in their order."""


def with_vectors(
    embedder: Embedder | None, passages: Sequence[IndexedPassage], words: Sequence[Encoded]
) -> Sequence[Encoded]:
    """What was made of passages without a model, with their vectors where there is one."""
    if embedder is None:
        return words
    dense = embedder.documents([passage.text for passage in passages])
    return [replace(encoded, dense=vector) for encoded, vector in zip(words, dense, strict=True)]


def encoder(embedder: Embedder | None = None) -> Encoder:
    """Encodes in this process: sparse vectors always, dense ones with a model, all texts given to it at once."""

    def encode(passages: Sequence[IndexedPassage]) -> Sequence[Encoded]:
        return with_vectors(embedder, passages, list(map(_encoded, passages)))

    return encode


def _encoded(passage: IndexedPassage) -> Encoded:
    plain, language = prepared(passage.text), passage.language
    context = "\n".join([passage.title, *passage.heading_path, passage.context])
    sparse = document_vector(tokens_of(plain, language), _context_terms(context, language))
    beside = windows(passage.context, language) if passage.context else ()
    return Encoded(sparse, windows_of(plain, language), beside)


@lru_cache(maxsize=KEPT)
def _context_terms(context: str, language: str) -> frozenset[str]:
    """The distinct tokens of what passages are read with."""
    return frozenset(tokenise(context, language))


def point_of(passage: IndexedPassage, encoded: Encoded) -> Point:
    """A passage as the engine keeps it."""
    compared = [list(encoded.windows), list(encoded.beside)]
    payload = {"id": passage.id, "content": passage.text, "windows": compared, "meta": passage.meta()}
    return Point(passage.point, encoded.sparse, payload, encoded.dense)
