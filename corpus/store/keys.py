"""Keys: 256 bits of chance that a person or a program shows, of which only the SHA-256 is kept.

A hash without salt and stretching is enough here: there are no words to guess in 256 bits of chance.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, or_, select, update

from corpus.access import Role
from corpus.errors import PortalError
from corpus.store import access_schema
from corpus.store.audit import REVOKED, Kind, enter, enter_row
from corpus.store.clock import from_now, now

if TYPE_CHECKING:
    from corpus.store.open import Store

PREFIX = "vkp_"
"""How every key begins, so that programs which look for secrets in files know one."""

SECRET_BYTES = 32
ID_BYTES = 4

USED_SECONDS = 3600
"""How exactly a key's last use is kept: writing it at every request would make every reader a writer."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was given out; the key itself is not kept. Times as in the store, None where there is none."""

    id: str
    name: str
    role: Role
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None

    @property
    def state(self) -> str:
        """*live*, *expired* or *revoked*."""
        if self.revoked_at is not None:
            return "revoked"
        return "live" if self.expires_at is None or self.expires_at > now() else "expired"


@dataclass(frozen=True)
class KeyTable:
    """Giving out keys, knowing them again, and revoking them."""

    store: Store

    def create(self, name: str, role: Role, days: int | None = None) -> tuple[Key, str]:
        """A new key and its secret text, which is told here and never again."""
        text = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        expires = None if days is None else from_now(timedelta(days=days))
        key = Key(secrets.token_hex(ID_BYTES), name, role, now(), expires, None, None)
        values: dict[str, Any] = {"id": key.id, "name": name, "role": role.value, "hash": hashed(text)}
        values |= {"created_at": key.created_at, "expires_at": key.expires_at}
        with self.store.writing() as connection:
            connection.execute(insert(access_schema.keys).values(**values))
            enter_row(connection, Kind.KEY, key.id)
        return key, text

    def every(self) -> list[Key]:
        """Every key that was ever given out, the oldest first."""
        query = select(*_columns()).order_by(access_schema.keys.c.created_at, access_schema.keys.c.id)
        with self.store.reading() as connection:
            return [_key(row) for row in connection.execute(query)]

    def any(self) -> bool:
        """Whether a key was ever given out: one that is revoked does not open the portal to everybody again."""
        with self.store.reading() as connection:
            return connection.execute(select(access_schema.keys.c.id).limit(1)).first() is not None

    def holder(self, text: str) -> Key | None:
        """The live key with this text, or None; that it was used is kept, to the hour."""
        query = select(*_columns()).where(access_schema.keys.c.hash == hashed(text))
        with self.store.reading() as connection:
            row = connection.execute(query).first()
        key = None if row is None else _key(row)
        if key is None or key.state != "live":
            return None
        self._used(key)
        return key

    def _used(self, key: Key) -> None:
        before = from_now(-timedelta(seconds=USED_SECONDS))
        if key.last_used_at is not None and key.last_used_at > before:
            return
        table = access_schema.keys
        unused = or_(table.c.last_used_at.is_(None), table.c.last_used_at <= before)
        with self.store.writing() as connection:
            connection.execute(update(table).where(table.c.id == key.id, unused).values(last_used_at=now()))

    def revoke(self, named: str) -> Key:
        """End a key by its id, or by its name where one live key has it, with every session that it began.

        Raises ``PortalError``: unknown_key; bad_input where several have the name.
        """
        key = _one([key for key in self.every() if named in (key.id, key.name)], named)
        with self.store.writing() as connection:
            chosen = (access_schema.keys.c.id == key.id, access_schema.keys.c.revoked_at.is_(None))
            if connection.execute(update(access_schema.keys).where(*chosen).values(revoked_at=now())).rowcount:
                enter(connection, Kind.KEY, REVOKED, key.id)
            connection.execute(access_schema.sessions.delete().where(access_schema.sessions.c.key == key.id))
        return next(one for one in self.every() if one.id == key.id)


def hashed(text: str) -> str:
    """What is kept of a secret."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _one(found: list[Key], named: str) -> Key:
    live = [key for key in found if key.state == "live"] if len(found) > 1 else found
    if not found or not live:
        raise PortalError("unknown_key", named[:80])
    if len(live) > 1:
        ids = ", ".join(key.id for key in live)
        raise PortalError("bad_input", f"{len(live)} keys are named {named[:80]!r}: {ids}", "name one by its id")
    return live[0]


def _columns() -> list[Any]:
    return [access_schema.keys.c[name] for name in Key.__dataclass_fields__]


def _key(row: Row[Any]) -> Key:
    return Key(**{**row._mapping, "role": Role(row.role)})
