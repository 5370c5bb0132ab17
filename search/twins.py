"""The corpus as its own dictionary: a paragraph found in one language leads to the same paragraph in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.store import Store
from search.index import point_id
from search.store.base import PassageStore, ScoredPoint, ordered

FOLLOWED = 10
"""Passages found in the question's own language of which the translations are looked up."""

NEARLY = 0.95
"""What the score of a passage is worth for its translation."""

TRANSLATION_OF = "translation_of"
"""In the ``meta`` of a result: the id of the passage whose translation it is, by which it was found."""


def with_twins(
    points: Sequence[ScoredPoint],
    at_home: Sequence[ScoredPoint],
    languages: Sequence[str],
    store: Store,
    index: PassageStore,
) -> tuple[ScoredPoint, ...]:
    """The candidates in ``languages`` with the translations of the best of ``at_home``, best first."""
    by_id = {point.id: point for point in points}
    for twin in _twins(at_home[:FOLLOWED], languages, store, index):
        known = by_id.get(twin.id)
        if known is None or known.score < twin.score:
            by_id[twin.id] = twin
    return tuple(ordered(list(by_id.values())))


def _twins(
    at_home: Sequence[ScoredPoint], languages: Sequence[str], store: Store, index: PassageStore
) -> Iterator[ScoredPoint]:
    for found in at_home:
        meta = found.payload["meta"]
        for language in languages:
            passage = store.works.translation(meta["work"], meta["path"], language)
            if passage is not None:
                yield from _scored(index, point_id(passage.expression.id, passage.id), found)


def _scored(index: PassageStore, point: str, found: ScoredPoint) -> Iterator[ScoredPoint]:
    for stored in index.get([point]):
        meta = {**stored.payload["meta"], TRANSLATION_OF: found.payload["meta"]["passage_id"]}
        yield ScoredPoint(stored.id, found.score * NEARLY, {**stored.payload, "meta": meta})
