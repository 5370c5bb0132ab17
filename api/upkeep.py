"""Commands that keep the data folder sound: verify, with what it can mend, and reindex."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from api.corpus_folder import open_corpus
from api.output import Progress
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store
from corpus.writer import sole_writer
from ingest.checks.corpus import Corpus, Held, held_by
from ingest.checks.finding import Check
from ingest.mending import rebuild
from ingest.reembedding_journal import NAME, Journal
from ingest.repair import Repair
from ingest.verify import found, shown
from search.index import open_index, place_of

UNUSABLE = frozenset({"index_unavailable", "index_mismatch"})
"""What is wrong with an index that 'vkp reindex' mends."""

ROUNDS = 2
"""How often is mended: what was read again may leave points behind that only building the index anew removes."""


def verify_document(settings: Settings, *, deep: bool = False) -> dict[str, Any]:
    """Every check, in the contract's shape. An index that cannot be opened is a finding, one that is in use is not."""
    with open_corpus(settings) as store:
        return shown(_found(settings, store, deep=deep))


def repair_document(settings: Settings, progress: Progress, *, deep: bool = False) -> dict[str, Any]:
    """What every check finds after what can be rebuilt is; ``before``: what it found. ``repaired``: what is well now.

    Raises ``PortalError("data_busy")`` while another process writes.
    """
    with sole_writer(settings), open_corpus(settings) as store:
        _sweep(settings)
        before = checks = _found(settings, store, deep=deep)
        rounds = 0
        while rounds < ROUNDS and any(fault.repairable for check in checks for fault in check.faults):
            Repair(settings, store, lambda: rebuild(settings, store, progress)).mend(checks)
            checks, rounds = _found(settings, store, deep=deep), rounds + 1
    failed = {check.code for check in before if not check.ok}
    after = shown(checks)
    told = [check | {"repaired": check["ok"] and check["code"] in failed} for check in after["checks"]]
    return {"ok": after["ok"], "checks": told, "before": shown(before)["checks"]}


def _sweep(settings: Settings) -> None:
    """Remove what a build that was killed left on a server, unless 'vkp models use' goes on with it."""
    if not settings.qdrant_url or Journal.left(settings.data / NAME) is not None:
        return
    place = place_of(settings)
    try:
        place.sweep()
    except PortalError as failure:  # the checks say that it does not answer
        if failure.code not in UNUSABLE:
            raise
    finally:
        place.close()


def _found(settings: Settings, store: Store, *, deep: bool) -> list[Check]:
    """The index is let go of as soon as it is read: whoever writes need not wait for the checks."""
    return found(Corpus(settings, store, _held(settings, store), deep))


def _held(settings: Settings, store: Store) -> Held | PortalError:
    try:
        with open_index(settings) as index:
            return held_by(index, store)
    except PortalError as failure:
        if failure.code not in UNUSABLE:
            raise
        return failure


def reindex_document(settings: Settings, progress: Progress) -> dict[str, Any]:
    """Build the index anew from the store, which is the truth; the present one answers until the new one is whole."""
    started = time.monotonic()
    with sole_writer(settings), open_corpus(settings) as store:
        rebuilt = rebuild(settings, store, progress)
    return asdict(rebuilt) | {"seconds": round(time.monotonic() - started, 3)}
