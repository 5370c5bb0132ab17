"""The audit: an entry with every change, and no change outside the portal that it does not tell."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Connection, Engine, Integer, Table, create_engine, delete, insert, select, text, update

from corpus.access import Role
from corpus.acting import acting
from corpus.errors import PortalError
from corpus.presenters import Presenter
from corpus.reviewing import Action, Said
from corpus.settings import Settings
from corpus.store import Store, access_schema, open_store
from corpus.store.audit import SEALED, Audited, Kind, enter_row
from corpus.store.one_state import OneState
from tests.corpus.test_store import accepted, derived

TAMPERINGS = 1000
WITHOUT_KEYS = {
    "sqlite": "PRAGMA defer_foreign_keys = ON",
    "postgresql": "SET LOCAL session_replication_role = replica",
}
"""What lets foreign keys be broken: the check has to find it by itself."""


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """A store with every kind of change in its audit."""
    opened = open_store(settings, create=True)
    document = accepted(opened, derived())
    opened.staging.publish(document)
    for number, name in enumerate(("Ana", "Ben", "Chen")):
        with acting(name):
            opened.reviewing.decide(document.ids[0], Said(name, Action.LEVEL, labels={"mention": bool(number % 2)}))
            opened.keys.create(name, Role.RESEARCHER, 30)
            opened.searches.save(name, "mine", "volunteers", "auto", {})
            opened.jobs.accept(f"{number}" * 64, 10, "file.pdf", {}, "1")
            put(opened, Kind.SNAPSHOT, id=f"sha256:{number}", taken_by=name)
            put(opened, Kind.CORRECTION, author=name)
            put(opened, Kind.SAMPLE, drawn_by=name)
    opened.presenters.replace([Presenter("KEN", 2024, 1, "a list", whole=True)])
    opened.review_assignments.assign("3.1", "Ana", ["DP/2099/1"], "Ben")
    yield opened
    opened.close()


def put(store: Store, kind: Kind, **values: Any) -> None:
    """Write a row that nobody reads here, as the tables that own such rows do."""
    table = SEALED[kind][0]
    said: dict[str, Any] = {}
    for column in table.columns:
        if not (column.nullable or column.primary_key):
            said[column.name] = 1 if isinstance(column.type, Integer) else [] if isinstance(column.type, JSON) else "x"
    with store.writing() as connection:
        added = connection.execute(insert(table).values(**said | values))
        enter_row(connection, kind, values.get("id", added.inserted_primary_key[0]))  # type: ignore[index]


def test_every_change_is_entered_with_who_was_signed_in(store: Store) -> None:
    entries = store.audit.every()
    assert {entry.kind for entry in entries} >= {"decision", "key", "search", "document", "snapshot", "presenters"}
    assert [entry.actor for entry in entries if entry.kind == "decision"] == ["Ana", "Ben", "Chen"]
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    assert store.audit.checked().faults == ()


def test_a_change_that_is_not_kept_has_no_entry(store: Store) -> None:
    before = len(store.audit.every())
    with pytest.raises(PortalError, match="Choose another name"):
        store.searches.save("Ana", "mine", "volunteers", "auto", {})
    assert len(store.audit.every()) == before
    assert store.audit.checked().faults == ()


def test_a_key_that_is_used_or_revoked_is_still_the_one_that_was_entered(store: Store) -> None:
    key, secret = store.keys.create("Dora", Role.LEAD)
    assert store.keys.holder(secret) is not None
    store.keys.revoke(key.id)
    assert store.audit.checked().faults == ()
    assert [entry.did for entry in store.audit.every() if entry.subject == key.id] == ["added", "revoked"]


def test_a_key_that_is_revoked_or_good_again_without_an_entry_is_told(store: Store) -> None:
    good, ended = (store.keys.create(name, Role.LEAD)[0].id for name in ("Dora", "Eli"))
    store.keys.revoke(ended)
    with store.writing() as connection:
        for key, revoked_at in ((good, "2099-01-01T00:00:00+00:00"), (ended, None)):
            row = update(access_schema.keys).where(access_schema.keys.c.id == key)
            connection.execute(row.values(revoked_at=revoked_at))
    told = {f"key {good} is revoked and has no entry of it", f"key {ended} is good again and has no entry of it"}
    assert set(store.audit.checked().faults) == told


def test_what_was_written_before_there_was_an_audit_is_entered_by_the_migration(settings: Settings) -> None:
    opened = open_store(settings, create=True)
    accepted(opened, derived())
    with opened.writing() as connection:
        for table in ("audit", "audit_head", "sessions", "keys", "people", "requests", "downloads", "data_version"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
    opened.close()
    opened = open_store(settings)
    assert [(entry.kind, entry.did) for entry in opened.audit.every()] == [("document", "added")]
    assert opened.audit.checked().faults == ()
    opened.close()


@pytest.mark.parametrize(
    ("database", "seed"), [*(("sqlite", seed) for seed in range(10)), ("postgresql", 10)], indirect=["database"]
)
def test_a_thousand_random_tamperings_are_all_told(store: Store, settings: Settings, seed: int) -> None:
    engine = create_engine(settings.store_url)
    chance, untold = random.Random(seed), []
    for _ in range(TAMPERINGS // 10):
        what, found = tampered(engine, chance)
        if not found.faults:
            untold.append(what)
    engine.dispose()
    assert untold == []
    assert store.audit.checked().faults == ()


def tampered(engine: Engine, chance: random.Random) -> tuple[str, Audited]:
    """What was done to a row that chance chose, and what the check finds; undone afterwards."""
    tables = [access_schema.audit] * len(SEALED) + [access_schema.audit_head, *(table for table, _ in SEALED.values())]
    with engine.connect() as connection:
        connection.execute(text(WITHOUT_KEYS[connection.dialect.name]))
        doing = chance.choice((change, change, change, remove, cut_off, copy, exchange))
        what = doing(connection, chance.choice(tables), chance)
        found = OneState(engine, connection).audit.checked()
        connection.rollback()
    return what, found


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(select(table))]


def named(table: Table, row: dict[str, Any]) -> Any:
    column = next(iter(table.primary_key.columns))
    return column == row[column.name]


def columns_of(table: Table) -> list[str]:
    sealed = {one.name: names for one, names in SEALED.values()}
    return list(sealed.get(table.name, [column.name for column in table.columns]))


def other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 1000))
    if isinstance(value, str) and value:
        at = chance.randrange(len(value))
        return value[:at] + chance.choice([c for c in "0a~é" if c != value[at]]) + value[at + 1 :]
    return {"other": 1} if isinstance(value, dict | list) else "x"


def change(connection: Connection, table: Table, chance: random.Random) -> str:
    row, name = chance.choice(rows_of(connection, table)), chance.choice(columns_of(table))
    numeric = isinstance(table.c[name].type, Integer)
    value = 1 if row[name] is None and numeric else other(row[name], chance)
    if isinstance(row[name], str) or (row[name] is None and not numeric):
        value = str(value)
    numbered = name in ("id", "sequence") and isinstance(value, int)
    if numbered and any(one[name] == value for one in rows_of(connection, table)):
        value = 10_000
    connection.execute(update(table).where(named(table, row)).values({name: value}))
    return f"{table.name}.{name}: {row[name]!r} became {value!r}"


def remove(connection: Connection, table: Table, chance: random.Random) -> str:
    row = chance.choice(rows_of(connection, table))
    connection.execute(delete(table).where(named(table, row)))
    return f"a row of {table.name} is gone"


def cut_off(connection: Connection, table: Table, chance: random.Random) -> str:
    first = chance.choice(rows_of(connection, access_schema.audit))["sequence"]
    connection.execute(delete(access_schema.audit).where(access_schema.audit.c.sequence >= first))
    return f"the audit is cut off at {first}"


def copy(connection: Connection, table: Table, chance: random.Random) -> str:
    row = dict(chance.choice(rows_of(connection, table)))
    fresh = {"id": 9999, "sequence": 9999, "hash": "f" * 64, "ordinal": 99, "replaces": None, "sha256": "f" * 64}
    for name in row.keys() & fresh.keys():
        row[name] = str(fresh[name]) if isinstance(row[name], str) else fresh[name]
    connection.execute(insert(table).values(**row))
    return f"a row of {table.name} was put in"


def exchange(connection: Connection, table: Table, chance: random.Random) -> str:
    one, two = chance.sample(rows_of(connection, access_schema.audit), 2)
    for row, values in ((one, two), (two, one)):
        given = {name: value for name, value in values.items() if name != "sequence"}
        connection.execute(update(access_schema.audit).where(named(access_schema.audit, row)).values(**given))
    return f"entries {one['sequence']} and {two['sequence']} changed places"
