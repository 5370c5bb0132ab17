"""Taking in decisions that were made elsewhere: with their authors and times, all of them or none, nothing overwritten.

A reviewer's chain on a passage is one history. What is taken in must be the history that is here, or go on from it, or
be the beginning of it; two histories of the same person that differ are a fault, which a person has to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from corpus.anchoring import wording
from corpus.corrections import Anchor
from corpus.documents import passage_id
from corpus.folding import plain_name
from corpus.reviewing import Item, ReviewDecision
from corpus.settling import out_of_turn
from corpus.store import schema
from corpus.store.review_places import place_reviews
from corpus.store.reviewing import add, count, item_for
from corpus.store.reviews import BATCH, decisions_of
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class Foreign:
    """A decision made elsewhere, with its passage, and the line that it came on.

    ``here``: the item that people here have for this passage where it has another id, as its words have moved since.
    """

    line: int
    anchor: Anchor
    decision: ReviewDecision
    here: str | None = None

    @property
    def item(self) -> str:
        """The id of its item."""
        return self.here or self.passage

    @property
    def passage(self) -> str:
        """The id of its passage, which follows from its words and their place."""
        return passage_id(self.anchor.work, self.anchor.language, self.anchor.path, self.anchor.exact)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line."""

    line: int
    reason: str


class ImportRefusedError(Exception):
    """Lines that cannot be taken in: nothing was."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__(f"{len(faults)} lines cannot be taken in")


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many decisions were taken in, how many were here before, and how many passages have no place in the text."""

    added: int
    unchanged: int
    unplaced: int


@dataclass(frozen=True)
class ReviewImport:
    """Writing decisions that were made elsewhere."""

    store: Store

    def adopt(self, foreign: Sequence[Foreign]) -> Adopted:
        """Take in decisions, all or none. Raises ``ImportRefusedError`` with every line that is wrong and why."""
        with self.store.writing(in_turn=True) as connection:
            known = _known(connection, [one.passage for one in foreign])
            foreign = [replace(one, here=known.get(one.passage)) for one in foreign]
            items = {one.item: one for one in foreign}
            here = decisions_of(connection, list(items))
            new, faults = continued(foreign, here)
            if faults:
                raise ImportRefusedError(faults)
            touched = dict.fromkeys(one.item for one in new)
            for item in touched:
                if items[item].here is None:
                    item_for(connection, _unplaced(items[item]))
            last = {(made.item, made.reviewer): made.id for of in here.values() for made in of}
            for one in new:
                chain = (one.item, one.decision.reviewer)
                added = add(connection, replace(one.decision, item=one.item, replaces=last.get(chain)))
                last[chain] = added.id
            _place(connection, [items[item].anchor for item in touched])
            for item in touched:
                count(connection, item)
            gone = _without_place(connection, set(touched))
        return Adopted(len(new), len(foreign) - len(new), gone)


def continued(
    foreign: Sequence[Foreign], here: Mapping[str, Sequence[ReviewDecision]]
) -> tuple[list[Foreign], list[Fault]]:
    """Those that go on from what is here, by their times and then as they came, and what is wrong with any."""
    chains: dict[tuple[str, str], list[Foreign]] = {}
    for one in foreign:
        chains.setdefault((one.item, one.decision.reviewer), []).append(one)
    new: list[Foreign] = []
    faults: list[Fault] = []
    spelt = {(item, _plain(made.reviewer)): made.reviewer for item, of in here.items() for made in of}
    for (item, reviewer), chain in chains.items():
        same = spelt.setdefault((item, _plain(reviewer)), reviewer)
        if same != reviewer:
            faults.append(Fault(chain[0].line, f"{reviewer!r} is {same!r}: one person has one spelling"))
            continue
        own = [made for made in here.get(item, ()) if made.reviewer == reviewer]
        _continue(sorted(chain, key=lambda one: one.decision.ordinal), own, new, faults)
    lines = {(one.item, one.decision.reviewer, one.decision.ordinal): one.line for one in new}

    def order(one: Foreign) -> tuple[str, int, int]:
        """No decision goes before an earlier one of its chain, wherever its line stands."""
        said = one.decision
        before = (lines.get((one.item, said.reviewer, ordinal), 0) for ordinal in range(1, said.ordinal + 1))
        return said.decided_at, max(before), said.ordinal

    return sorted(new, key=order), faults


def _continue(chain: Sequence[Foreign], own: list[ReviewDecision], new: list[Foreign], faults: list[Fault]) -> None:
    """Sort one reviewer's decisions on one passage into those that are here, those that are new and what is wrong."""
    for one in chain:
        said, known = one.decision, len(own)
        if said.ordinal <= known:
            if _content(own[said.ordinal - 1]) != _content(said):
                faults.append(Fault(one.line, f"{said.reviewer} decided otherwise here, as number {said.ordinal}"))
            continue
        if said.ordinal > known + 1:
            faults.append(Fault(one.line, f"number {said.ordinal} of {said.reviewer} without number {known + 1}"))
            continue
        refused = out_of_turn(own, said.action)
        if refused is not None:
            faults.append(Fault(one.line, refused))
            continue
        if own and said.decided_at < own[-1].decided_at:
            faults.append(Fault(one.line, f"it was made before number {known} of {said.reviewer}"))
            continue
        own.append(replace(said, id=own[-1].id + 1 if own else 1))
        new.append(one)


def _content(decision: ReviewDecision) -> dict[str, object]:
    """What a decision says, without what a store gives it."""
    said = asdict(decision)
    return {name: value for name, value in said.items() if name not in ("id", "item", "replaces")}


def _plain(reviewer: str) -> str:
    return plain_name(reviewer).casefold()


def _known(connection: Connection, passages: Iterable[str]) -> dict[str, str]:
    """The items that stand at shown passages, by passage, where no item has the passage's own id."""
    items, expressions = schema.review_items.c, schema.expressions.c
    query = (
        select(items.passage, items.id)
        .join(schema.expressions, expressions.id == items.expression)
        .where(expressions.state == "visible")
    )
    chosen, own, found = list(dict.fromkeys(passages)), set[str](), dict[str, str]()
    for at in range(0, len(chosen), BATCH):
        batch = chosen[at : at + BATCH]
        own |= set(connection.execute(select(items.id).where(items.id.in_(batch))).scalars())
        found |= {row.passage: row.id for row in connection.execute(query.where(items.passage.in_(batch)))}
    return {passage: item for passage, item in found.items() if passage not in own}


def _unplaced(one: Foreign) -> Item:
    return Item(one.item, one.anchor, None, None, wording(one.anchor.exact))


def _place(connection: Connection, anchors: Sequence[Anchor]) -> None:
    """Give the items of these Works and languages their places in what is shown of them."""
    table, works = schema.expressions.c, schema.works.c
    for work, language in sorted({(anchor.work, anchor.language) for anchor in anchors}):
        query = (
            select(table.id)
            .join(schema.works, works.key == table.work)
            .where(works.identity == identity(work), table.language == language, table.state == "visible")
        )
        for expression in connection.execute(query).scalars().all():
            place_reviews(connection, expression, work, language)


def _without_place(connection: Connection, items: set[str]) -> int:
    table = schema.review_items.c
    placed = set(connection.execute(select(table.id).where(table.passage.is_not(None))).scalars())
    return len(items - placed)
