"""Commands that ask the passage index: search and answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.checked import country_code, document_type, language_code, work_of, year_of
from api.corpus_folder import open_searcher
from api.output import counted
from api.search_help import SearchHelp
from corpus.settings import Settings
from corpus.store import Store
from search.answer import answer
from search.generate import open_generator
from search.near import Known
from search.searcher import SearchFilters
from search.suggest import Suggester
from search.vocabulary import open_vocabulary

COUNTING_SECONDS = 2.0
"""How long a command may count words of documents that came since the last time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a call, as given; None or empty means no filter."""

    lang: Sequence[str] | None = None
    type: Sequence[str] | None = None
    country: Sequence[str] | None = None
    year: Sequence[int] | None = None
    work: Sequence[str] | None = None

    def filters(self) -> SearchFilters:
        """The same as the search floor takes it. Raises ``PortalError`` bad_input (``api.checked``)."""
        return SearchFilters(
            lang=tuple(map(language_code, self.lang or ())),
            type=tuple(map(document_type, self.type or ())),
            country=tuple(map(country_code, self.country or ())),
            year=tuple(map(year_of, self.year or ())),
            work=tuple(map(work_of, self.work or ())),
        )


def search_document(
    settings: Settings, query: str, k: int, mode: str, wanted: Wanted, *, explain: bool = False
) -> dict[str, Any]:
    """A search in the contract's shape, with help and a note on what could not be read."""
    filters = wanted.filters()
    with open_searcher(settings) as (store, searcher):
        found = searcher.search(query, k=k, mode=mode, filters=filters, explain=explain)
        suggester = Suggester(searcher, cache(lambda: words_of_corpus(settings, store)))
        return with_unread(SearchHelp(searcher, store, suggester).with_help(found, filters), store)


def words_of_corpus(settings: Settings, store: Store) -> Known:
    """The words of a corpus, those of new documents counted as far as time suffices."""
    return open_vocabulary(settings.data).fresh(store, COUNTING_SECONDS)


def answer_document(settings: Settings, question: str) -> dict[str, Any]:
    """An answer in the contract's shape, with a note on what could not be read."""
    with open_searcher(settings) as (store, searcher):
        return with_unread(answer(searcher, question, open_generator(settings)).as_json(), store)


def with_unread(found: Mapping[str, Any], store: Store) -> dict[str, Any]:
    """What was found, its notes followed by one on what could not be read."""
    return {**found, "notes": [*found["notes"], *unread_notes(store)]}


def unread_notes(store: Store) -> list[str]:
    """What the corpus holds and could not read, in a line, or nothing."""
    documents, pages = store.works.unread()
    has = "has" if documents == 1 else "have"
    said = f"{counted(documents, 'document')} {has} {counted(pages, 'unread page')}: there may be more to find"
    return [said] if documents else []
