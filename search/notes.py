"""What a search says beside its hits: what is not there of what was asked for, and what its total is of."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.places import missing_parts
from corpus.store import Store
from search.candidates import Candidates

RELATED = 8
"""Related Works that are named."""


def about_document(key: str, found: Candidates, store: Store | None, *, filtered: bool) -> list[str]:
    """What is not there of the document a query names."""
    if found.points:
        paths = (point.payload["meta"]["path"] for point in found.points)
        return missing_parts(key, [places[0] for places in found.query.parts], paths)
    if not filtered or (store is not None and not store.works.has(key)):
        related = () if store is None else _related(key, store)
        return [f"{key} is not in the corpus" + (f"; there are {', '.join(related)}" if related else "")]
    return [f"{key} has no passage that the filters keep"]


def _related(key: str, store: Store) -> Sequence[str]:
    """Works of the corpus whose symbols go on from a key: addenda, corrigenda, parts."""
    works = sorted({expression.work for expression in store.works.expressions()})
    return [work for work in works if work.startswith((f"{key}/", f"{key} ("))][:RELATED]


def about_total(found: Candidates) -> tuple[str, ...]:
    """Said where only the best passages were looked at."""
    n = len(found.points)
    return () if found.whole else (f"total: at least {n} passages; order and facets are of the best {n}",)


def about_words(found: Candidates, *, held: bool) -> tuple[str, ...]:
    """Said where no passage shown has ``held`` any of the things asked for, but only characters or pieces of words."""
    by_words = found.query.symbol is None and found.query.dense is None and bool(found.query.units)
    if held or not by_words:
        return ()
    return ("no passage shown holds the words asked for: they only share characters or headings with them",)
