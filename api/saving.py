"""Saved searches as people send and see them: kept, listed, run, forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from api.checked import one_of
from api.finding import Wanted
from api.output import Document, counted
from api.search_output import hit_text
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.jobs import now
from corpus.store.searches import SavedSearch
from ingest.corrections import LONGEST_AUTHOR, plain_line
from search.query import MODES, checked_query
from search.searcher import Searcher, SearchFilters

LOOKED_AT = 1000
"""Passages of a search that are looked at for new ones."""


def saved_document(
    store: Store, *, owner: str, name: str, query: str, mode: str, filters: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    """Keep a search. Raises ``PortalError``: bad_input, query_empty, query_too_long, name_taken."""
    kept = Wanted(**{key: list(words) for key, words in filters.items()}).filters()
    search = store.searches.save(
        _line("owner", owner), _line("name", name), checked_query(query), one_of("mode", mode, MODES), _given(kept)
    )
    return search_document(search)


def _line(what: str, text: str) -> str:
    plain = text.strip()
    if not plain or not plain_line(plain, LONGEST_AUTHOR):
        remedy = f"give one line of up to {LONGEST_AUTHOR} characters"
        raise PortalError("bad_input", f"a saved search needs its {what}", remedy)
    return plain


def _given(filters: SearchFilters) -> dict[str, list[Any]]:
    """The filters that were given, by name."""
    values = {field.name: list(getattr(filters, field.name)) for field in fields(filters)}
    return {name: given for name, given in values.items() if given}


def search_document(search: SavedSearch) -> dict[str, Any]:
    """A saved search."""
    plain = ("id", "owner", "name", "query", "mode", "created_at", "last_run_at")
    return {name: getattr(search, name) for name in plain} | {"filters": dict(search.filters)}


def searches_document(store: Store, owner: str | None = None) -> dict[str, Any]:
    """The saved searches of one owner or of all."""
    return {"searches": [search_document(one) for one in store.searches.every(owner)]}


def run_document(searcher: Searcher, store: Store, search: SavedSearch, k: int) -> dict[str, Any]:
    """Run a saved search: the ``k`` best passages of documents that were published since it was run before, or saved.

    What it found before is not new, also where its document was read again since. Raises as ``Searcher.search``.
    """
    at, filters = now(), SearchFilters(**{name: tuple(values) for name, values in search.filters.items()})
    found = searcher.search(search.query, k=LOOKED_AT, mode=search.mode, filters=filters)
    ids = [hit.passage_id for hit in found.hits]
    new = store.searches.published_since(search.since, ids) - set(search.seen)
    store.searches.ran(search.id, at, ids)
    hits = [hit for hit in found.as_json()["hits"] if hit["passage_id"] in new]
    return {
        "search": search_document(search) | {"last_run_at": at},
        "since": search.since,
        "total": found.total,
        "total_is": found.total_is,
        "new": len(hits),
        "hits": hits[:k],
        "notes": list(found.notes),
    }


def searches_text(d: Document) -> Iterator[str]:
    """One line for each saved search."""
    yield f"{len(d['searches'])} saved search{'' if len(d['searches']) == 1 else 'es'}"
    for one in d["searches"]:
        run = f"run {_minute(one['last_run_at'])}" if one["last_run_at"] else "not run yet"
        kept = "".join(f"  {name}={','.join(map(str, values))}" for name, values in one["filters"].items())
        yield f"  {one['name']}  ({one['owner']}): {one['query']}{kept}  [{run}]"


def saved_text(d: Document) -> Iterator[str]:
    """What was kept."""
    yield f"saved as {d['name']!r} of {d['owner']}: run it with  vkp searches run {d['name']!r} --by {d['owner']!r}"


def ran_text(d: Document) -> Iterator[str]:
    """How many new passages there are, then the passages."""
    found = f"{counted(d['new'], 'new passage')} of {counted(d['total'], 'passage')}"
    yield f"{d['search']['name']}: {found} since {_minute(d['since'])}"
    for hit in d["hits"]:
        yield from hit_text(hit)


def removed_text(d: Document) -> Iterator[str]:
    """What was forgotten."""
    yield f"removed {d['name']!r} of {d['owner']}"


def _minute(time: str) -> str:
    return f"{time[:16].replace('T', ' ')} UTC"
