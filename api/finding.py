"""Commands that ask the passage index: search and answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api.output import counted
from corpus.documents import WorkType
from corpus.errors import PortalError
from corpus.queries import named_work
from corpus.settings import Settings
from corpus.store import Store, open_store
from search.answer import answer
from search.index import open_index
from search.retrieve import Searcher, SearchFilters

LANGUAGE = re.compile(r"[a-z]{2,3}")
COUNTRY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a call, as given; None or empty means no filter."""

    lang: Sequence[str] | None = None
    type: Sequence[str] | None = None
    country: Sequence[str] | None = None
    year: Sequence[int] | None = None
    work: Sequence[str] | None = None

    def filters(self) -> SearchFilters:
        """The same as the search floor takes it.

        Raises ``PortalError`` bad_input for what can never be found: a typing error must not look like "nothing there".
        """
        return SearchFilters(
            lang=tuple(_matching("language", word.lower(), LANGUAGE, "a code such as zh") for word in self.lang or ()),
            type=tuple(_document_type(word) for word in self.type or ()),
            country=tuple(_matching("country", w.upper(), COUNTRY, "a code such as KEN") for w in self.country or ()),
            year=tuple(self.year or ()),
            work=tuple(_work(word) for word in self.work or ()),
        )


def _matching(name: str, word: str, pattern: re.Pattern[str], remedy: str) -> str:
    if pattern.fullmatch(word) is None:
        raise PortalError("bad_input", f"{name} {word!r}", f"give {remedy}")
    return word


def _document_type(word: str) -> str:
    allowed = [kind.value for kind in WorkType]
    if word not in allowed:
        raise PortalError("bad_input", f"type {word!r}", f"it is one of {', '.join(allowed)}")
    return word


def _work(word: str) -> str:
    try:
        return named_work(word)
    except ValueError as failure:
        raise PortalError("bad_input", f"work {word!r}", "give a document symbol such as A/RES/75/233") from failure


def search_document(settings: Settings, query: str, k: int, mode: str, wanted: Wanted) -> dict[str, Any]:
    """A search in the contract's shape, with a note on what could not be read."""
    filters = wanted.filters()
    with _opened(settings) as (store, searcher):
        found = searcher.search(query, k=k, mode=mode, filters=filters).as_json()
        return found | {"notes": [*found["notes"], *unread_notes(store)]}


def answer_document(settings: Settings, question: str) -> dict[str, Any]:
    """An answer in the contract's shape."""
    with _opened(settings) as (_, searcher):
        return answer(searcher, question).as_json()


def unread_notes(store: Store) -> list[str]:
    """What the corpus holds and could not read, in a line, or nothing."""
    unread = [e for e in store.works.expressions() if e.unread_pages]
    pages = counted(sum(e.unread_pages for e in unread), "unread page")
    has = "has" if len(unread) == 1 else "have"
    return [f"{counted(len(unread), 'document')} {has} {pages}: there may be more to find"] if unread else []


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Store, Searcher]]:
    store = open_store(settings)
    try:
        with open_index(settings) as index:
            yield store, Searcher(index, store)
    finally:
        store.close()
