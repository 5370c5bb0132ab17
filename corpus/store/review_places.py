"""Giving what people decided about its place in a version of a file, in the transaction that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, update

from corpus.anchoring import Kept, places, wording
from corpus.reviewing import DECIDING, ReviewDecision
from corpus.settling import chains, standing
from corpus.store import schema
from corpus.store.reviewing import count
from corpus.store.reviews import decisions_of, stored_item
from corpus.symbols import identity


def place_reviews(connection: Connection, expression: str, work: str, language: str) -> None:
    """Place the items of a Work and language in an expression of theirs; what finds no place has none from now on."""
    table = schema.review_items
    of_it = (table.c.work_identity == identity(work), table.c.language == language)
    items = [stored_item(row) for row in connection.execute(select(table).where(*of_it).order_by(table.c.id))]
    if not items:
        return
    decisions = decisions_of(connection, [item.id for item in items])
    kept = [Kept(item.id, item.anchor, quotes(decisions.get(item.id, ()))) for item in items]
    passages = schema.passages.c
    query = select(passages.id, passages.path, passages.text).where(passages.expression == expression)
    rows = list(connection.execute(query.order_by(passages.ordinal)))
    found = places(kept, [(row.path, row.text) for row in rows])
    connection.execute(update(table).where(*of_it).values(expression=None, passage=None))
    for item, index in found.items():
        place = {"expression": expression, "passage": rows[index].id, "wording": wording(rows[index].text)}
        connection.execute(update(table).where(table.c.id == item).values(**place))
    for item in found:
        count(connection, item)


def quotes(decisions: Iterable[ReviewDecision]) -> tuple[str, ...]:
    """The words that count of what people found to hold: those they gave, the latest first, then the machine's."""
    stands = [decision for chain in chains(decisions).values() for decision in standing(chain)]
    if not any(_finds(decision) for decision in stands):
        return ()
    latest: Sequence[ReviewDecision] = sorted(stands, key=lambda one: -one.id)
    given = [decision.quote for decision in latest if decision.quote]
    suggested = [
        str(one.machine["quote"]) for one in latest if _finds(one) and one.machine and one.machine.get("quote")
    ]
    return tuple(dict.fromkeys((*given, *suggested)))


def _finds(decision: ReviewDecision) -> bool:
    """Whether a decision says that something holds."""
    return decision.action in DECIDING and any((decision.labels or {}).values())
