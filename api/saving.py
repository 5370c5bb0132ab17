"""Saved searches as people send and see them: kept, listed, run, forgotten."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from api.checked import one_of
from api.finding import Wanted
from api.output import Document, counted
from api.search_output import hit_text
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.clock import now
from corpus.store.searches import SavedSearch
from ingest.corrections import LONGEST_AUTHOR, plain_line
from search.query import MODES, checked_query
from search.searcher import Searcher, SearchFilters

LOOKED_AT = 1000
"""Passages of a search that are looked at for new ones."""


@dataclass(frozen=True, slots=True)
class New:
    """What a search finds that is new, in the contract's shape. ``whole``: it is all there is."""

    hits: Sequence[dict[str, Any]] = ()
    total: int = 0
    notes: tuple[str, ...] = ()
    whole: bool = True


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
    plain = _composed(text)
    if not any(map(str.isalnum, plain)) or not plain_line(plain, LONGEST_AUTHOR):
        remedy = f"give one line of up to {LONGEST_AUTHOR} characters, with a letter or a digit"
        raise PortalError("bad_input", f"a saved search needs its {what}", remedy)
    return plain


def _composed(text: str) -> str:
    """A name as it is kept: what looks alike is alike, also where a keyboard gives letters and accents apart."""
    return unicodedata.normalize("NFC", text).strip()


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
    kept = store.searches.every(None if owner is None else _composed(owner))
    return {"searches": [search_document(one) for one in kept]}


def search_named(store: Store, owner: str, name: str) -> SavedSearch:
    """A saved search by its owner and name, as they were typed. Raises ``PortalError("unknown_search")``."""
    return store.searches.named(_composed(owner), _composed(name))


def run_document(searcher: Searcher, store: Store, search: SavedSearch, k: int) -> dict[str, Any]:
    """Run a saved search: the ``k`` best passages of documents that were published since it was run before, or saved.

    What it found before is not new, also where its document was read again since. ``new`` counts those beyond the ``k``
    too: they are kept for the next run, and so is the time. Raises as ``Searcher.search``.
    """
    at, seen = now(), store.searches.seen(search.id)
    found = _new(searcher, store, search, seen)
    shown = found.hits[:k]
    told = at if found.whole and len(shown) == len(found.hits) else search.last_run_at
    store.searches.ran(search.id, told, seen | {hit["passage_id"] for hit in shown})
    return {
        "search": search_document(search) | {"last_run_at": told},
        "since": search.since,
        "total": found.total,
        "total_is": "exact" if found.whole else "at_least",
        "new": len(found.hits),
        "hits": list(shown),
        "notes": list(found.notes),
    }


def _new(searcher: Searcher, store: Store, search: SavedSearch, seen: frozenset[str]) -> New:
    """What a search finds in documents that are new.

    A search ranks only the best passages. Where all of them were shown before, the documents they are of make room for
    the others: so each new document has its turn.
    """
    filters = SearchFilters(**{name: tuple(values) for name, values in search.filters.items()})
    works = _new_works(store, search, filters)
    while works:
        within = replace(filters, work=tuple(sorted(works)))
        found = searcher.search(search.query, k=LOOKED_AT, mode=search.mode, filters=within)
        whole = found.total_is == "exact" and len(found.hits) == found.total
        fresh = store.searches.published_since(search.since, [hit.passage_id for hit in found.hits]) - seen
        if fresh or whole or not found.hits:
            hits = [hit for hit in found.as_json()["hits"] if hit["passage_id"] in fresh]
            return New(hits, found.total, found.notes, whole or not found.hits)
        works = works - {hit.work for hit in found.hits}
    return New()


def _new_works(store: Store, search: SavedSearch, filters: SearchFilters) -> set[str]:
    """The Works with new documents, of those that a search keeps to."""
    works = store.searches.works_published_since(search.since)
    return works & {store.works.key(work) or work for work in filters.work} if filters.work else works


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
    """How many new passages are shown, then the passages, then whether there are more."""
    documents = len({(hit["work"], hit["language"]) for hit in d["hits"]})
    found = f"{counted(len(d['hits']), 'new passage')} in {counted(documents, 'new document')}"
    yield f"{d['search']['name']}: {found} since {_minute(d['since'])}"
    for hit in d["hits"]:
        yield from hit_text(hit)
    more = d["new"] - len(d["hits"])
    if more or d["total_is"] == "at_least":
        yield f"{f'{more} more' if more else 'there may be more'}: run it again"


def removed_text(d: Document) -> Iterator[str]:
    """What was forgotten."""
    yield f"removed {d['name']!r} of {d['owner']}"


def _minute(time: str) -> str:
    return f"{time[:16].replace('T', ' ')} UTC"
