"""The audit: an entry for every change that people answer for, written with it, each sealed with the one before it.

The seal of an entry is the SHA-256 of its columns and of the seal before it; ``audit_head`` names the last one. An
entry that is changed, moved, added or removed breaks the chain. ``content`` is the SHA-256 of the row that was added:
of the kinds in ``SEALED`` every row has its entry, and a row that is changed, added or removed is missed as well.
Whoever can write the whole database can seal it anew: who has to answer for that keeps the head of 'vkp verify'
elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, Table, insert, select, update

from corpus.acting import actor
from corpus.errors import PortalError
from corpus.store import access_schema, schema
from corpus.store.clock import now
from corpus.store.requests import request
from corpus.words import Word

if TYPE_CHECKING:
    from corpus.store.open import Store


class Kind(Word):
    """What an entry is about."""

    DECISION = "decision"
    CORRECTION = "correction"
    SNAPSHOT = "snapshot"
    SAMPLE = "sample"
    KEY = "key"
    DOCUMENT = "document"
    PRESENTERS = "presenters"
    SEARCH = "search"
    ASSIGNMENT = "assignment"


ADDED = "added"
"""What was done where a row came that stays as it is."""

REVOKED = "revoked"
"""What is done to a key, once: the only change of a row of ``SEALED`` that says who may do what."""

DECISION_COLUMNS = (
    *("id", "item", "reviewer", "ordinal", "action", "indicator", "labels", "quote", "comment", "decided_at"),
    *("machine", "wording", "replaces"),
)
CORRECTION_COLUMNS = (
    *("id", "correction", "author", "decided_at", "work", "work_identity", "language", "path", "page", "start"),
    *("exact", "prefix", "suffix", "kind", "target", "pinpoint", "pinpoints", "comment", "replaces", "machine"),
)
SNAPSHOT_COLUMNS = ("id", "sequence", "indicator", "question", "taken_at", "taken_by", "document")
SAMPLE_COLUMNS = (*("id", "indicator", "seed", "drawn_at", "drawn_by", "population", "filters", "strata", "members"),)
KEY_COLUMNS = ("id", "name", "role", "hash", "created_at", "expires_at")
DOCUMENT_COLUMNS = ("sha256", "size", "received_at")

SEALED: Mapping[Kind, tuple[Table, tuple[str, ...]]] = {
    Kind.DECISION: (schema.review_decisions, DECISION_COLUMNS),
    Kind.CORRECTION: (schema.link_decisions, CORRECTION_COLUMNS),
    Kind.SNAPSHOT: (schema.snapshots, SNAPSHOT_COLUMNS),
    Kind.SAMPLE: (schema.review_samples, SAMPLE_COLUMNS),
    Kind.KEY: (access_schema.keys, KEY_COLUMNS),
    Kind.DOCUMENT: (schema.originals, DOCUMENT_COLUMNS),
}
"""Where the rows of a kind stand, and the columns of them that never change; the first one names the row."""

START = "0" * 64
"""The seal before the first entry."""

HEAD_ID = 1

KINDS_OF_ROWS = frozenset(kind.value for kind in SEALED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is sealed."""

    sequence: int
    at: str
    actor: str
    kind: str
    did: str
    subject: str
    content: str

    def sealed(self, before: str) -> str:
        """The seal of this entry after the one with the seal ``before``."""
        return digest([before, *astuple(self)])


ENTRY_COLUMNS = tuple(Entry.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done, to be entered."""

    kind: Kind
    did: str
    subject: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class Audited:
    """What became of the check: how many entries and rows there are, what is wrong, the seal of the last entry."""

    entries: int
    rows: int
    faults: tuple[str, ...]
    head: str


@dataclass(frozen=True)
class AuditTable:
    """Reading the audit."""

    store: Store

    def every(self) -> list[Entry]:
        """Every entry, as they were written."""
        with self.store.reading() as connection:
            return [_entry(row) for row in connection.execute(_entries())]

    def documents(self) -> set[str]:
        """The SHA-256 of every original that was ever accepted."""
        table = access_schema.audit.c
        with self.store.reading() as connection:
            query = select(table.subject).where(table.kind == Kind.DOCUMENT.value)
            return set(connection.execute(query).scalars())

    def checked(self) -> Audited:
        """Whether the chain holds from first to last, and every row of ``SEALED`` is the one that was entered."""
        with self.store.reading() as connection:
            chain, entered, revoked = _Chain(), dict[tuple[str, str], str](), set[str]()
            for row in connection.execute(_entries()):
                entry = chain.follow(row)
                if entry.did == ADDED:
                    chain.note(entry, entered)
                elif (entry.kind, entry.did) == (Kind.KEY.value, REVOKED):
                    revoked.add(entry.subject)
            faults = [*chain.faults, *chain.ended(connection)]
            rows = 0
            for kind in SEALED:
                for subject, content in _contents(connection, kind):
                    rows += 1
                    known = entered.pop((kind.value, subject), None)
                    if known != content:
                        faults.append(f"{kind} {subject} {'has no entry' if known is None else 'was changed'}")
            faults += [f"{kind} {subject} is gone" for kind, subject in entered if kind in KINDS_OF_ROWS]
            faults += _revoked_otherwise(connection, revoked)
        return Audited(chain.length, rows, tuple(faults), chain.last)


class _Chain:
    """The chain as far as it was followed."""

    def __init__(self) -> None:
        self.length, self.last = 0, START
        self.faults: list[str] = []

    def follow(self, row: Row[Any]) -> Entry:
        entry = _entry(row)
        self.length += 1
        if row.sequence != self.length or entry.sealed(self.last) != row.hash:
            self.faults.append(f"entry {row.sequence} does not follow the one before it")
        self.length, self.last = row.sequence, row.hash
        return entry

    def note(self, entry: Entry, entered: dict[tuple[str, str], str]) -> None:
        named = entry.kind, entry.subject
        if named in entered:
            self.faults.append(f"{entry.kind} {entry.subject} was entered twice")
        entered[named] = entry.content

    def ended(self, connection: Connection) -> Iterator[str]:
        """What is wrong with the end: entries were cut off, or the head is not the last one's."""
        heads = connection.execute(select(access_schema.audit_head)).all()
        found = [(head.id, head.sequence, head.hash) for head in heads]
        if found != [(HEAD_ID, self.length, self.last)]:
            yield f"the audit ends at entry {self.length}, and is said to end elsewhere"


def enter(connection: Connection, kind: Kind, did: str, subject: object, content: object = None) -> None:
    """Enter what was done in the transaction that does it; ``content`` is digested."""
    enter_all(connection, [Change(kind, did, str(subject), "" if content is None else digest(content))])


def enter_row(connection: Connection, kind: Kind, subject: object) -> None:
    """Enter a row of a kind in ``SEALED`` that was added, in the transaction that adds it."""
    (found,) = _contents(connection, kind, subject)
    enter_all(connection, [Change(kind, ADDED, *found)])


def enter_all(connection: Connection, changes: Iterable[Change]) -> None:
    """Enter several changes. Who adds entries holds the head until the transaction ends: the chain never forks.

    Raises ``PortalError("data_unreadable")`` where the head is gone.
    """
    head = hold_head(connection)
    at, by, seal = now(), actor(), head.hash
    rows: list[dict[str, Any]] = []
    for sequence, change in enumerate(changes, start=head.sequence + 1):
        entry = Entry(sequence, at, by, change.kind.value, change.did, change.subject, change.content)
        seal = entry.sealed(seal)
        rows.append({name: getattr(entry, name) for name in ENTRY_COLUMNS} | {"hash": seal})
    if rows:
        connection.execute(insert(access_schema.audit), rows)
        connection.execute(update(access_schema.audit_head).values(sequence=rows[-1]["sequence"], hash=seal))
        asked = request()
        if asked is not None:
            asked.entries += [row["sequence"] for row in rows]


def hold_head(connection: Connection) -> Row[Any]:
    """The head, locked until the transaction ends: who asks for it waits for the one who has it."""
    head = connection.execute(select(access_schema.audit_head).with_for_update()).first()
    if head is None:
        raise PortalError("data_unreadable", "the audit has lost its head", "restore it from a backup")
    return head


def begin_audit(connection: Connection) -> None:
    """Make the head, and enter every row that came before there was an audit: for the migration that makes it."""
    connection.execute(insert(access_schema.audit_head).values(id=HEAD_ID, sequence=0, hash=START))
    for kind in SEALED:
        enter_all(connection, (Change(kind, ADDED, *found) for found in _contents(connection, kind)))


def digest(value: object) -> str:
    """The SHA-256 of a value as JSON: names in order, no spaces, no character escaped that need not be."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _contents(connection: Connection, kind: Kind, subject: object = None) -> list[tuple[str, str]]:
    """Every row of a kind, or one: its name and its content as they are entered."""
    table, columns = SEALED[kind]
    query: Select[Any] = select(*(table.c[name] for name in columns)).order_by(table.c[columns[0]])
    if subject is not None:
        query = query.where(table.c[columns[0]] == subject)
    return [(str(row[0]), digest(list(row))) for row in connection.execute(query)]


def _revoked_otherwise(connection: Connection, revoked: Set[str]) -> Iterator[str]:
    """Keys that are good again though they were revoked, or the other way round."""
    keys = access_schema.keys.c
    for row in connection.execute(select(keys.id, keys.revoked_at).order_by(keys.id)):
        if (row.revoked_at is not None) != (row.id in revoked):
            yield f"key {row.id} {'is good again' if row.id in revoked else 'is revoked'} and has no entry of it"


def _entries() -> Select[Any]:
    return select(access_schema.audit).order_by(access_schema.audit.c.sequence)


def _entry(row: Row[Any]) -> Entry:
    return Entry(*(getattr(row, name) for name in ENTRY_COLUMNS))
