"""Showing documents: staged in the store, written to the index, then visible together.

The index holds an expression before the store shows it and after another took its place, each with points of its own;
searches keep to what the store shows. A run that is killed leaves staged and retired rows, which the next one clears.
The index's log is made safe once for a batch: the engine takes a tenth of a second for it, whatever is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from corpus.documents import Recognition
from corpus.steps import Step, step
from corpus.store import Store
from corpus.store.staging import Derived
from corpus.store.works import Expression, WorkFacts
from ingest.corrections import held_corrections
from ingest.formats import Format
from ingest.found import Found
from ingest.indexed import derived_passages, indexed_passages
from ingest.linking import relink
from ingest.mending import shown
from search.index import PassageIndex

FORMAT_RANK = {Format.PDF.value: 3, Format.DOCX.value: 2, Format.HTML.value: 1, Format.TXT.value: 0}
"""Which original of the same Work and language is shown: the one with pages and boxes first."""

BATCH_PASSAGES, BATCH_DOCUMENTS = 2000, 10
"""How much is published together."""


@dataclass(frozen=True)
class Written:
    """A document that is staged and in the index, with the expressions it will replace when it is published."""

    derived: Derived
    replaced: tuple[Expression, ...]


@dataclass
class Publisher:
    """The one writer of store and index. ``opened`` opens the index when the first document is ready for it.

    ``anew``: originals of which what is shown is written once more; until it is, it is not shown.
    """

    store: Store
    opened: Callable[[], PassageIndex]
    anew: frozenset[str] = frozenset()
    batch: list[Written] = field(default_factory=list)

    def show(self, derived: Derived, found: Found | None = None) -> tuple[Expression, ...] | None:
        """Write a document, to be published with its batch: what it replaces, or None when it is kept aside.

        It is kept aside when another original of the same Work and language is worth more. ``found`` is
        what was found in its words where it was read.
        """
        self._settle_before(derived)
        work, language = derived.recognition.work, derived.recognition.language
        own = self.store.works.given_by(derived.sha256)
        here = {e.id for e in own}
        if derived.expression in here and derived.sha256 not in self.anew:  # a run was killed when it was shown already
            self._finish(derived, ())
            return ()
        shown = self.store.works.shown(work, language)
        if shown is not None and shown.sha256 != derived.sha256 and _worth(shown) > _worth(derived):
            self._keep_aside(derived, [e for e in own if e.id != shown.id])
            return None
        replaced = tuple({e.id: e for e in (*own, *((shown,) if shown else ())) if e.id != derived.expression}.values())
        with step(Step.STAGE):
            self.store.staging.stage(derived)
        facts = self.store.works.facts(work, [e.id for e in replaced], derived.recognition)
        with step(Step.INDEX):
            known = found is not None and found.is_of(derived.recognition)
            self.opened().write(derived_passages(derived, facts), found.words if found and known else None)
        self.batch.append(Written(derived, replaced))
        if sum(len(w.derived.ids) for w in self.batch) >= BATCH_PASSAGES or len(self.batch) >= BATCH_DOCUMENTS:
            self.publish()
        return replaced

    def publish(self) -> None:
        """Make the index's log safe, then show every document written since, then remove what they replaced."""
        batch, self.batch = self.batch, []
        if not batch:
            return
        for written in batch:
            self._tell_the_rest(written)
        with step(Step.FLUSH):
            self.opened().flush()
        for written in batch:
            self._publish(written)
        for written in batch:  # links between documents of the batch are decided by what is shown of both
            self._finish(written.derived, written.replaced)
        self._sweep()
        with step(Step.MARK):
            self.opened().settle(shown(self.store))

    @step(Step.PUBLISH)
    def _publish(self, written: Written) -> None:
        said = written.derived.recognition
        corrections = partial(held_corrections, self.store, written.derived.expression, said.work, said.language)
        self.store.staging.publish(written.derived, [e.id for e in written.replaced], corrections)

    def _finish(self, derived: Derived, replaced: Sequence[Expression]) -> None:
        """Decide again the links to what came and went; only then is the job done."""
        with step(Step.RELINK):
            relink(self.store, [derived.recognition.work, *(e.work for e in replaced)])
        with step(Step.FINISH):
            self.store.jobs.finish(derived.sha256, derived.expression)

    def clear(self) -> None:
        """Remove what a killed run had written and not published, and what it had replaced and not removed."""
        staged = self.store.works.expressions(state="staged")
        self._remove(staged)
        for expression in staged:
            self.store.staging.discard(expression.id)
        relink(self.store, [e.work for e in self.store.works.expressions(state="retired")])
        self._sweep()

    def _sweep(self) -> None:
        retired = self.store.works.expressions(state="retired")
        self._remove(retired)
        for expression in retired:
            with step(Step.SWEEP):
                self.store.staging.sweep(expression.id)

    def _remove(self, expressions: Sequence[Expression]) -> None:
        """Take the passages of expressions out of the index for good."""
        for expression in expressions:
            with step(Step.REMOVE):
                self.opened().remove(expression.id, [p.id for p in self.store.works.passages(expression.id)])
        if expressions:
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
        self._write_again({e.work for e in superseded}, {e.id for e in superseded})
        self.store.staging.keep_aside(derived, [e.id for e in superseded])
        self._finish(derived, superseded)
        self._sweep()

    def _tell_the_rest(self, written: Written) -> None:
        """Write again what stays of the Works that change: their type, country and year may be others now."""
        replaced = written.replaced
        said = written.derived.recognition
        self._write_again({said.work, *(e.work for e in replaced)}, {e.id for e in replaced}, said)

    def _write_again(self, works: set[str], retired: set[str], adding: Recognition | None = None) -> None:
        for work in sorted(works):
            said = adding if adding is not None and adding.work == work else None
            facts = self.store.works.facts(work, retired, said)
            for other in self.store.works.expressions(work):
                known = WorkFacts(other.type, other.country, other.year)
                if facts is not None and other.id not in retired and facts != known:
                    self.opened().write(indexed_passages(self.store.works.passages(other.id), facts))


def _worth(original: Expression | Derived) -> tuple[bool, int]:
    """How well an original serves: whether it can be read, then by its format."""
    if isinstance(original, Expression):
        pages, unread, media_type = original.page_count, original.unread_pages, original.media_type
    else:
        parsed = original.parsed
        pages, unread, media_type = len(parsed.pages), parsed.unread_pages, parsed.media_type
    return unread * 2 <= pages, FORMAT_RANK[media_type]
