"""An existing data folder, opened for one command and closed at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.settings import Settings
from corpus.store import Store, open_store

if TYPE_CHECKING:
    from search.searcher import Searcher


@contextmanager
def open_corpus(settings: Settings) -> Iterator[Store]:
    """The store."""
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_searcher(settings: Settings) -> Iterator[tuple[Store, Searcher]]:
    """The store, and what searches its passages."""
    from search.index import open_index  # noqa: PLC0415 - the search floor takes two seconds to import
    from search.searcher import Searcher  # noqa: PLC0415 - as above

    with open_corpus(settings) as store, open_index(settings) as index:
        yield store, Searcher(index, store)
