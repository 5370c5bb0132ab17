"""What helps a person whose search found little: other spellings, fewer filters, what is cited and not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from api.citing import cited_line
from corpus.queries import query_symbol
from corpus.store import Store
from search.searcher import Searcher, SearchFilters, SearchResult
from search.suggest import Suggester

LANGUAGES = 6
"""Languages that are named where a search in others finds something."""


@dataclass(frozen=True, slots=True)
class SearchHelp:
    """Adds help to what a search found."""

    searcher: Searcher
    store: Store
    suggester: Suggester

    def with_help(self, found: SearchResult, filters: SearchFilters) -> dict[str, Any]:
        """The result in the contract's shape, with ``did_you_mean``, and ``help`` where nothing was found."""
        texts = [hit.text for hit in found.hits]
        return found.as_json() | {
            "did_you_mean": self.suggester.did_you_mean(found.query, filters, said_as_typed(found), texts),
            "help": None if found.total else self._help(found, filters),
        }

    def _help(self, found: SearchResult, filters: SearchFilters) -> dict[str, Any]:
        given = [name for name in (field.name for field in fields(filters)) if getattr(filters, name)]
        fewer = [self._without(found, filters, (name,)) for name in given]
        every = [self._without(found, filters, given)] if len(given) > 1 else []
        named = query_symbol(found.query)
        cited = None if named is None else self.store.graph.times_cited(named.key)
        return {
            "without": [one for one in (*fewer, *every) if one["total"]],
            "languages": self._languages(found, filters) if filters.lang else [],
            "cited": None if cited is None or cited.in_corpus else cited_line(cited),
        }

    def _without(self, found: SearchResult, filters: SearchFilters, names: Sequence[str]) -> dict[str, Any]:
        """How much there is without some of the filters."""
        again = self._again(found, replace(filters, **dict.fromkeys(names, ())))
        return {"filters": list(names), "total": again.total, "total_is": again.total_is}

    def _languages(self, found: SearchResult, filters: SearchFilters) -> list[Mapping[str, Any]]:
        """The languages in which there is something, with how much."""
        return list(self._again(found, replace(filters, lang=())).facets["language"][:LANGUAGES])

    def _again(self, found: SearchResult, filters: SearchFilters) -> SearchResult:
        return self.searcher.search(found.query, k=0, mode=found.mode, filters=filters)


def said_as_typed(found: SearchResult) -> set[str]:
    """The terms of a query that one of the hits says just as they were typed."""
    texts = ((hit.text.casefold(), {one["typed"] for one in hit.matched}) for hit in found.hits)
    return {typed for text, every in texts for typed in every if typed.casefold() in text}
