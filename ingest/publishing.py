"""Showing documents: staged in the store, written to the index, then visible together.

The index's log is made safe once for a batch: the engine takes a tenth of a second for it, whatever is in it. A run
killed before the store says *visible* leaves staged rows and points, which the next one clears and makes again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpus.store import Store
from corpus.store.works import Derived, Expression
from ingest.derive import indexed_passages
from ingest.linking import relink
from search.index import PassageIndex

FORMAT_RANK = {"application/pdf": 3, "text/html": 1, "text/plain": 0}
"""Which original of the same Work and language is shown: the one with pages and boxes first. DOCX stands at 2."""

BATCH_PASSAGES, BATCH_DOCUMENTS = 2000, 10
"""How much is published together."""


@dataclass(frozen=True)
class Written:
    """A document that is staged and in the index, with the expressions it will replace when it is published."""

    derived: Derived
    replaced: tuple[Expression, ...]


@dataclass
class Publisher:
    """The one writer of store and index. ``opened`` opens the index when the first document is ready for it."""

    store: Store
    opened: Callable[[], PassageIndex]
    batch: list[Written] = field(default_factory=list)

    def show(self, derived: Derived) -> tuple[Expression, ...] | None:
        """Write a document, to be published with its batch: what it replaces, or None when it is kept aside.

        It is kept aside when another original of the same Work and language is worth more.
        """
        self._settle_before(derived)
        work, language = derived.recognition.work, derived.recognition.language
        own = self.store.works.given_by(derived.sha256)
        shown = self.store.works.shown(work, language)
        if shown is not None and shown.sha256 != derived.sha256 and _worth(shown) > _worth(derived):
            self._keep_aside(derived, [e for e in own if e.id != shown.id])
            return None
        replaced = tuple({e.id: e for e in (*own, *((shown,) if shown else ()))}.values())
        self.store.works.stage(derived)
        facts = self.store.works.facts(derived.recognition, [e.id for e in replaced])
        self.opened().write(indexed_passages(self.store.works.passages(derived.expression), facts))
        self.batch.append(Written(derived, replaced))
        if sum(len(w.derived.ids) for w in self.batch) >= BATCH_PASSAGES or len(self.batch) >= BATCH_DOCUMENTS:
            self.publish()
        return replaced

    def publish(self) -> None:
        """Make the index's log safe, then show every document written since."""
        batch, self.batch = self.batch, []
        if not batch:
            return
        for written in batch:
            self._retire(written.replaced, set(written.derived.ids))
            self._tell_other_languages(written)
        self.opened().flush()
        for written in batch:
            self.store.works.publish(written.derived, [e.id for e in written.replaced])
            relink(self.store, [written.derived.recognition.work, *(e.work for e in written.replaced)])

    def clear_staged(self) -> None:
        """Remove what a killed run had written and not published."""
        staged = self.store.works.expressions(state="staged")
        if not staged:
            return
        visible = {identity for identity, _ in self.store.works.visible_ids()}
        for expression in staged:
            self._retire([expression], visible)
            self.store.works.discard(expression.id)
        self.opened().flush()

    def _settle_before(self, derived: Derived) -> None:
        """Publish first what a document has to be compared with: the same Work in the batch, or the same original."""
        said = derived.recognition
        for one in (w.derived for w in self.batch):
            other = one.recognition
            same_place = (other.work, other.language) == (said.work, said.language)
            facts = [(r.type, r.country, r.year) for r in (said, other)]
            if same_place or one.sha256 == derived.sha256 or (other.work == said.work and facts[0] != facts[1]):
                self.publish()
                return

    def _keep_aside(self, derived: Derived, superseded: Sequence[Expression]) -> None:
        if superseded:
            self._retire(superseded, set())
            self.opened().flush()
        self.store.works.keep_aside(derived, [e.id for e in superseded])
        relink(self.store, [e.work for e in superseded])

    def _retire(self, expressions: Sequence[Expression], kept: set[str]) -> None:
        """Take the passages of expressions out of the index, but for the ids that are ``kept``."""
        old = {passage.id for e in expressions for passage in self.store.works.passages(e.id)}
        if old - kept:
            self.opened().delete(sorted(old - kept))

    def _tell_other_languages(self, written: Written) -> None:
        """Write the other languages of a Work again, where this one changes its type, country or year."""
        said = written.derived.recognition
        replaced = [e.id for e in written.replaced]
        facts = self.store.works.facts(said, replaced)
        for other in self.store.works.expressions(said.work):
            if other.id not in replaced and (other.type, other.country, other.year) != (
                facts.type,
                facts.country,
                facts.year,
            ):
                self.opened().write(indexed_passages(self.store.works.passages(other.id), facts))


def _worth(original: Expression | Derived) -> tuple[bool, int]:
    """How well an original serves: whether it can be read, then by its format."""
    if isinstance(original, Expression):
        pages, unread, media_type = original.page_count, original.unread_pages, original.media_type
    else:
        parsed = original.parsed
        pages, unread, media_type = len(parsed.pages), parsed.unread_pages, parsed.media_type
    return unread * 2 <= pages, FORMAT_RANK.get(media_type, 2)
