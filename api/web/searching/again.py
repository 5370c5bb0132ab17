"""Passages that a search found before, shown again as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.store import Store


def shown_again(store: Store, query: str, passages: Sequence[str]) -> list[dict[str, Any]]:
    """Passages by their ids with the words of the query marked; those that are not shown any more are left out."""
    from search.highlight import Matcher, highlights  # noqa: PLC0415 - the search floor takes two seconds to import
    from search.query import read_query  # noqa: PLC0415 - as above

    found = [one for one in map(store.works.passage, passages) if one is not None]
    matcher = Matcher(read_query(query, "lexical", None, None)) if found else None
    return [
        {
            "work": one.expression.work,
            "language": one.expression.language,
            "title": one.expression.title,
            "path": one.path,
            "page_first": one.page_first,
            "text": one.text,
            "highlights": [] if matcher is None else highlights(one.text, matcher.matches(one.text, language)),
        }
        for one in found
        for language in (one.expression.language,)
    ]
