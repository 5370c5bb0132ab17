"""What people decided of evidence, read: what is settled, every decision, what has no place in the text now.

An item is a passage that people decide about. Where it stands is written when a document is published
(``corpus.store.review_places``), what its decisions come to with each of them (``corpus.store.reviewing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, or_, select

from corpus.corrections import Anchor
from corpus.reviewing import LABELS, Action, Item, ReviewDecision, Settled, Settling
from corpus.settling import settle
from corpus.store import schema
from corpus.store.link_decisions import ANCHOR
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store

BATCH = 500
"""Items, or expressions, that one statement names."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An item with every decision on it, as they were made, and what they come to. ``shown``: it has a place now."""

    item: Item
    decisions: tuple[ReviewDecision, ...]
    settled: Settled | None
    shown: bool


@dataclass(frozen=True)
class ReviewTable:
    """Reading decisions."""

    store: Store

    def settled(self, expressions: Iterable[str] | None = None) -> dict[tuple[str, str], Settled]:
        """What people come to for passages that are shown now, by (expression id, passage id); of all, or of some."""
        items = schema.review_items.c
        query = select(schema.review_items).join(schema.expressions, schema.expressions.c.id == items.expression)
        query = query.where(schema.expressions.c.state == "visible", items.state.is_not(None))
        found: dict[tuple[str, str], Settled] = {}
        with self.store.reading() as connection:
            for chosen in _batches(expressions):
                rows = connection.execute(query if chosen is None else query.where(items.expression.in_(chosen)))
                found |= {(row.expression, row.passage): stored_settled(row) for row in rows}
        return found

    def reviewed(self, work: str | None = None) -> list[Reviewed]:
        """Every passage of one Work or of all that anybody decided about, by Work, language and place."""
        return list(self.every(work))

    def every(self, work: str | None = None) -> Iterator[Reviewed]:
        """``reviewed``, one after the other."""
        only = () if work is None else (schema.review_items.c.work_identity == identity(work),)
        with self.store.reading() as connection:
            yield from _reviewed(connection, *only)

    def unplaced(self) -> list[Reviewed]:
        """What people decided about and the text that is shown now has no longer: to be looked at by a person."""
        with self.store.reading() as connection:
            return [one for one in _reviewed(connection, _without_place()) if one.settled is not None]

    def disputed(self) -> list[Reviewed]:
        """Passages shown now on which reviewers differ, for an adjudicator."""
        of_it = schema.review_items.c.state == Settling.DISPUTED.value
        with self.store.reading() as connection:
            return [one for one in _reviewed(connection, of_it) if one.shown]

    def states(self) -> dict[str, int]:
        """How many passages shown now are in each state that any is in."""
        items = schema.review_items.c
        query = (
            select(items.state, func.count())
            .join(schema.expressions, schema.expressions.c.id == items.expression)
            .where(items.state.is_not(None), schema.expressions.c.state == "visible")
            .group_by(items.state)
        )
        with self.store.reading() as connection:
            return {row[0]: int(row[1]) for row in connection.execute(query)}

    def at(self, named: str) -> Reviewed | None:
        """What was decided about a visible passage, or about the item with this id; None where nothing was."""
        with self.store.reading() as connection:
            return item_at(connection, named)

    def items(self, ids: Iterable[str]) -> dict[str, Reviewed]:
        """Items by their ids, also those that nobody decided about."""
        found: dict[str, Reviewed] = {}
        with self.store.reading() as connection:
            for chosen in _batches(ids):
                of_them = schema.review_items.c.id.in_(chosen or ())
                found |= {one.item.id: one for one in _reviewed(connection, of_them, undecided=True)}
        return found

    def suggestion(self, expression: str, passage: str) -> dict[str, Any] | None:
        """What is suggested of a passage, None where nothing is."""
        table = schema.suggestions
        query = select(table).where(table.c.expression == expression, table.c.passage == passage)
        with self.store.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else dict(row._mapping)

    def disagreeing(self) -> list[str]:
        """Items whose stored outcome is not what their decisions come to: empty, unless something is broken."""
        with self.store.reading() as connection:
            stored = connection.execute(select(schema.review_items).where(schema.review_items.c.state.is_not(None)))
            kept = {row.id: stored_settled(row) for row in stored}
            computed = {one.item.id: one.settled for one in _reviewed(connection) if one.settled is not None}
        return sorted(item for item in kept.keys() | computed.keys() if kept.get(item) != computed.get(item))


def item_at(connection: Connection, named: str) -> Reviewed | None:
    """The item that stands at a visible passage, else the one with this id."""
    items = schema.review_items.c
    found = list(_reviewed(connection, or_(items.id == named, items.passage == named), undecided=True))
    standing = [one for one in found if one.shown and one.item.passage == named]
    return next(iter([*standing, *(one for one in found if one.item.id == named)]), None)


def stored_settled(row: Row[Any]) -> Settled:
    """What is settled, from the row of an item that has a state."""
    labels = {label: bool(value) for label in LABELS if (value := getattr(row, label)) is not None}
    return Settled(Settling(row.state), labels or None, row.quote, row.standing)


def outcome(settled: Settled | None) -> dict[str, Any]:
    """The columns of an item that say what its decisions come to."""
    if settled is None:
        return {"state": None, "quote": None, "standing": None} | dict.fromkeys(LABELS)
    said = {"state": settled.state.value, "quote": settled.quote, "standing": dict(settled.decisions)}
    return said | {label: settled.holds(label) for label in LABELS}


def stored_item(row: Row[Any]) -> Item:
    """An item from its row."""
    anchor = Anchor(**{name: getattr(row, name) for name in ANCHOR})
    return Item(row.id, anchor, row.expression, row.passage, row.wording)


def stored_decision(row: Row[Any]) -> ReviewDecision:
    """A decision from its row."""
    values = dict(row._mapping)
    return ReviewDecision(**values | {"action": Action(row.action)})


def decisions_of(connection: Connection, items: Sequence[str]) -> dict[str, list[ReviewDecision]]:
    """The decisions on items, as they were made."""
    table, found = schema.review_decisions, dict[str, list[ReviewDecision]]()
    for chosen in _batches(items):
        query = select(table).where(table.c.item.in_(chosen or ())).order_by(table.c.id)
        for row in connection.execute(query):
            found.setdefault(row.item, []).append(stored_decision(row))
    return found


def _reviewed(connection: Connection, *conditions: Any, undecided: bool = False) -> Iterator[Reviewed]:
    """Items with their decisions; ``undecided``: also those that nobody decided about, as members of a sample are."""
    items = schema.review_items.c
    query = (
        select(schema.review_items, schema.expressions.c.state.label("expression_state"))
        .outerjoin(schema.expressions, schema.expressions.c.id == items.expression)
        .where(*conditions)
        .order_by(items.work_identity, items.language, items.page, items.path, items.id)
    )
    for _, rows in groupby(enumerate(connection.execute(query)), key=lambda one: one[0] // BATCH):
        batch = [row for _, row in rows]
        decisions = decisions_of(connection, [row.id for row in batch])
        for row in batch:
            made = tuple(decisions.get(row.id, ()))
            if made or undecided:
                yield Reviewed(stored_item(row), made, settle(made, row.wording), row.expression_state == "visible")


def _without_place() -> Any:
    return or_(schema.review_items.c.passage.is_(None), func.coalesce(schema.expressions.c.state, "") != "visible")


def _batches(chosen: Iterable[str] | None) -> Iterator[list[str] | None]:
    """Ids in batches; None, once, where all are meant."""
    if chosen is None:
        yield None
        return
    ids = list(chosen)
    yield from (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
