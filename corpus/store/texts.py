"""The bare texts of expressions, for what reads a whole corpus: without the places and marks of their passages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from corpus.store import schema

if TYPE_CHECKING:
    from corpus.store.open import Store


def visible_expressions(store: Store) -> set[str]:
    """The ids of all visible expressions."""
    table = schema.expressions.c
    with store.reading() as connection:
        return set(connection.execute(select(table.id).where(table.state == "visible")).scalars())


def passage_texts(store: Store, expression: str) -> Iterator[str]:
    """The texts of the passages of an expression, in no certain order."""
    query = select(schema.passages.c.text).where(schema.passages.c.expression == expression)
    with store.reading() as connection:
        yield from connection.execute(query).scalars()
