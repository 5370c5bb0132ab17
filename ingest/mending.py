"""The index brought to what the store shows: the store is the truth, the index a projection of it.

A batch is safe in the index before the store shows it, so what is shown can be found, whatever ends the process. What
that order cannot help with is mended here when the index is opened: files put back to an older state, a power cut
between writing and syncing, a store that was restored from a backup, an index that is gone or cannot be read.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, step
from corpus.store import Store
from corpus.store.works import Expression
from corpus.writer import require_space
from ingest.indexed import indexed_passages
from ingest.report import Mended, Progress
from search.index import (
    NOTHING,
    IndexedPoint,
    PassageIndex,
    open_index,
    place_of,
    point_id,
    rebuilt_index,
)

BROKEN = "its files do not belong together"

FACTS = ("work", "title", "type", "language", "country", "year")
"""What a point repeats of its document."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An open index that holds what the store shows, and what had to be done for it; None where nothing had."""

    index: PassageIndex
    mended: Mended | None = None


def shown(store: Store) -> str:
    """Stands for everything that the store shows: another text when anything of it changes that the index keeps."""
    marks = sorted(f"{e.id} {index_mark(e)}" for e in store.works.expressions())
    return hashlib.sha256("\n".join(marks).encode()).hexdigest() if marks else NOTHING


def index_mark(expression: Expression) -> str:
    """Changes when anything changes that the index keeps of an expression; its passages never do."""
    kept = (*(getattr(expression, name) for name in FACTS), expression.passage_count)
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()[:16]


def is_held(settings: Settings, store: Store) -> bool:
    """Whether the index was left holding what the store shows, as far as can be seen without opening it."""
    place = place_of(settings)
    try:
        return place.holds(shown(store))
    finally:
        place.close()


def open_whole(settings: Settings, store: Store) -> Whole:
    """Open the index and mend it; to be called with the writer's lock held.

    An embedded index that is gone or cannot be read is built anew, and so is one that its server does not hold. Raises
    ``PortalError`` as ``open_index``: index_unavailable only where the server does not answer.
    """
    try:
        index = open_index(settings, create=not store.works.totals()["passages"])
        try:
            return Whole(index, mend(index, store))
        except BaseException:
            index.close()
            raise
    except PortalError as failure:
        if failure.code != "index_unavailable" or _on_a_server(settings):
            raise
        rebuilt = rebuild(settings, store)
        return Whole(open_index(settings), Mended(added=rebuilt.passages, rebuilt=True, cause=failure.detail))


def _on_a_server(settings: Settings) -> bool:
    """Whether a server holds the index. Raises ``PortalError("index_unavailable")`` when it does not answer."""
    if not settings.qdrant_url:
        return False
    place = place_of(settings)
    try:
        return place.exists()
    finally:
        place.close()


def mend(index: PassageIndex, store: Store) -> Mended | None:
    """Let an open index hold what the store shows; what was done, None where nothing was to do.

    The passages of what a killed run was writing or removing are left to the next one (``ingest.publishing``). Raises
    ``PortalError("index_unavailable")`` when its files are damaged so that writing again does not help.
    """
    if holds_all(index, store):
        return None
    expected = {point_id(expression, passage): expression for passage, expression in store.works.visible_ids()}
    found = _compared(index, store, expected)
    index.take_out(found.foreign)
    for expression in Counter(expected[point] for point in expected.keys() - found.fit):
        index.write(indexed_passages(store.works.passages(expression)))
    mended = Mended(len(expected) - len(found.fit) - len(found.old), len(found.foreign), len(found.old))
    if mended == Mended():
        index.settle(shown(store))
        return None
    if _compared(index, store, expected).fit != expected.keys():
        raise PortalError("index_unavailable", BROKEN)
    index.settle(shown(store))
    return mended


def holds_all(index: PassageIndex, store: Store) -> bool:
    """Whether there is nothing to mend, as far as its mark and the number of its passages say.

    An index whose model is not on this machine is searched by words and not written to, so it stays as it is.
    """
    if index.missing is not None:
        return True
    return index.store.holds(shown(store)) and index.count() == store.works.totals()["passages"]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Points by id: those that are as they should be, those that say of their document what was, those of nothing."""

    fit: set[str]
    old: set[str]
    foreign: list[str]


def _compared(index: PassageIndex, store: Store, expected: Mapping[str, str]) -> _Compared:
    """Every point beside what the store shows. Raises ``PortalError("index_unavailable")`` where files are mixed up."""
    known = {e.id: e for e in store.works.expressions()}
    leaving = {e.id for state in ("staged", "retired") for e in store.works.expressions(state=state)}
    found = _Compared(set(), set(), [])
    for point in index.points():
        if not _is_whole(point):
            raise PortalError("index_unavailable", BROKEN)
        if point.id in expected:
            fits = all(point.meta.get(name) == getattr(known[expected[point.id]], name) for name in FACTS)
            (found.fit if fits else found.old).add(point.id)
        elif point.meta["expression"] not in leaving:
            found.foreign.append(point.id)
    return found


def _is_whole(point: IndexedPoint) -> bool:
    """A point without its vector, or with what belongs to another, is the engine's files mixed up."""
    return point.fits and point_id(str(point.meta["expression"]), str(point.meta["passage_id"])) == point.id


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was written into a new index; ``cut`` are the passages longer than its model reads."""

    documents: int
    passages: int
    cut: int


def rebuild(settings: Settings, store: Store, progress: Progress | None = None) -> Rebuilt:
    """Build the index anew from the store; the present one answers until the new one is whole.

    To be called with the writer's lock held. Raises ``PortalError`` as ``rebuilt_index``.
    """
    require_space(settings)
    written = 0
    with rebuilt_index(settings, shown(store), store.works.totals()["passages"]) as index:
        expressions = store.works.expressions()
        for done, expression in enumerate(expressions, start=1):
            with step(Step.REINDEX_WRITE):
                written += index.write(indexed_passages(store.works.passages(expression.id)))
            if progress is not None:
                progress(done, len(expressions), expression.work)
        cut = 0 if index.embedder is None else index.embedder.cut
    return Rebuilt(len(expressions), written, cut)
