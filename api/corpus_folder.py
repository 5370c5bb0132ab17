"""An existing data folder, opened for one command and closed at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.output import notice
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.writer import sole_writer

if TYPE_CHECKING:
    from search.index import PassageIndex
    from search.searcher import Searcher


@contextmanager
def open_corpus(settings: Settings, *, migrate: bool = True) -> Iterator[Store]:
    """The store; ``migrate`` as for ``open_store``."""
    store = open_store(settings, migrate=migrate)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_searcher(settings: Settings) -> Iterator[tuple[Store, Searcher]]:
    """The store, and what searches its passages."""
    from ingest.mending import holds_all  # noqa: PLC0415 - the search floor takes two seconds to import
    from search.index import open_index  # noqa: PLC0415 - as above
    from search.searcher import Searcher  # noqa: PLC0415 - as above

    with open_corpus(settings) as store, open_index(settings) as index:
        if not holds_all(index, store):
            _mend(settings, store, index)
        yield store, Searcher(index, store)


def _mend(settings: Settings, store: Store, index: PassageIndex) -> None:
    """Mend the index, and say so; where somebody writes, it is left to them, and that is said."""
    from ingest.mending import mend  # noqa: PLC0415 - as above

    try:
        with sole_writer(settings.model_copy(update={"lock_seconds": 0.0})):
            mended = mend(index, store)
    except PortalError as failure:
        if failure.code != "data_busy":
            raise
        notice("vkp: the index is being written: passages may be missing")
    else:
        if mended is not None:
            notice(f"vkp: {mended}")
