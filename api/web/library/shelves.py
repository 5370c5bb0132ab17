"""What the corpus holds, for the home page and the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api import views
from api.citing import cited_line
from api.web.library.products import known_products
from api.web.portions import Portion, by_length
from corpus.documents import WorkType
from corpus.library import LibraryEntry
from corpus.store import Store
from corpus.store.jobs import Job

WORKS = 50
"""Works on one page of the library."""

LISTED = 20
"""Lines on one page of each of the other lists."""


NamedJob = tuple[str, Job]
"""A file's name without its folder, and what became of it."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of each list is shown, counted from 1."""

    failed: int = 1
    unread: int = 1
    missing: int = 1


@dataclass(frozen=True, slots=True)
class HiddenFile:
    """A file that is kept and not shown: its name, and that of the file shown in its place."""

    work: str
    language: str
    sha256: str
    name: str
    shown: str | None


def hidden_files(store: Store, state: str) -> list[HiddenFile]:
    """The originals whose expressions are in a state ("alternate", "superseded") and that show nothing else.

    An original may have been read anew, or told to be another document: then it has not given way.
    """
    names = {job.sha256: Path(job.source).name for job in store.jobs.all()}
    shown = {(e.work, e.language): e.sha256 for e in store.works.expressions()}
    kept = {e.sha256 for e in store.works.expressions(state="alternate")} if state != "alternate" else set()
    hidden = {
        (e.work, e.language, e.sha256): HiddenFile(
            work=e.work,
            language=e.language,
            sha256=e.sha256,
            name=names.get(e.sha256, e.sha256[:16]),
            shown=names.get(shown.get((e.work, e.language), "")),
        )
        for e in store.works.expressions(state=state)
        if e.sha256 not in kept | set(shown.values())
    }
    return list(hidden.values())


def holdings(store: Store) -> dict[str, Any]:
    """Totals, documents by type and language, and how many have unread pages."""
    expressions = store.works.expressions()
    table = Counter((e.type, e.language) for e in expressions)
    languages = [language for language, _ in Counter(e.language for e in expressions).most_common()]
    return {
        "totals": store.works.totals(),
        "types": [kind.value for kind in WorkType if any(e.type == kind.value for e in expressions)],
        "languages": languages,
        "table": table,
        "unread": store.works.unread()[0],
    }


@dataclass(frozen=True)
class Stock:
    """All that the library tells of; made from the whole store, and so kept until something in it changes."""

    works: Sequence[Mapping[str, Any]]
    types: Sequence[str]
    products: Sequence[LibraryEntry]
    waiting: Sequence[NamedJob]
    problems: Sequence[NamedJob]
    unread: Sequence[Mapping[str, Any]]
    missing: Sequence[Mapping[str, Any]]
    alternates: Sequence[HiddenFile]
    superseded: Sequence[HiddenFile]


def stock(store: Store) -> Stock:
    """What the store holds now."""
    works = views.works_document(store)["works"]
    return Stock(
        works=works,
        types=sorted({work["type"] for work in works}),
        products=known_products(store),
        waiting=[(Path(job.source).name, job) for job in store.jobs.open_jobs()],
        problems=[(Path(job.source).name, job) for job in store.jobs.problems()],
        unread=views.unread_document(store),
        missing=[cited_line(one) for one in store.graph.missing()],
        alternates=hidden_files(store, "alternate"),
        superseded=hidden_files(store, "superseded"),
    )


def works_shelf(
    works: Sequence[Mapping[str, Any]], doc_type: str | None, find: str, page: int
) -> Portion[Mapping[str, Any]]:
    """The Works of a type (None: all) whose symbol or title holds some words, in portions."""
    return by_length([w for w in works if doc_type in (None, w["type"]) and _holds(find, _names(w))], page, WORKS)


def _names(work: Mapping[str, Any]) -> list[str]:
    return [work["work"], *(expression["title"] for expression in work["expressions"])]


def _holds(find: str, names: Sequence[str]) -> bool:
    """Whether each word is in one of the names."""
    within = "\n".join(names).casefold()
    return all(word in within for word in find.casefold().split())


def shelves(held: Stock, at: Pages) -> dict[str, Any]:
    """What is not among the Works that are shown, with the reason."""
    return {
        "types": held.types,
        "products": len(held.products),
        "unread": by_length(held.unread, at.unread, LISTED),
        "alternates": held.alternates,
        "superseded": held.superseded,
        "waiting": held.waiting,
        "problems": by_length(held.problems, at.failed, LISTED),
        "fetchable": sum(one["address"] is not None for one in held.missing),
        "missing": by_length(held.missing, at.missing, LISTED),
        "listed": LISTED,
    }
