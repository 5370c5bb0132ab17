"""Whether every decision has its author, its time and its place after the one before it; and every key its one effect.

Rows are read as they are, not as decisions: what somebody put there by hand may be none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from corpus.store import access_schema, schema
from corpus.store.open import Store
from corpus.store.requests import Made

OF_MANY = ("import", "assignments")
"""How the routes end of which one request has many effects; any other has one at most."""


@dataclass(frozen=True, slots=True)
class Chains:
    """How many decisions and keys there are, and what is wrong with any, in words."""

    decisions: int
    keys: int
    faults: tuple[str, ...]


def followed(store: Store) -> Chains:
    """Follow every chain of decisions, and every key to its effect."""
    faults = [*_of_evidence(store), *_of_links(store), *_of_keys(store)]
    tables = (schema.review_decisions, schema.link_decisions, access_schema.requests)
    with store.reading() as connection:
        evidence, links, keys = (connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables)
    return Chains(evidence + links, keys, tuple(faults))


def _of_evidence(store: Store) -> Iterator[str]:
    """A reviewer's decisions on an item count from 1 without a gap, and each replaces the one before it."""
    table, items = schema.review_decisions.c, schema.review_items.c
    columns = (table.id, table.item, table.reviewer, table.ordinal, table.replaces, table.decided_at)
    query = select(*columns, items.id.label("known")).outerjoin(schema.review_items, items.id == table.item)
    with store.reading() as connection:
        rows = connection.execute(query.order_by(table.item, table.reviewer, table.ordinal, table.id)).all()
    for _, chain in groupby(rows, key=lambda row: (row.item, row.reviewer)):
        yield from _chain(chain)


def _chain(chain: Iterable[Any]) -> Iterator[str]:
    before: int | None = None
    for place, row in enumerate(chain, start=1):
        said = f"decision {row.id}"
        yield from _signed(said, row.reviewer, row.decided_at)
        if row.known is None:
            yield f"{said} is about a passage that is not kept"
        if row.ordinal != place:
            yield f"{said} is number {row.ordinal} of its author there, and {place - 1} are before it"
        elif row.replaces != before:
            yield f"{said} replaces {row.replaces or 'none'}, and the one before it is {before or 'none'}"
        before = row.id


def _of_links(store: Store) -> Iterator[str]:
    """What a correction replaces is an earlier one of the same document, which no other replaces."""
    table = schema.link_decisions.c
    columns = (table.id, table.author, table.decided_at, table.replaces, table.work_identity, table.language)
    with store.reading() as connection:
        rows = connection.execute(select(*columns).order_by(table.id)).all()
    places, replaced = {row.id: (row.work_identity, row.language) for row in rows}, set[int]()
    for row in rows:
        said = f"correction {row.id}"
        yield from _signed(said, row.author, row.decided_at)
        if row.replaces is None:
            continue
        if row.replaces in replaced:
            yield f"{said} replaces {row.replaces}, and so does another"
        elif row.replaces >= row.id or places.get(row.replaces) != places[row.id]:
            yield f"{said} replaces {row.replaces}, which is no earlier one of its document"
        replaced.add(row.replaces)


def _of_keys(store: Store) -> Iterator[str]:
    """What a key made is in the audit, by the same person, and no other key made it."""
    audit = access_schema.audit.c
    taken: dict[int, str] = {}
    with store.reading() as connection:
        actors = {row.sequence: row.actor for row in connection.execute(select(audit.sequence, audit.actor))}
    for made in store.requests.made():
        said = f"the key {made.key[:40]} of {made.actor or 'nobody who is signed in'}"
        numbers = range(made.entry or 0, (made.entry or 0) + made.entries)
        if not 200 <= made.status < 400:
            yield f"{said} has no answer"
        if made.entries > 1 and not made.route.endswith(OF_MANY):
            yield f"{said} had {made.entries} effects"
        yield from _effects(said, made, numbers, actors, taken)


def _effects(
    said: str, made: Made, numbers: Iterable[int], actors: dict[int, str], taken: dict[int, str]
) -> Iterator[str]:
    for number in numbers:
        if actors.get(number) != made.actor:
            wrong = "is not there" if number not in actors else "is not theirs"
            yield f"{said} made entry {number} of the audit, which {wrong}"
            return
        if number in taken:
            yield f"{said} made entry {number} of the audit, and so did {taken[number]}"
            return
        taken[number] = said


def _signed(said: str, author: str | None, at: str | None) -> Iterator[str]:
    if not (author or "").strip():
        yield f"{said} has no author"
    if not _is_time(at):
        yield f"{said} has no time"


def _is_time(text: str | None) -> bool:
    try:
        return datetime.fromisoformat((text or "").replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False
