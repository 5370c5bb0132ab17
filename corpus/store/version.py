"""Which state of the store is shown: equal versions read equal data, so that what was made of one may be kept.

SQLite says of one connection whether any other has committed since (``PRAGMA data_version``): one connection is held
that does nothing but ask. PostgreSQL names the transactions that a statement sees.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sqlalchemy import PoolProxiedConnection, text

if TYPE_CHECKING:
    from corpus.store.open import Store


class DataVersion:
    """Tells whether the store has changed. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asking = threading.Lock()
        self._held: PoolProxiedConnection | None = None

    def now(self) -> str:
        """The version of what a reading that begins now would see, or an older one."""
        if self._store.engine.dialect.name == "sqlite":
            return self._of_sqlite()
        with self._store.reading() as connection:
            return str(connection.execute(text("SELECT pg_current_snapshot()")).scalar_one())

    def _of_sqlite(self) -> str:
        with self._asking:
            if self._held is None:
                self._held = self._store.engine.raw_connection()
            cursor = self._held.cursor()
            try:
                cursor.execute("PRAGMA data_version")
                found = cursor.fetchone()
            finally:
                cursor.close()
        return str(found[0] if found else "")

    def close(self) -> None:
        """Give the connection back."""
        with self._asking:
            if self._held is not None:
                self._held.close()
                self._held = None
