"""Building the index with another model, while the present one answers and is written to; then the switch.

The new index is built beside the present one, without the writer's lock, from what the store shows. Only the last step
takes the lock: it brings the new index up to what was published or withdrawn meanwhile, and lets it take the place of
the present one. Who dies before that leaves the present index as it is, and what was embedded: the next run goes on
(``ingest.reembedding_journal``). Where another process writes on, the switch is left to the next writer that starts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, step
from corpus.store import Store
from corpus.store.works import Expression
from corpus.writer import require_writable, sole_writer
from ingest.indexed import indexed_passages
from ingest.mending import index_mark, shown
from ingest.reembedding_journal import NAME, Journal
from ingest.report import Progress
from search.choice import keep_choice
from search.embed import Embedder, EmbeddingRecord, loaded, remembered
from search.index import PassageIndex, place_of
from search.models import OFF, LocalModel, local_model
from search.store.base import Filter, IndexPlace

PIECE = 64
"""Passages embedded at a time: progress is told after each."""

SAFE_AFTER = 500
"""Passages after which the engine makes its log safe: what a kill costs at most, beside the document at hand."""

WAITS = "the new index is built and kept: start 'vkp serve' again, or run this again when the writer is done"


@dataclass(frozen=True, slots=True)
class Reembedded:
    """What was done. ``written`` are the passages embedded in this run, ``cut`` those longer than the model reads."""

    use: str
    documents: int
    passages: int
    written: int
    cut: int
    seconds: float


def reembed(settings: Settings, store: Store, choice: str, progress: Progress | None = None) -> Reembedded:
    """Build the index with the model that a choice names, or "off", and switch to it; returns what was done.

    Raises ``PortalError``: model_unavailable, data_busy (another run builds, or the writer does not let go), disk_full.
    """
    started = time.monotonic()
    local = None if choice == OFF else local_model(choice, settings.models_folder)
    choice = OFF if local is None else local.choice
    _require_no_other_setting(settings, local)
    embedder = None if local is None else loaded(local)
    place = place_of(settings)
    try:
        record = None if embedder is None else embedder.record
        written = 0
        if not place.exists() or place.made_with() != record:
            written = _built(
                _Run(settings, store, *_opened(settings, place, embedder, store.works.totals()["passages"]), progress),
                choice,
            )
        else:
            _end_switch(settings, choice, record)
    finally:
        place.close()
    shown, seconds = store.works.totals(), round(time.monotonic() - started, 3)
    cut = 0 if embedder is None else embedder.cut
    return Reembedded(choice, shown["expressions"], shown["passages"], written, cut, seconds)


def _end_switch(settings: Settings, choice: str, record: EmbeddingRecord | None) -> None:
    """What a run that died after its index had taken the place left to do."""
    keep_choice(settings, choice)
    left = Journal.left(settings.data / NAME)
    if left is not None and left.record == record:
        left.remove()


def _require_no_other_setting(settings: Settings, local: LocalModel | None) -> None:
    """``VKP_EMBEDDING`` would refuse an index that is made with another model."""
    said = settings.embedding
    if said and said != OFF:
        said = local_model(said, settings.models_folder).choice
    if said and said != (OFF if local is None else local.choice):
        raise PortalError("bad_input", f"VKP_EMBEDDING is {said}", "unset it, so that 'vkp models use' decides")


def switch_to_built(settings: Settings, store: Store) -> None:
    """Switch to a new index that was built while another process wrote; to be called with the writer's lock held.

    Where it cannot be (its model is gone, it is not whole), the present index stays: raises ``PortalError``.
    """
    left = Journal.left(settings.data / NAME)
    if left is None or left.built is None:
        return
    place = place_of(settings)
    try:
        kept = place.resume(left.record)
        if kept is None:
            left.remove()
            return
        try:
            index = PassageIndex(kept, place, _remembered(settings, left))
            _Run(settings, store, index, left).switch(left.built)
        finally:
            kept.close()
    finally:
        place.close()


def _remembered(settings: Settings, left: Journal) -> Embedder | None:
    if left.record is None or left.built is None:
        return None
    return remembered(local_model(left.built, settings.models_folder), left.record)


def _opened(
    settings: Settings, place: IndexPlace, embedder: Embedder | None, passages: int
) -> tuple[PassageIndex, Journal]:
    """What an earlier run left of this model's index, or an empty one."""
    record, path = None if embedder is None else embedder.record, settings.data / NAME
    left = Journal.left(path)
    kept = place.resume(record) if left is not None and left.record == record else None
    if left is None or kept is None:
        kept, left = place.build(record, passages), Journal.new(path, record)
    return PassageIndex(kept, place, embedder), left


def _built(run: _Run, choice: str) -> int:
    try:
        run.build(choice)
        run.switch_when_free(choice)
    finally:
        run.index.store.close()
    return run.written


@dataclass
class _Run:
    settings: Settings
    store: Store
    index: PassageIndex
    journal: Journal
    progress: Progress | None = None
    written: int = 0

    def build(self, choice: str) -> None:
        """Write until the new index holds what the store shows."""
        while behind := self._behind():
            self._write(behind)
        self.index.optimize()
        self.index.flush()
        self.journal.finish_all(choice)

    def switch(self, choice: str) -> None:
        """Bring the new index up to date while nobody writes, and let it take the present one's place."""
        self._write(self._behind())
        self._remove()
        self.index.settle(shown(self.store))
        self._require_whole()
        with step(Step.SWITCH_PUT):
            self.index.place.put(self.index.store)
        with step(Step.SWITCH_CHOOSE):
            keep_choice(self.settings, choice)
        self.journal.remove()

    def switch_when_free(self, choice: str) -> None:
        """``switch``, when no other process writes."""
        try:
            with sole_writer(self.settings):
                self.switch(choice)
        except PortalError as failure:
            if failure.code == "data_busy":
                raise PortalError("data_busy", failure.detail, WAITS) from failure
            raise

    def _require_whole(self) -> None:
        """Whoever else touched what was built would be noticed here; nothing is lost, as the present index stays."""
        held, shown = self.index.count(), self.store.works.totals()["passages"]
        if held != shown:
            self.journal.remove()
            said = f"the new one holds {held} of {shown} passages"
            raise PortalError("index_unavailable", said, "the present one stays: run it again, from the start")

    def _behind(self) -> list[Expression]:
        """What the store shows and the new index does not hold as it is shown."""
        return [e for e in self.store.works.expressions() if self.journal.whole.get(e.id) != index_mark(e)]

    def _write(self, behind: list[Expression]) -> None:
        total = self.store.works.totals()["passages"]
        before = total - sum(e.passage_count for e in behind)
        unsafe, since = dict[str, str](), 0
        for expression in behind:
            require_writable(self.settings)
            self.journal.begin(expression.id)
            with step(Step.EMBED):
                for done in self._write_one(expression):
                    before, since = before + done, since + done
                    if self.progress is not None:
                        self.progress(before, total, expression.work)
            unsafe[expression.id] = index_mark(expression)
            if since >= SAFE_AFTER:
                self._make_safe(unsafe)
                unsafe, since = {}, 0
        if unsafe:
            self._make_safe(unsafe)

    def _write_one(self, expression: Expression) -> Iterator[int]:
        passages = indexed_passages(self.store.works.passages(expression.id))
        for start in range(0, len(passages), PIECE):
            done = self.index.write(passages[start : start + PIECE])
            self.written += done
            yield done

    @step(Step.EMBEDDED)
    def _make_safe(self, unsafe: dict[str, str]) -> None:
        self.index.flush()
        self.journal.finish(unsafe)

    def _remove(self) -> None:
        """Take out what was withdrawn since it was written."""
        there = {e.id for e in self.store.works.expressions()}
        for gone in sorted((self.journal.begun | self.journal.whole.keys()) - there):
            held = self.index.store.scroll(Filter({"expression": (gone,)}))
            self.index.take_out([point.id for point in held])
            self.journal.forget(gone)
