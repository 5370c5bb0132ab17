"""Writing corrections of links: a decision is added and holds from the same transaction on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.citations import Link
from corpus.corrections import Correction, LinkDecision
from corpus.errors import PortalError
from corpus.store import schema
from corpus.store.audit import Kind, enter_row
from corpus.store.clock import now
from corpus.store.link_decisions import decision_row
from corpus.store.links import StoredLink, mention_row, read_links, resolved

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class Held:
    """What is to hold of a mention: its link by a decision, or without one the machine's.

    ``stored`` is the row's id; None where only a person saw the mention, in ``passage``.
    """

    passage: str
    stored: int | None
    link: Link
    decision: LinkDecision | None


@dataclass(frozen=True)
class CorrectionTable:
    """Writing people's decisions on links."""

    store: Store

    def decide(self, expression: str, seen: StoredLink | None, held: Held) -> LinkDecision:
        """Add the decision of ``held`` and let it hold; returns it with its number and time.

        ``seen`` is the link it was made on. Raises ``PortalError("changed_meanwhile")`` where that is no longer so.
        """
        if held.decision is None:
            raise ValueError("there is no decision to add")
        with self.store.writing(in_turn=True) as connection:
            _require_unchanged(connection, expression, seen, held)
            made = replace(held.decision, decided_at=now())
            added = _added(connection, made)
            made = replace(made, id=added)
            _hold(connection, expression, replace(held, decision=made))
        return made


def hold(connection: Connection, expression: str, held: Sequence[Held]) -> None:
    """Let decisions that were made before hold for the mentions of an expression, in a transaction that is open."""
    for one in held:
        _hold(connection, expression, one)


def _added(connection: Connection, decision: LinkDecision) -> int:
    """The number of a decision that is added now."""
    try:
        added = connection.execute(insert(schema.link_decisions).values(**decision_row(decision)))
    except IntegrityError as failure:
        raise PortalError("changed_meanwhile", "somebody replaced the same decision") from failure
    number = int(added.inserted_primary_key[0])  # type: ignore[index]
    enter_row(connection, Kind.CORRECTION, number)
    return number


def _require_unchanged(connection: Connection, expression: str, seen: StoredLink | None, held: Held) -> None:
    table, mention = schema.expressions.c, held.link.mention
    # The row is locked: where writers do not wait for one another, two first decisions would both find nobody before.
    document = select(table.id).where(table.id == expression, table.state == "visible").with_for_update()
    shown = connection.execute(document).first()
    now_there = [
        link
        for link in read_links(connection, schema.mentions.c.passage == held.passage)
        if link.stands_at(mention.start, mention.end)
    ]
    if shown is None or now_there != ([] if seen is None else [seen]):
        raise PortalError("changed_meanwhile", "the document was read again, or somebody corrected the link")


def _hold(connection: Connection, expression: str, held: Held) -> None:
    table, decision = schema.mentions, held.decision
    values = resolved(held.link) | {
        "decision": None if decision is None else decision.id,
        "rejected": decision is not None and decision.correction is Correction.REJECT,
    }
    if held.stored is None:
        row = mention_row(expression, held.passage, held.link) | {"found": False}
        connection.execute(insert(table).values(**row | values))
        return
    if decision is None or not decision.holds:  # what only a person saw goes with the decision
        connection.execute(table.delete().where(table.c.id == held.stored, ~table.c.found))
    connection.execute(update(table).where(table.c.id == held.stored).values(**values))
