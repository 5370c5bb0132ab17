"""Who is signed in at the pages: a cookie of chance, of which only the SHA-256 is kept.

A session that a key began ends with it, and has its role. One that a provider vouched for has the role it had then.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from corpus.access import Role
from corpus.folding import plain_name
from corpus.store import access_schema
from corpus.store.clock import from_now, now
from corpus.store.keys import Key, hashed

if TYPE_CHECKING:
    from corpus.store.open import Store

SESSION_BYTES = 32

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in."""

    name: str
    role: Role
    expires_at: str


@dataclass(frozen=True)
class SessionTable:
    """Beginning and ending sessions."""

    store: Store

    def begin(self, name: str, role: Role, seconds: int, key: Key | None = None, *, before: str | None = None) -> str:
        """The secret text of a new session; the one ``before`` it, and those that have expired, are ended."""
        text = secrets.token_urlsafe(SESSION_BYTES)
        until = from_now(timedelta(seconds=seconds))
        expires = until if key is None or key.expires_at is None else min(until, key.expires_at)
        values = {"hash": hashed(text), "key": None if key is None else key.id, "name": name, "role": role.value}
        with self.store.writing() as connection:
            _end(connection, before)
            connection.execute(delete(access_schema.sessions).where(access_schema.sessions.c.expires_at <= now()))
            connection.execute(insert(access_schema.sessions).values(**values, begun_at=now(), expires_at=expires))
        return text

    def get(self, text: str) -> Session | None:
        """Whose session this is; None where it ended, expired, or its key is no longer live."""
        table, keys = access_schema.sessions.c, access_schema.keys.c
        query = (
            select(table.name, table.role, table.expires_at)
            .outerjoin(access_schema.keys, keys.id == table.key)
            .where(table.hash == hashed(text), table.expires_at > now(), keys.revoked_at.is_(None))
        )
        with self.store.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Session(row.name, Role(row.role), row.expires_at)

    def end(self, text: str | None) -> None:
        """Sign out."""
        with self.store.writing() as connection:
            _end(connection, text)

    def name_of(self, subject: str, wanted: str) -> str:
        """The name that whoever came from a provider signs with, the same every time.

        It is theirs alone: where somebody else has it, by a key or from the provider, a number is put behind it.
        """
        table = access_schema.people
        with self.store.writing(in_turn=True) as connection:
            known = connection.execute(select(table.c.name).where(table.c.subject == subject)).scalar()
            if known is not None:
                return str(known)
            name = _free(wanted, _taken(connection))
            row = {"subject": subject, "name": name, "plain": _plain(name), "first_seen_at": now()}
            connection.execute(insert(table).values(**row))
        return name


def _end(connection: Connection, text: str | None) -> None:
    if text is not None:
        connection.execute(delete(access_schema.sessions).where(access_schema.sessions.c.hash == hashed(text)))


def _taken(connection: Connection) -> set[str]:
    of_keys = connection.execute(select(access_schema.keys.c.name)).scalars()
    return {_plain(name) for name in of_keys} | set(connection.execute(select(access_schema.people.c.plain)).scalars())


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted[:LONGEST_NAME], 2
    while _plain(name) in taken:
        name, number = f"{wanted[: LONGEST_NAME - 6]} ({number})", number + 1
    return name


def _plain(name: str) -> str:
    return plain_name(name).casefold()[:LONGEST_NAME]
