"""Resolving a document's mentions against the corpus, and again when a target arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.citations import Link, Mention, Pinpoint
from corpus.documents import Passage, PassageKind
from corpus.places import heads, nested_paths
from corpus.store import Store
from corpus.store.known import keys_of
from corpus.symbols import identity
from ingest.citations.resolve import named, resolve


@dataclass(frozen=True)
class CorpusLookup:
    """What resolving asks of the corpus, for a document in ``language``; answers are remembered.

    ``own`` holds the ids of the document's own passages by path, and ``headings`` (id, text) of its headings, as it is
    not visible while it is being linked.
    """

    store: Store
    language: str
    own_work: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    headings: Sequence[tuple[str, str]] = ()
    known: dict[str, str | None] = field(default_factory=dict)
    elsewhere: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def work(self, key: str) -> str | None:
        """The key under which a Work is in the corpus, or None."""
        if identity(key) == identity(self.own_work):
            return self.own_work
        if key not in self.known:
            self.known[key] = self.store.works.key(key)
        return self.known[key]

    def passage(self, key: str, levels: Sequence[Pinpoint]) -> str | None:
        """The id of the passage that pinpoints mean, or None: by its printed number, else by a numbered heading."""
        paths = nested_paths(levels)
        if key == self.own_work:
            return next((self.own[path] for path in paths if path in self.own), None) or self._headed(
                self.headings, levels
            )
        if paths:
            return self.store.works.passage_at(key, paths, self.language)
        return self._headed(self._headings_of(key), levels)

    def _headings_of(self, key: str) -> Sequence[tuple[str, str]]:
        if key not in self.elsewhere:
            self.elsewhere[key] = self.store.works.headings(key, self.language)
        return self.elsewhere[key]

    @staticmethod
    def _headed(headings: Sequence[tuple[str, str]], levels: Sequence[Pinpoint]) -> str | None:
        """The id of the heading that begins a part; None where none does, or several might."""
        for level in reversed(levels):
            found = [passage for passage, text in headings if heads(level, text)]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def link_document(
    store: Store, work: str, language: str, cited: Sequence[tuple[Passage, Mention]], passages: Mapping[str, Passage]
) -> list[tuple[str, Link]]:
    """Resolve a document's mentions: (id of the passage, link) for each, in the order given.

    ``passages`` are those of the document by id.
    """
    own = {passage.path: passage_id for passage_id, passage in passages.items()}
    headings = [(passage_id, p.text) for passage_id, p in passages.items() if p.kind is PassageKind.HEADING]
    targets = {named(mention.target, work) for _, mention in cited if mention.target is not None}
    lookup = CorpusLookup(store, language, work, own, headings, keys_of(store, targets))
    return [(own[passage.path], resolve(mention, work, lookup)) for passage, mention in cited]


def relink(store: Store, works: Sequence[str]) -> int:
    """Decide again every link that means one of these works; returns how many changed."""
    lookups: dict[str, CorpusLookup] = {}
    changed = []
    for stored in store.links.waiting_for(works):
        lookup = lookups.setdefault(stored.language, CorpusLookup(store, stored.language))
        decided = resolve(stored.link.mention, stored.work, lookup)
        if decided != stored.link:
            changed.append((stored, decided))
    if changed:
        store.links.decide_again(changed)
    return len(changed)
