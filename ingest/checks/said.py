"""N4, N5 and N10: what people wrote is there as they wrote it, and what is kept beside it follows from it."""

from __future__ import annotations

from corpus.store.decision_chains import followed
from ingest.checks.corpus import Corpus
from ingest.checks.finding import BACKUP, REPAIR, Check, Fault, check

BROKEN = Fault(
    "broken",
    "a decision has lost its author, its time or the one before it, or a key has more or less than its one effect",
    f"the store was changed outside the portal or is damaged: compare it with a backup, then {BACKUP}",
)
WRONG = Fault(
    "wrong",
    "what people wrote, or the audit of it, was changed outside the portal",
    f"compare it with a backup and with the head that you noted elsewhere, then {BACKUP}",
)
OTHERWISE = Fault(
    "wrong",
    "the decisions on a passage are whole, and what is kept as their outcome is another: counts rest on that",
    f"{REPAIR}: the outcome is made of the decisions again",
    True,
)


def decisions_are_whole(corpus: Corpus) -> Check:
    """N4: every decision has its author, time and place in its chain; at most one effect for each idempotency key."""
    chains = followed(corpus.store)
    cases = {fault: fault for fault in chains.faults}
    return check("N4", {BROKEN: cases}, {"decisions": chains.decisions, "keys": chains.keys}, {})


def audit_is_whole(corpus: Corpus) -> Check:
    """N5: decisions = audit entries of that kind, and the audit's chain holds from first to last."""
    audited = corpus.store.audit.checked()
    found = {"entries": audited.entries, "rows": audited.rows, "head": audited.head}
    return check("N5", {WRONG: {fault: fault for fault in audited.faults}}, found, {})


def decisions_count(corpus: Corpus) -> Check:
    """N10: what is kept beside a passage as settled is what people's decisions on it come to."""
    wrong = corpus.store.reviews.disagreeing()
    return check("N10", {OTHERWISE: {item: f"item {item}" for item in wrong}}, {}, {})
