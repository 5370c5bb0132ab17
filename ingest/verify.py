"""Is anything lost or inconsistent? The checks N1 to N10 of one state of the store, whatever others write meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpus.errors import PortalError
from corpus.store.one_state import one_state
from ingest.checks.corpus import Corpus
from ingest.checks.counted import counts_are_their_ledgers
from ingest.checks.finding import Check, unreadable
from ingest.checks.indexed import documents_are_whole, index_equals_store
from ingest.checks.kept import every_job_in_one_state, every_original_is_there
from ingest.checks.read import every_page_is_accounted_for, ingesting_again_writes_nothing
from ingest.checks.said import audit_is_whole, decisions_are_whole, decisions_count

__all__ = ["CHECKS", "Corpus", "found", "shown", "verify"]

CHECKS: Mapping[str, Callable[[Corpus], Check]] = {
    "N1": every_job_in_one_state,
    "N2": every_original_is_there,
    "N3": index_equals_store,
    "N4": decisions_are_whole,
    "N5": audit_is_whole,
    "N6": counts_are_their_ledgers,
    "N7": ingesting_again_writes_nothing,
    "N8": every_page_is_accounted_for,
    "N9": documents_are_whole,
    "N10": decisions_count,
}


def verify(corpus: Corpus) -> dict[str, Any]:
    """Run every check; the contract's shape. Reads only, apart from a temporary folder of its own.

    An index that is missing or damaged is a finding (N3), and the other checks run.
    """
    return shown(found(corpus))


def found(corpus: Corpus) -> list[Check]:
    """What every check finds. The index is read first: what became another since is known by the state read after."""
    read = corpus.read()
    with one_state(read.store) as still:
        return [_made(code, read.of(still)) for code in CHECKS]


def _made(code: str, corpus: Corpus) -> Check:
    """A check; one that trips over what it reads is a finding, and the others run."""
    try:
        return CHECKS[code](corpus)
    except PortalError as failure:
        if failure.code != "data_unreadable":
            raise
        return unreadable(code, failure.detail)
    except (ValueError, TypeError, LookupError) as failure:
        return unreadable(code, f"{type(failure).__name__}: {failure}")


def shown(checks: Sequence[Check]) -> dict[str, Any]:
    """Findings in the contract's shape."""
    return {"ok": all(check.ok for check in checks), "checks": [check.as_json() for check in checks]}
