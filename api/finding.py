"""Commands that ask the passage index: search and answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from corpus.settings import Settings
from corpus.store import Store, open_store
from search.answer import answer
from search.index import open_index
from search.retrieve import Searcher, SearchFilters


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a call, as given; None or empty means no filter."""

    lang: Sequence[str] | None = None
    type: Sequence[str] | None = None
    country: Sequence[str] | None = None
    year: Sequence[int] | None = None
    work: Sequence[str] | None = None

    def filters(self) -> SearchFilters:
        """The same as the search floor takes it."""
        return SearchFilters(
            lang=tuple(self.lang or ()),
            type=tuple(self.type or ()),
            country=tuple(code.upper() for code in self.country or ()),
            year=tuple(self.year or ()),
            work=tuple(self.work or ()),
        )


def search_document(settings: Settings, query: str, k: int, mode: str, wanted: Wanted) -> dict[str, Any]:
    """A search in the contract's shape, with a note on what could not be read."""
    with _opened(settings) as (store, searcher):
        found = searcher.search(query, k=k, mode=mode, filters=wanted.filters()).as_json()
        return found | {"notes": [*found["notes"], *unread_notes(store)]}


def answer_document(settings: Settings, question: str) -> dict[str, Any]:
    """An answer in the contract's shape."""
    with _opened(settings) as (_, searcher):
        return answer(searcher, question).as_json()


def unread_notes(store: Store) -> list[str]:
    """What the corpus holds and could not read, in a line, or nothing."""
    unread = [e for e in store.works.expressions() if e.unread_pages]
    pages = sum(e.unread_pages for e in unread)
    return [f"{len(unread)} documents have unread pages ({pages} in all): they may hold more"] if unread else []


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Store, Searcher]]:
    store = open_store(settings)
    try:
        with open_index(settings) as index:
            yield store, Searcher(index)
    finally:
        store.close()
