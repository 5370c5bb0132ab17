"""The tables of who may come in and of what was done: keys, sessions, people, the audit and requests with a key.

They stand beside the tables of documents and reviews (``corpus.store.schema``) in the same database.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from corpus.store.schema import metadata, words

keys = Table(
    "keys",
    metadata,
    Column("id", words(12), primary_key=True),
    Column("name", words(80), nullable=False),
    Column("role", words(12), nullable=False),
    Column("hash", words(64), nullable=False, unique=True),
    Column("created_at", words(32), nullable=False),
    Column("expires_at", words(32)),
    Column("last_used_at", words(32)),
    Column("revoked_at", words(32)),
)
"""Keys that were given out; of the key itself only its SHA-256. A row is never removed: a revoked key stays named."""

sessions = Table(
    "sessions",
    metadata,
    Column("hash", words(64), primary_key=True),
    Column("key", words(12), ForeignKey("keys.id"), index=True),
    Column("name", words(80), nullable=False),
    Column("role", words(12), nullable=False),
    Column("begun_at", words(32), nullable=False),
    Column("expires_at", words(32), nullable=False, index=True),
)
"""Who is signed in at the pages. ``key`` is the key that was given for it, null for who came from a provider."""

people = Table(
    "people",
    metadata,
    Column("subject", words(400), primary_key=True),
    Column("name", words(80), nullable=False),
    Column("plain", words(80), nullable=False, unique=True),
    Column("first_seen_at", words(32), nullable=False),
)
"""Who came from a provider (``subject``: issuer and identifier), and the name that is theirs alone."""

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", words(32), nullable=False),
    Column("actor", words(80), nullable=False),
    Column("kind", words(16), nullable=False),
    Column("did", words(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("content", words(64), nullable=False),
    Column("hash", words(64), nullable=False),
)
"""What was written, by whom and when: added in the transaction of the change; see ``corpus.store.audit``."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("hash", words(64), nullable=False),
)
"""The one row that names the last entry of the audit: who adds one holds it, and what is cut off is missed."""

requests = Table(
    "requests",
    metadata,
    Column("actor", words(80), nullable=False),
    Column("key", words(200), nullable=False),
    Column("route", words(80), nullable=False),
    Column("fingerprint", words(64), nullable=False),
    Column("at", words(32), nullable=False, index=True),
    Column("entry", Integer),
    Column("entries", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    PrimaryKeyConstraint("actor", "key"),
)
"""Requests that were carried out, by their idempotency key: added in the transaction of what they wrote, with the
answer. ``entry`` is the first of the ``entries`` that they made in the audit; see ``corpus.store.requests``."""
