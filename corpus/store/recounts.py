"""Indicators counted anew in the database alone: what counts, past everything that a count is made by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from corpus.documents import WorkType
from corpus.indicators.definitions import Indicator
from corpus.store import schema
from corpus.store.open import Store

Unit = tuple[Any, Any]
"""(country, year) of a review; (work, None) of anything else."""


def counting_units(store: Store, definition: Indicator, policy: str, basis: str) -> set[Unit]:
    """The units of which a shown passage has a label that a policy asks for, as suggested or as settled.

    ``definition`` must not ask where a passage stands: that is no column.
    """
    source = schema.suggestions if basis == "suggested" else schema.review_items
    works, shown = schema.works.c, schema.expressions.c
    query = (
        select(works.key, works.country, works.year)
        .distinct()
        .select_from(source)
        .join(schema.expressions, shown.id == source.c.expression)
        .join(schema.works, works.key == shown.work)
        .where(shown.state == "visible", or_(*_labels(source.c, definition.conditions(policy))))
    )
    of_reviews = definition.population == "vnr"
    if of_reviews:
        query = query.where(works.type == WorkType.VNR.value, works.country.is_not(None), works.year.is_not(None))
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return {(row.country, row.year) if of_reviews else (row.key, None) for row in rows}


def _labels(columns: Any, labels: Iterable[str]) -> list[Any]:
    """Of a framework a suggestion has the name, where people settle whether there is one."""
    return [
        columns[label].is_not(None)
        if columns is schema.suggestions.c and label == "framework"
        else columns[label].is_(True)
        for label in labels
    ]
