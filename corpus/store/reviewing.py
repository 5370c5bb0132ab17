"""Writing what people decide of evidence: a decision is added, and what its item comes to follows at once.

Two who decide at once: of one reviewer's decisions each names the one that it replaces, and each can be replaced
once; the other is told. Decisions of different reviewers do not replace one another, and all are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.anchoring import wording
from corpus.corrections import anchored
from corpus.errors import PortalError
from corpus.folding import plain_name
from corpus.reviewing import Action, Item, ReviewDecision, Said, labels_said
from corpus.sentences import sentence_around
from corpus.settling import chains, objection, settle
from corpus.steps import Step, step
from corpus.store import schema
from corpus.store.audit import Kind, enter_row
from corpus.store.clock import now
from corpus.store.reviews import decisions_of, item_at, outcome
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store

ON_WORDS_THAT_ARE_GONE = (Action.WITHDRAW, Action.COMMENT)
"""What can still be done about an item that has no place in the text."""


@dataclass(frozen=True)
class ReviewingTable:
    """Adding decisions."""

    store: Store

    @step(Step.DECIDE)
    def decide(self, named: str, said: Said) -> ReviewDecision:
        """Add a decision about a visible passage, or about the item with this id, and let it count.

        Raises ``PortalError``: unknown_passage; bad_input (it cannot be said, and why); changed_meanwhile (its author
        decided otherwise since they looked, or anybody did and they asked to be told).
        """
        with self.store.writing(in_turn=True) as connection:
            passage = _passage(connection, named)
            reviewed = item_at(connection, named)
            if passage is None and (reviewed is None or said.action not in ON_WORDS_THAT_ARE_GONE):
                raise PortalError("unknown_passage", named[:80])
            machine = None if passage is None else suggested(connection, passage)
            made = _decision(said, machine, () if reviewed is None else reviewed.decisions, passage)
            item = reviewed.item.id if reviewed is not None else item_for(connection, _item(passage))
            added = add(connection, replace(made, item=item))
            count(connection, item)
        return added

    def settle_again(self, items: Sequence[str]) -> None:
        """Write again what the decisions of these items come to."""
        with self.store.writing() as connection:
            for item in items:
                count(connection, item)


@step(Step.DECISION)
def add(connection: Connection, decision: ReviewDecision) -> ReviewDecision:
    """Add a decision as it is; ``count`` has to follow. Raises ``PortalError("changed_meanwhile")``."""
    values = asdict(decision) | {"action": decision.action.value}
    del values["id"]
    try:
        added = connection.execute(insert(schema.review_decisions).values(**values))
    except IntegrityError as failure:
        raise PortalError("changed_meanwhile", f"{decision.reviewer} decided at the same moment") from failure
    number = int(added.inserted_primary_key[0])  # type: ignore[index]
    enter_row(connection, Kind.DECISION, number)
    return replace(decision, id=number)


@step(Step.SETTLE)
def count(connection: Connection, item: str) -> None:
    """Write what the decisions of an item come to."""
    table = schema.review_items
    says = connection.execute(select(table.c.wording).where(table.c.id == item)).scalar_one()
    settled = settle(decisions_of(connection, [item]).get(item, ()), says)
    connection.execute(update(table).where(table.c.id == item).values(**outcome(settled)))


def item_for(connection: Connection, item: Item) -> str:
    """The id of an item, which is written where it is new; one that has lost its place gets it again."""
    table = schema.review_items
    known = connection.execute(select(table.c.passage).where(table.c.id == item.id)).first()
    place = {"expression": item.expression, "passage": item.passage, "wording": item.wording}
    if known is None:
        row = asdict(item.anchor) | {"id": item.id, "work_identity": identity(item.anchor.work)}
        connection.execute(insert(table).values(**row | place))
    elif item.passage is not None:
        connection.execute(update(table).where(table.c.id == item.id).values(**place))
    return item.id


def suggested(connection: Connection, passage: Row[Any]) -> dict[str, Any] | None:
    """What is suggested of a passage, with the words it rests on (``quote``); None where nothing is."""
    table = schema.suggestions
    query = select(table).where(table.c.expression == passage.expression, table.c.passage == passage.id)
    row = connection.execute(query).first()
    if row is None:
        return None
    kept = {name: value for name, value in row._mapping.items() if name not in ("expression", "passage")}
    return kept | {"quote": rests_on(passage.text, row.rules)}


def rests_on(text: str, rules: Sequence[Mapping[str, Any]]) -> str | None:
    """The sentences that hold everything the rules fired on."""
    spans = [(rule["start"], rule["end"]) for rule in rules if rule["start"] < rule["end"] <= len(text)]
    if not spans:
        return None
    first, last = sentence_around(text, min(start for start, _ in spans), max(end for _, end in spans))
    return text[first:last].strip() or None


def _passage(connection: Connection, named: str) -> Row[Any] | None:
    """A visible passage by its id, or where the item with this id stands; its document is locked while one decides.

    Where writers do not wait for one another, two first decisions would both find nobody before them.
    """
    table, items = schema.passages, schema.review_items.c
    place = select(items.expression, items.passage).where(items.id == named)
    at = connection.execute(place).first()
    expression = schema.expressions.c
    query = (
        select(table, expression.work, expression.language)
        .join(schema.expressions, expression.id == table.c.expression)
        .where(expression.state == "visible")
        .with_for_update(of=schema.expressions)
    )
    found = connection.execute(query.where(table.c.id == named)).first()
    if found is None and at is not None and at.passage is not None:
        condition = (table.c.expression == at.expression, table.c.id == at.passage)
        found = connection.execute(query.where(*condition)).first()
    return found


def _item(passage: Row[Any] | None) -> Item:
    if passage is None:
        raise ValueError("an item is made of a passage")
    place = (passage.work, passage.language, passage.path, passage.page_first)
    anchor = anchored(*place, passage.text, (0, len(passage.text)))
    return Item(passage.id, anchor, passage.expression, passage.id, wording(passage.text))


def _decision(
    said: Said, machine: Mapping[str, Any] | None, before: Sequence[ReviewDecision], passage: Row[Any] | None
) -> ReviewDecision:
    """The decision that is said, after those before it. Raises ``PortalError``: bad_input, changed_meanwhile."""
    _require_one_spelling(said.reviewer, before)
    own = chains(before).get(said.reviewer, [])
    last = own[-1] if own else None
    if said.seen != (None if last is None else last.id):
        raise PortalError("changed_meanwhile", f"the last decision of {said.reviewer} is another one")
    if said.latest is not None and said.latest != max((one.id for one in before), default=0):
        raise PortalError("changed_meanwhile", f"somebody decided since {said.reviewer} looked")
    _require_words(said)
    labels = _labels(said, machine)
    refused = objection(said.reviewer, said.action, labels, before)
    if refused is not None:
        raise PortalError("bad_input", refused)
    return ReviewDecision(
        id=0,
        item="",
        reviewer=said.reviewer,
        ordinal=len(own) + 1,
        action=said.action,
        indicator=said.indicator,
        labels=labels,
        quote=_quote(said, passage),
        comment=said.comment,
        decided_at=now(),
        machine=machine,
        wording="" if passage is None else wording(passage.text),
        replaces=None if last is None else last.id,
    )


def _labels(said: Said, machine: Mapping[str, Any] | None) -> dict[str, bool] | None:
    try:
        return labels_said(said, machine)
    except ValueError as failure:
        raise PortalError("bad_input", str(failure)) from failure


def _require_words(said: Said) -> None:
    """A quote and a remark are words, not blanks."""
    if (said.quote is None and said.action is Action.QUOTE) or (said.quote is not None and not said.quote.strip()):
        raise PortalError("bad_input", "no words are quoted", "give the words of the passage that count")
    if said.action is Action.COMMENT and not said.comment.strip():
        raise PortalError("bad_input", "the remark has no words", "say what there is to say")


def _quote(said: Said, passage: Row[Any] | None) -> str | None:
    """The words that count, which the passage has to hold."""
    if said.quote and (passage is None or said.quote not in passage.text):
        raise PortalError("bad_input", "the passage does not hold these words", "quote it as it is written")
    return said.quote


def _require_one_spelling(reviewer: str, before: Sequence[ReviewDecision]) -> None:
    """Two spellings of a name are one person, who must not be two reviewers by it."""
    same = plain_name(reviewer).casefold()
    for decision in before:
        if decision.reviewer != reviewer and plain_name(decision.reviewer).casefold() == same:
            raise PortalError("bad_input", f"{reviewer!r} is {decision.reviewer!r} here", "write the name as before")
