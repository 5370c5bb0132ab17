"""What the corpus holds, for the home page and the library."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api import views
from api.web.portions import by_length
from corpus.documents import WorkType
from corpus.store import Store

WORKS = 80
"""Works on one page of the library."""

LISTED = 40
"""Lines of each of the other lists; what is beyond is counted."""


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
        "unread": unread_count(store),
    }


def unread_count(store: Store) -> int:
    """How many visible documents have pages that were not read."""
    return sum(e.unread_pages > 0 for e in store.works.expressions())


def shelves(store: Store, doc_type: str | None, page: int) -> dict[str, Any]:
    """The works of a type (None: all) in portions, and what is not among them, with the reason."""
    works = [w for w in views.works_document(store)["works"] if doc_type in (None, w["type"])]
    problems = store.jobs.problems()
    missing = store.graph.missing()
    return {
        "works": by_length(works, page, WORKS),
        "doc_type": doc_type,
        "totals": store.works.totals(),
        "types": sorted({e.type for e in store.works.expressions()}),
        "unread": views.unread_document(store),
        "alternates": hidden_files(store, "alternate"),
        "superseded": hidden_files(store, "superseded"),
        "problems": [(Path(job.source).name, job) for job in problems[:LISTED]],
        "problem_count": len(problems),
        "missing": missing[:LISTED],
        "missing_count": len(missing),
        "listed": LISTED,
        "jobs": store.jobs.counts(),
    }
