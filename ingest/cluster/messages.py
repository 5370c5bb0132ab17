"""What goes to a node and comes back: bytes of JSON, never an object of ours, and looked at again before it is used.

An answer is a line that says whether it was refused, and why, then what was asked for.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from corpus.errors import PortalError
from corpus.records import fields_of
from search.embed import EmbeddingRecord
from search.encoding import Encoded
from search.index import IndexedPassage
from search.sparse import SparseVector

FLOATS = "<f4"
"""Dense vectors are float32: four bytes each say all of them."""

MAY_REFUSE = frozenset({"out_of_time", "parser_crashed", "model_unavailable", "index_mismatch", "cluster_unavailable"})
"""The errors that are for a node to say."""


def granted(body: bytes) -> bytes:
    """An answer with what was asked for."""
    return b"{}\n" + body


def refused(failure: PortalError) -> bytes:
    """An answer that says why not."""
    return json.dumps({"error": failure.code, "detail": failure.detail, "remedy": failure.remedy}).encode() + b"\n"


def answered(answer: bytes) -> bytes:
    """What was asked for. Raises ``PortalError``: what the node says, cluster_unavailable for no answer at all."""
    head, _, body = answer.partition(b"\n")
    try:
        told: Mapping[str, str] = json.loads(head)
        if not told:
            return body
        code, detail, remedy = told["error"], str(told["detail"]), str(told["remedy"])
    except (ValueError, KeyError, TypeError) as failure:
        raise senseless(failure) from failure
    if code not in MAY_REFUSE:
        raise senseless(ValueError(f"it may not say {code}"))
    raise PortalError(code, detail, remedy)


def senseless(failure: Exception) -> PortalError:
    """The error for an answer that cannot be."""
    return PortalError("cluster_unavailable", f"a node said something that cannot be: {failure}")


def passages_to_json(passages: Sequence[IndexedPassage]) -> bytes:
    """Passages as a node is given them."""
    return json.dumps(passages, ensure_ascii=False, default=fields_of).encode("utf-8", "surrogatepass")


def passages_of_json(given: bytes) -> list[IndexedPassage]:
    """The passages a node is given."""
    rows = json.loads(given.decode("utf-8", "surrogatepass"))
    return [IndexedPassage(**row | {"heading_path": tuple(row["heading_path"])}) for row in rows]


def record_to_json(record: EmbeddingRecord) -> bytes:
    """The model a node is to embed with."""
    return json.dumps(record.as_json()).encode()


def record_of_json(given: bytes) -> EmbeddingRecord:
    """The model to embed with."""
    return EmbeddingRecord.from_json(json.loads(given))


def encoded_to_json(encoded: Sequence[Encoded]) -> bytes:
    """What a node made of passages."""
    rows = [[one.sparse.indices, one.sparse.values, one.windows, one.beside, _packed(one.dense)] for one in encoded]
    return json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")


def encoded_of_json(said: bytes, count: int, dimension: int | None) -> list[Encoded]:
    """What a node made of so many passages, with dense vectors of ``dimension`` or none.

    Raises ``PortalError("cluster_unavailable")`` for anything else.
    """
    try:
        rows = json.loads(said.decode("utf-8", "surrogatepass"))
        encoded = [_encoded(row, dimension) for row in rows]
    except (ValueError, TypeError) as failure:
        raise senseless(failure) from failure
    if len(encoded) != count:
        raise senseless(ValueError(f"{len(encoded)} of {count} passages"))
    return encoded


def _encoded(row: Sequence[Any], dimension: int | None) -> Encoded:
    indices, values, compared, beside, dense = row
    sparse = SparseVector(tuple(map(int, indices)), tuple(map(float, values)))
    if len(sparse.indices) != len(sparse.values) or not all(map(math.isfinite, sparse.values)):
        raise ValueError("weights that are none")
    return Encoded(sparse, tuple(map(str, compared)), tuple(map(str, beside)), _unpacked(dense, dimension))


def _packed(vector: Sequence[float] | None) -> str | None:
    return None if vector is None else base64.b64encode(np.asarray(vector, dtype=FLOATS).tobytes()).decode("ascii")


def _unpacked(said: str | None, dimension: int | None) -> tuple[float, ...] | None:
    vector = None if said is None else tuple(np.frombuffer(base64.b64decode(said), dtype=FLOATS).tolist())
    if (None if vector is None else len(vector)) != dimension or not all(map(math.isfinite, vector or ())):
        raise ValueError("a vector of another kind")
    return vector
