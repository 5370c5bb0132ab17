"""The named steps of work that writes: each tells whoever listens when it begins and when it is done.

``Step`` is the list: what a crash must be tried around, and what durations can be told of. A step is announced where it
is done, ``with step(Step.STAGE): …`` or ``@step(Step.STAGE)``; where nobody listens that costs a microsecond.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from corpus.words import Word


class Step(Word):
    """A step as ``work.step``, the steps of one work in the order in which they are done."""

    ACCEPT = "ingest.accept"  # the original on disk, and its job row
    READ = "ingest.read"  # in a child with limits; by several threads at once
    DERIVE = "ingest.derive"
    STAGE = "ingest.stage"  # in the store, seen by nobody
    INDEX = "ingest.index"
    FLUSH = "ingest.flush"  # the index holds it for good
    PUBLISH = "ingest.publish"  # seen by everybody
    RELINK = "ingest.relink"
    FINISH = "ingest.finish"  # its job is done
    REMOVE = "ingest.remove"  # what was replaced, from the index
    SWEEP = "ingest.sweep"  # and from the store
    MARK = "ingest.mark"  # the index says that it holds what is shown

    REINDEX_WRITE = "reindex.write"  # one expression
    REINDEX_PUT = "reindex.put"  # the new index takes the place of the present one

    EMBED = "switch.embed"  # one expression, with another model
    EMBEDDED = "switch.safe"  # written for good, and noted
    SWITCH_PUT = "switch.put"
    SWITCH_CHOOSE = "switch.choose"  # the choice is kept for what is built later

    UPGRADE = "migration.upgrade"  # within its transaction
    MIGRATE = "migration.commit"

    BACKUP_COPY = "backup.copy"  # the store, of one state
    BACKUP_WRITE = "backup.write"  # all of it, beside the file
    BACKUP_CHECK = "backup.check"  # what is on disk is read again
    BACKUP_PUT = "backup.put"  # the file has its name

    RESTORE_CHECK = "restore.check"  # the backup is whole; nothing is written yet
    RESTORE_EXTRACT = "restore.extract"  # beside the folder
    RESTORE_INDEX = "restore.index"
    RESTORE_PUT = "restore.put"  # the folder has its name

    DECISION = "review.decision"  # its row, within the transaction
    SETTLE = "review.settle"  # what it comes to, within the transaction
    DECIDE = "review.commit"

    @property
    def work(self) -> str:
        """What it is a step of: ingest, reindex, switch, migration, backup, restore, review."""
        return str(self.value).partition(".")[0]


Listener = Callable[[Step, "float | None"], None]
"""Called in the thread that does a step: with None when it begins, with the seconds it took when it is done.

A step that failed is never done. What a listener raises ends the step's work.
"""

_listeners: tuple[Listener, ...] = ()


@contextmanager
def step(named: Step) -> Iterator[None]:
    """Announce a step around its work."""
    listeners = _listeners
    for listener in listeners:
        listener(named, None)
    started = time.perf_counter() if listeners else 0.0
    yield
    for listener in listeners:
        listener(named, time.perf_counter() - started)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have every step of this process, in whatever thread, told to ``listener`` within the block."""
    global _listeners  # noqa: PLW0603 - steps are of the process: threads that read begin with an empty context
    _listeners = (*_listeners, listener)
    try:
        yield
    finally:
        _listeners = tuple(one for one in _listeners if one is not listener)
