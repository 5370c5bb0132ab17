"""Snapshots as commands and routes show them: taken, listed, shown, compared."""

from __future__ import annotations

from typing import Any

from corpus.errors import PortalError
from corpus.indicators.changes import changes, question_of
from corpus.store import Store
from corpus.store.snapshots import Snapshot
from ingest.corrections import LONGEST_AUTHOR, plain_line

SAID = ("indicator", "year", "from", "to", "policy", "basis", "numerator", "denominator", "percent")


def taken_document(store: Store, document: dict[str, Any], by: str) -> dict[str, Any]:
    """Keep a count; one that was kept already is what is given back. Raises ``PortalError("bad_input")``."""
    if not any(map(str.isalnum, by)) or not plain_line(by.strip(), LONGEST_AUTHOR):
        raise PortalError(
            "bad_input", "a snapshot needs who takes it", f"one line of up to {LONGEST_AUTHOR} characters"
        )
    return snapshot_document(store.snapshots.take(document, by.strip()))


def snapshot_document(one: Snapshot) -> dict[str, Any]:
    """A snapshot without what it holds."""
    said = {name: one.document[name] for name in SAID}
    return {"id": one.id, "taken_at": one.taken_at, "taken_by": one.taken_by, **said}


def snapshots_document(store: Store, indicator: str | None = None) -> dict[str, Any]:
    """Every snapshot, the latest first."""
    return {"snapshots": [snapshot_document(one) for one in store.snapshots.every(indicator)]}


def difference_document(store: Store, before: str, now: str) -> dict[str, Any]:
    """What is different between two snapshots. Raises ``PortalError``: unknown_snapshot, bad_input."""
    old, new = (store.snapshots.get(named).document for named in (before, now))
    if question_of(old) != question_of(new):
        raise PortalError("bad_input", "these snapshots answer two questions", "name two of one indicator and span")
    return changes(old, new) | {"snapshot": new["snapshot"]}


def kept_count(store: Store, named: str, code: str | None = None) -> Snapshot:
    """A snapshot by its name. Raises ``PortalError``: unknown_snapshot; bad_input for one of another indicator."""
    one = store.snapshots.get(named)
    if code is not None and code.strip() != one.indicator:
        raise PortalError("bad_input", f"{one.id[:19]} is of indicator {one.indicator}", f"ask for {one.indicator}")
    return one
