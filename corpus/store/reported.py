"""Indicators that reports print: rows of results frameworks and results tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, select

from corpus.queries import symbol_of
from corpus.results.reported import PrintedIndicator, is_head
from corpus.store import schema
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store


LONGEST_HEAD = 160
"""Characters of a table's head at most."""


@dataclass(frozen=True)
class ReportedTable:
    """Reading the indicators of results frameworks and tables."""

    store: Store

    def rows(self, work: str | None = None) -> list[PrintedIndicator]:
        """Those of the visible versions of a Work, or of all, by Work and language, as their documents order them."""
        table, expressions = schema.reported_indicators, schema.expressions.c
        query = (
            select(table, expressions.work, expressions.language, schema.works.c.year)
            .join(schema.expressions, expressions.id == table.c.expression)
            .join(schema.works, schema.works.c.key == expressions.work)
            .where(expressions.state == "visible")
            .order_by(expressions.work, expressions.language, table.c.ordinal)
        )
        if work is not None:
            query = query.where(schema.works.c.identity == identity(work))
        with self.store.reading() as connection:
            found = connection.execute(query).all()
            heads = _heads(connection, {row.expression for row in found})
        return [_printed(row, heads) for row in found]


def _heads(connection: Connection, expressions: set[str]) -> Mapping[str, tuple[str, ...]]:
    """The heads of the tables of these expressions, which plain text has in pieces."""
    passages = schema.passages.c
    query = select(passages.expression, passages.text).where(
        passages.expression.in_(expressions), func.length(passages.text) <= LONGEST_HEAD
    )
    heads: dict[str, tuple[str, ...]] = dict.fromkeys(expressions, ())
    for row in connection.execute(query):
        if is_head(row.text):
            heads[row.expression] += (row.text,)
    return heads


def _printed(row: Row[Any], heads: Mapping[str, tuple[str, ...]]) -> PrintedIndicator:
    symbol = symbol_of(row.work)
    plain = ("expression", "work", "language", "ordinal", "code", "kind", "text", "target", "result", "score", "status")
    return PrintedIndicator(
        **{name: getattr(row, name) for name in plain},
        document_year=row.year if row.year is not None or symbol is None else symbol.year,
        breakdown=tuple(row.breakdown),
        heads=heads[row.expression],
    )
