"""Which of many Works are in the corpus, asked at once: a document may name hundreds."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select

from corpus.store import schema
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store

BATCH = 500


def keys_of(store: Store, works: Collection[str]) -> dict[str, str | None]:
    """``store.works.key`` of each of these Works: the key it has in the corpus, None where no language is visible."""
    identities = {work: identity(work) for work in works}
    asked, known = sorted(set(identities.values())), dict[str, str]()
    table = schema.works.c
    query = (
        select(table.identity, table.key)
        .join(schema.expressions, schema.expressions.c.work == table.key)
        .where(schema.expressions.c.state == "visible")
    )
    with store.reading() as connection:
        for at in range(0, len(asked), BATCH):
            for row in connection.execute(query.where(table.identity.in_(asked[at : at + BATCH]))):
                known.setdefault(row.identity, row.key)
    return {work: known.get(of) for work, of in identities.items()}
