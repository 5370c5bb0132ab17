"""N1 and N2: what was accepted has its job and is shown, and its original is there unchanged."""

from __future__ import annotations

import time
from collections.abc import Set as AbstractSet

from corpus.errors import PortalError
from corpus.originals import Originals, open_originals
from corpus.store.jobs import JobState
from ingest.checks.corpus import Corpus
from ingest.checks.finding import BACKUP, REPAIR, Check, Fault, check

ORPHAN_SECONDS = 3600

WITHOUT_JOB = Fault(
    "without_job", "an accepted file has no job, so that no run would finish it", f"{REPAIR}: it gets one", True
)
IN_NO_STATE = Fault("in_no_state", "a job is in a state that there is not", BACKUP)
UNSEEN = Fault(
    "unseen", "an accepted file is shown nowhere, though no other takes its place", f"{REPAIR}: it is shown", True
)
MISSING = Fault(
    "missing",
    "an accepted original is not in its place; what was read of it is still shown",
    f"{BACKUP}, or ingest the same file again",
)
CHANGED = Fault(
    "changed",
    "an original is not the bytes that were accepted",
    f"move it away and {BACKUP}, or ingest the same file again",
)
ORPHANS = Fault(
    "orphans",
    "a file lies among the originals that was never accepted: a run was killed before that",
    f"{REPAIR}: it is moved to the folder orphans beside them, where you may look at it and delete it",
    True,
)
UNREACHABLE = Fault(
    "unreachable",
    "the store of originals does not answer, so that nothing is known of them",
    "start it, or check VKP_ORIGINALS and its settings, then run 'vkp verify' again",
)
LOST_ROWS = Fault(
    "unlisted", "a file lies among the originals that the audit knows and the store does not: its row was lost", BACKUP
)


def every_job_in_one_state(corpus: Corpus) -> Check:
    """N1: accepted = pending + running + indexed + failed + quarantined, every id in exactly one.

    What is indexed is shown, or another original of the same Work and language is.
    """
    jobs = corpus.store.jobs
    states, accepted, sources = jobs.counts(), jobs.originals(), jobs.sources()
    odd = jobs.in_no_state()
    wrong = {
        WITHOUT_JOB: {sha: sha for sha in sorted(accepted.keys() - sources.keys())},
        IN_NO_STATE: {sha: sources[sha] for sha in odd},
        UNSEEN: {sha: sources.get(sha, sha) for sha in corpus.store.works.unseen()} if corpus.at_rest else {},
    }
    return check("N1", wrong, {state.value: states[state.value] for state in JobState}, {"accepted": len(accepted)})


def every_original_is_there(corpus: Corpus) -> Check:
    """N2: every accepted original exists with its SHA-256; no orphan file older than an hour."""
    accepted = corpus.store.jobs.originals()
    try:
        return _kept(corpus, open_originals(corpus.settings), accepted.keys())
    except PortalError as failure:
        if failure.code != "originals_unavailable":
            raise
        return check("N2", {UNREACHABLE: {"": failure.detail}}, {"intact": 0}, {"intact": len(accepted)})


def _kept(corpus: Corpus, originals: Originals, accepted: AbstractSet[str]) -> Check:
    sources, named = corpus.store.jobs.sources(), set(originals.names())
    told = {sha: f"{sha} ({sources.get(sha, 'no job')})" for sha in sorted(accepted)}
    there = accepted & named
    intact = {sha for sha in there if originals.is_intact(sha)}
    known = accepted | corpus.store.audit.documents()
    strange = {name: originals.where(name) for name in sorted(named - accepted) if _old(originals, name)}
    wrong = {
        MISSING: {sha: text for sha, text in told.items() if sha not in there},
        CHANGED: {sha: text for sha, text in told.items() if sha in there - intact},
        ORPHANS: {name: path for name, path in strange.items() if name not in known},
        LOST_ROWS: {name: path for name, path in strange.items() if name in known},
    }
    return check("N2", wrong, {"intact": len(intact)}, {"intact": len(accepted)})


def _old(originals: Originals, name: str) -> bool:
    written = originals.written_at(name)
    return written is not None and time.time() - written > ORPHAN_SECONDS
