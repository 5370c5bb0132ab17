"""What a database says of its failures, as errors with a remedy: in one line, whichever database it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, OperationalError, TimeoutError

from corpus.errors import PortalError

STATES = {
    "53100": "disk_full",  # disk_full
    "55P03": "data_busy",  # lock_not_available: waited for a row or a lock for LOCK_SECONDS
    "57014": "data_busy",  # query_canceled: it took STATEMENT_SECONDS
    "40P01": "data_busy",  # deadlock_detected
    "40001": "data_busy",  # serialization_failure
    "42501": "data_unreadable",  # insufficient_privilege
    "25006": "store_unavailable",  # read_only_sql_transaction: a standby
}
"""PostgreSQL's SQLSTATE: which error it is."""

LOST = ("08", "53", "57P")
"""Classes of SQLSTATE in which the server ends the connection or takes none: connections, resources, the operator."""

NOTHING_WRITTEN = "nothing of it was written: send it again"


@contextmanager
def named_failures() -> Iterator[None]:
    """Name the failures of the database: disk_full, data_busy, data_unreadable, store_unavailable, bad_input."""
    try:
        yield
    except DBAPIError as failure:
        named = _of_sqlite(failure) if _is_sqlite(failure) else _of_postgresql(failure)
        if named is None:
            raise
        raise named from failure
    except TimeoutError as failure:  # every connection of the pool is in use
        raise PortalError("data_busy", "every connection to the database is in use", NOTHING_WRITTEN) from failure


def _is_sqlite(failure: DBAPIError) -> bool:
    return type(failure.orig).__module__ == "sqlite3"


def _of_sqlite(failure: DBAPIError) -> PortalError | None:
    reason = str(failure.orig)
    if isinstance(failure, OperationalError):
        return failure_of(reason)
    if isinstance(failure, DatabaseError) and ("not a database" in reason or "malformed" in reason):
        return PortalError("data_unreadable", reason)
    return None


def failure_of(reason: str) -> PortalError:
    """The error of what SQLite says of itself when it cannot go on."""
    if "disk is full" in reason:
        return PortalError("disk_full", reason)
    if "disk I/O" in reason:
        return PortalError("data_unreadable", reason, "check the disk's free space and its health")
    return PortalError("data_busy" if "locked" in reason else "data_unreadable", reason)


def _of_postgresql(failure: DBAPIError) -> PortalError | None:
    """None for what is a mistake of the portal; what has no SQLSTATE was said by no server: it cannot be reached."""
    state = getattr(failure.orig, "sqlstate", None)
    reason = str(failure.orig).splitlines()[0] if str(failure.orig) else type(failure.orig).__name__
    code = STATES.get(state or "")
    if code is None and isinstance(failure, OperationalError) and (state is None or state.startswith(LOST)):
        code = "store_unavailable"
    if isinstance(failure, DataError):  # a NUL character, a number that no column has room for
        code = "bad_input"
    if code is None:
        return None
    return PortalError(code, reason, NOTHING_WRITTEN if code == "data_busy" else None)
