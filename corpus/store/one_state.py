"""Reading several tables from one state of the store, whatever others write meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from corpus.store.open import Store


@dataclass(frozen=True)
class OneState(Store):
    """A store of which everything is read in one transaction, by one thread."""

    connection: Connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection that all readings share."""
        yield self.connection


@contextmanager
def one_state(store: Store) -> Iterator[Store]:
    """The store as it is now: what is read of it fits together. It is for reading alone."""
    with store.reading() as connection:
        yield OneState(store.engine, connection)
