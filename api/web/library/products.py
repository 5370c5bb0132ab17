"""Knowledge products: documents of which a manifest says what they are, or who contributed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web.portions import Portion, by_length
from corpus.lexicon import load_catalogue
from corpus.library import LibraryEntry
from corpus.store import Store

PRODUCTS = 50
"""Products on one page."""


@dataclass(frozen=True)
class Products:
    """A page of them, and how many there are of each type and by each kind of contributor, in all."""

    shown: Portion[LibraryEntry]
    types: Mapping[str, int]
    contributors: Mapping[str, int]


def known_products(store: Store) -> list[LibraryEntry]:
    """The documents that are known to be knowledge products."""
    return [entry for entry in store.library.every() if entry.product_type is not None or entry.contributors]


def products(every: Sequence[LibraryEntry], product_type: str | None, by: str | None, page: int) -> Products:
    """Those of a type, by a kind of contributor; None keeps to nothing."""
    kept = [
        one for one in every if product_type in (None, one.product_type) and (by is None or by in _contributing(one))
    ]
    types = Counter(one.product_type for one in every if one.product_type is not None)
    contributors = Counter(kind for one in every for kind in _contributing(one))
    return Products(by_length(kept, page, PRODUCTS), dict(types.most_common()), dict(contributors.most_common()))


def _contributing(one: LibraryEntry) -> set[str]:
    return {contributor.kind for contributor in one.contributors if contributor.kind is not None}


def vocabularies() -> dict[str, Any]:
    """The words for types and for kinds of contributors, in both languages of the interface."""
    catalogue = load_catalogue("product_types")
    return {"product_types": catalogue["types"], "contributor_kinds": catalogue["contributors"]}
