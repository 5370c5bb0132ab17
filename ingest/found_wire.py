"""What a reading child says it found in a document's words: packed for the way, and checked against the document.

The child has read what nobody vouches for, so it may say anything. What holds here: spans are of the passages' own
text, names are as short as the store keeps them, weights are numbers, and there is one entry for each passage. What
breaks this is not believed, and the writer finds it itself. Numbers are in this machine's order of bytes: child and
writer run the same code on the same kind of machine.
"""

from __future__ import annotations

import json
import math
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from corpus.citations import Mention
from corpus.documents import Passage
from corpus.records import fields_of
from ingest.found import Found
from ingest.text import CONTROLS
from search.encoding import Encoded
from search.sparse import SparseVector

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LONGEST_KEY = 200
"""Characters of a target, as the store keeps it."""

LONGEST_PART = 1000
"""Characters of what names a part."""

INDICES, VALUES = "I", "f"
"""Unsigned integers and floats of 32 bits, as the index keeps both."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was found, on its way. ``terms`` are how many each passage has, of ``indices`` and ``values`` in one row."""

    work: str
    language: str
    title: str
    mentions: tuple[tuple[int, Mention], ...]
    evident: tuple[int, ...]
    terms: tuple[int, ...]
    indices: str
    values: str
    windows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def encode_found(found: Found) -> bytes:
    """What was found, as JSON."""
    return json.dumps(packed(found), ensure_ascii=False, default=fields_of).encode("utf-8", "replace")


def decode_found(said: bytes, passages: Sequence[Passage]) -> Found | None:
    """What was found in these passages; None where it cannot have been, or nothing was said."""
    try:
        return unpacked(_packed().validate_json(said, strict=True), passages) if said else None
    except ValueError:  # pydantic's ValidationError is one
        return None


@cache
def _packed() -> TypeAdapter[Packed]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - the child only encodes

    return TypeAdapter(Packed)


def packed(found: Found) -> Packed:
    """What was found, to be sent."""
    vectors = [encoded.sparse for encoded in found.words]
    return Packed(
        work=found.work,
        language=found.language,
        title=found.title,
        mentions=found.mentions,
        evident=found.evident,
        terms=tuple(len(vector.indices) for vector in vectors),
        indices=_row(INDICES, (index for vector in vectors for index in vector.indices)),
        values=_row(VALUES, (value for vector in vectors for value in vector.values)),
        windows=tuple((encoded.windows, encoded.beside) for encoded in found.words),
    )


def unpacked(said: Packed, passages: Sequence[Passage]) -> Found:
    """What was found in these passages. Raises ``ValueError`` for what cannot have been."""
    _check_mentions(said.mentions, passages)
    _require(_rise(said.evident) and set(said.evident) <= set(range(len(passages))), "evidence is of no passage")
    _require(len(said.terms) == len(said.windows) == len(passages), "not every passage has its words")
    vectors = _vectors(said)
    words = tuple(Encoded(vector, *windows) for vector, windows in zip(vectors, said.windows, strict=True))
    _require(all(encoded.windows for encoded in words), "a passage has no window")
    _require(not any(CONTROLS.search(window) for one in words for window in (*one.windows, *one.beside)), "no window")
    return Found(said.work, said.language, said.title, said.mentions, said.evident, words)


def _vectors(said: Packed) -> Iterator[SparseVector]:
    indices, values = _numbers(INDICES, said.indices), _numbers(VALUES, said.values)
    _require(min(said.terms, default=0) >= 0, "fewer words than none")
    _require(sum(said.terms) == len(indices) == len(values), "not every word has its weight")
    _require(math.isfinite(math.fsum(values)), "a weight is no number")
    for start, end in pairwise(accumulate(said.terms, initial=0)):
        vector = SparseVector(tuple(indices[start:end]), tuple(values[start:end]))
        _require(_rise(vector.indices), "words are not in order")
        yield vector


def _check_mentions(mentions: Sequence[tuple[int, Mention]], passages: Sequence[Passage]) -> None:
    places = [(place, mention.start) for place, mention in mentions]
    _require(places == sorted(places), "mentions are not in order")
    for place, mention in mentions:
        _require(0 <= place < len(passages), "a mention is of no passage")
        _require(
            passages[place].text[mention.start : mention.end] == mention.surface, "a mention is not in its passage"
        )
        _require(len(mention.target or "") <= LONGEST_KEY, "a target is too long")
        parts = [part for level in mention.levels for part in (level.type, *level.numbers)]
        _require(sum(map(len, parts)) <= LONGEST_PART, "a part has too long a name")
        _require(not any(map(CONTROLS.search, (mention.target or "", *parts))), "a target is not clean")


def _row(kind: str, numbers: Iterator[float]) -> str:
    return b64encode(array(kind, numbers).tobytes()).decode("ascii")


def _numbers(kind: str, said: str) -> array[Any]:
    found: array[Any] = array(kind)
    found.frombytes(b64decode(said, validate=True))
    return found


def _rise(numbers: Sequence[float]) -> bool:
    return all(first < second for first, second in pairwise(numbers))


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise ValueError(reason)
