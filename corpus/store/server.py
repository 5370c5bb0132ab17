"""PostgreSQL: how its connections are made, so that nothing waits without end, and what a database there has to be."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text

from corpus.errors import PortalError

CONNECT_SECONDS = 5
LOCK_SECONDS = 10
"""How long a row is waited for that somebody else writes."""

STATEMENT_SECONDS = 120
IDLE_SECONDS = 300
"""How long a transaction may do nothing: one whose process is frozen gives back what it has locked."""

POOL, MORE = 10, 30
"""Connections that are kept, and how many more there may be: together as many as a server has threads."""

CREATE = "CREATE DATABASE name ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"


def connect_server(url: URL, **options: Any) -> Engine:
    """A pool of connections to a PostgreSQL server; one that is lost is made anew when it is next asked for."""
    pool = {} if "poolclass" in options else {"pool_size": POOL, "max_overflow": MORE, "pool_timeout": LOCK_SECONDS}
    return create_engine(url, pool_pre_ping=True, connect_args=_limits(url), **pool, **options)


MIGRATING = 8_310_742_962
"""The number of the lock that who makes the tables holds until they are made."""


def prepare_migration(connection: Connection) -> None:
    """Let one process at a time bring the schema forward, however long it takes; see ``_require_plain_order``."""
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})
    _require_plain_order(connection)


def _require_plain_order(connection: Connection) -> None:
    """``PortalError("data_unreadable")`` for a database that keeps or sorts text otherwise than SQLite does.

    Lists are sorted by the database and gone through in Python: both have to go by code points.
    """
    query = "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
    encoding, order = connection.execute(text(query)).one()
    if encoding != "UTF8" or order not in ("C", "POSIX", "C.UTF-8", "C.utf8"):
        raise PortalError("data_unreadable", f"the database has {encoding}, sorted as {order}", f"make it by: {CREATE}")


def _limits(url: URL) -> dict[str, Any]:
    """What libpq is told; what stands in the address goes first."""
    times = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": LOCK_SECONDS,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    options = " ".join(f"-c {name}={seconds}s" for name, seconds in times.items())
    said = {
        "client_encoding": "utf8",
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
    }
    given = url.query.get("options", "")
    return {name: value for name, value in said.items() if name not in url.query} | {
        "options": f"{options} {given if isinstance(given, str) else ' '.join(given)}".strip()
    }
