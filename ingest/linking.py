"""Resolving a document's mentions against the corpus, and again when a target arrives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.citations import Link, Mention, Pinpoint
from corpus.documents import Passage
from corpus.store import Store
from corpus.symbols import equivalent_keys
from ingest.citations.resolve import resolve

ITEM = re.compile(r"^(?P<number>\d{1,4})\s*(?P<item>\([0-9a-z]{1,4}\)|[㈠-㈩])?")
"""A paragraph number with an item: "29", "5(b)", "5㈠"."""

TOP = {"annex": "annex", "appendix": "appendix"}


def passage_paths(pinpoint: Pinpoint) -> tuple[str, ...]:
    """The paths at which the part meant may stand, most exact first: paragraph 5(b) is ``p5/(b)``, else ``p5``."""
    if not pinpoint.numbers:
        return ()
    written = pinpoint.numbers[0]
    if pinpoint.type in TOP:
        return (f"{TOP[pinpoint.type]}{written}",)
    match = ITEM.match(written)
    if pinpoint.type not in ("paragraph", "subparagraph") or match is None:
        return ()
    paragraph = f"p{match['number']}"
    return (f"{paragraph}/{match['item']}", paragraph) if match["item"] else (paragraph,)


@dataclass(frozen=True)
class CorpusLookup:
    """What resolving asks of the corpus, for a document in ``language``; answers are remembered.

    ``own`` holds the ids of the document's own passages by path, as it is not visible while it is being linked.
    """

    store: Store
    language: str
    own_work: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    known: dict[str, bool] = field(default_factory=dict)

    def has_work(self, key: str) -> bool:
        """Whether a Work is in the corpus (any of its equal keys)."""
        if key == self.own_work:
            return True
        if key not in self.known:
            self.known[key] = any(self.store.works.has(equal) for equal in equivalent_keys(key))
        return self.known[key]

    def passage(self, key: str, pinpoint: Pinpoint | None) -> str | None:
        """The id of the passage a pinpoint means, or None."""
        paths = passage_paths(pinpoint) if pinpoint is not None else ()
        if not paths:
            return None
        if key == self.own_work:
            return next((self.own[path] for path in paths if path in self.own), None)
        found = (self.store.works.passage_at(equal, paths, self.language) for equal in equivalent_keys(key))
        return next((passage for passage in found if passage is not None), None)


def link_document(
    store: Store, work: str, language: str, cited: Sequence[tuple[Passage, Mention]], own: Mapping[str, str]
) -> list[tuple[str, Link]]:
    """Resolve a document's mentions: (id of the passage, link) for each, in the order given."""
    lookup = CorpusLookup(store, language, work, own)
    return [(own[passage.path], resolve(mention, work, lookup)) for passage, mention in cited]


def relink(store: Store, works: Sequence[str]) -> int:
    """Decide again every link that means one of these works; returns how many changed."""
    keys = sorted({equal for work in works for equal in equivalent_keys(work)} | set(works))
    lookups: dict[str, CorpusLookup] = {}
    changed = []
    for stored in store.links.waiting_for(keys):
        lookup = lookups.setdefault(stored.language, CorpusLookup(store, stored.language))
        decided = resolve(stored.link.mention, stored.work, lookup)
        if decided != stored.link:
            changed.append((stored.id, decided))
    if changed:
        store.links.decide_again(changed)
    return len(changed)
