"""Resolving a document's mentions against the corpus, and again when a target arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.citations import Link, Mention, Pinpoint
from corpus.documents import Passage
from corpus.places import passage_paths
from corpus.store import Store
from corpus.symbols import identity
from ingest.citations.resolve import resolve


@dataclass(frozen=True)
class CorpusLookup:
    """What resolving asks of the corpus, for a document in ``language``; answers are remembered.

    ``own`` holds the ids of the document's own passages by path, as it is not visible while it is being linked.
    """

    store: Store
    language: str
    own_work: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    known: dict[str, str | None] = field(default_factory=dict)

    def work(self, key: str) -> str | None:
        """The key under which a Work is in the corpus, or None."""
        if identity(key) == identity(self.own_work):
            return self.own_work
        if key not in self.known:
            self.known[key] = self.store.works.key(key)
        return self.known[key]

    def passage(self, key: str, pinpoint: Pinpoint | None) -> str | None:
        """The id of the passage a pinpoint means, or None."""
        paths = passage_paths(pinpoint) if pinpoint is not None else ()
        if not paths:
            return None
        if key == self.own_work:
            return next((self.own[path] for path in paths if path in self.own), None)
        return self.store.works.passage_at(key, paths, self.language)


def link_document(
    store: Store, work: str, language: str, cited: Sequence[tuple[Passage, Mention]], own: Mapping[str, str]
) -> list[tuple[str, Link]]:
    """Resolve a document's mentions: (id of the passage, link) for each, in the order given."""
    lookup = CorpusLookup(store, language, work, own)
    return [(own[passage.path], resolve(mention, work, lookup)) for passage, mention in cited]


def relink(store: Store, works: Sequence[str]) -> int:
    """Decide again every link that means one of these works; returns how many changed."""
    lookups: dict[str, CorpusLookup] = {}
    changed = []
    for stored in store.links.waiting_for(works):
        lookup = lookups.setdefault(stored.language, CorpusLookup(store, stored.language))
        decided = resolve(stored.link.mention, stored.work, lookup)
        if decided != stored.link:
            changed.append((stored.id, decided))
    if changed:
        store.links.decide_again(changed)
    return len(changed)
