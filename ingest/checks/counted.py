"""N6: counts that are served, and those that are kept, are what their ledgers come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.counting import Span, counted
from corpus.errors import PortalError
from corpus.indicators import Indicator, indicators
from corpus.indicators.ledger import BASES, POLICIES, Question
from corpus.indicators.recount import recounted
from corpus.store import Store
from corpus.store.recounts import Unit, counting_units
from ingest.checks.corpus import Corpus
from ingest.checks.finding import BACKUP, Check, Fault, check

MISCOUNTED = Fault(
    "wrong",
    "a count that is served is not what its ledger, or the store, comes to",
    "do not publish it; if N10 fails too run 'vkp verify --repair', else report it with 'vkp count INDICATOR --json'",
)
FORGED = Fault(
    "snapshots_wrong",
    "a kept count is not what was kept, or not what its ledger comes to",
    f"do not cite it; {BACKUP}",
)


def counts_are_their_ledgers(corpus: Corpus) -> Check:
    """N6: every indicator as it is served, counted again from its ledger and from the store; every kept count."""
    served = [told for definition in indicators().values() for told in _served(corpus.store, definition)]
    kept = corpus.store.snapshots.ids()
    forged = {seal: told for seal in kept for told in [_kept(corpus.store, seal)] if told is not None}
    wrong = {MISCOUNTED: {told: told for told in served}, FORGED: forged}
    return check("N6", wrong, {"indicators": len(indicators()), "snapshots": len(kept)}, {})


def _served(store: Store, definition: Indicator) -> Iterator[str]:
    """What is wrong with the counts of an indicator. Each holds the readings by every policy and basis."""
    for basis in BASES if definition.of_passages else BASES[:1]:
        document = counted(store, Question(definition, "strict", basis), Span())
        for fault in (*recounted(document), *_anew(store, definition, basis, document)):
            yield f"indicator {definition.code} ({basis}): {fault}"


def _anew(store: Store, definition: Indicator, basis: str, document: dict[str, Any]) -> Iterator[str]:
    """The numerators that the database alone does not come to."""
    of_reviews = definition.population == "vnr"
    lines = {_unit(line, of_reviews=of_reviews): line["status"] for line in document["countries"]}
    for policy in POLICIES if definition.of_passages else ():
        if policy == "strict" and definition.strict_within is not None:
            continue  # where a passage stands is no column
        there = counting_units(store, definition, policy, basis) & lines.keys()
        read = document["readings"][basis][policy]["numerator"]
        if len(there) != read:
            yield f"{policy}: {read} count, and in the store {len(there)} do"
        if policy == "strict":
            yield from (f"{unit} is {lines[unit]}" for unit in sorted(there, key=str) if lines[unit] != "yes")


def _unit(line: dict[str, Any], *, of_reviews: bool) -> Unit:
    return (line["iso3"], line["year"]) if of_reviews else (line["work"], None)


def _kept(store: Store, seal: str) -> str | None:
    """What is wrong with a kept count; None where nothing is."""
    try:
        faults = recounted(store.snapshots.get(seal).document)
    except PortalError as failure:
        return failure.detail
    except (KeyError, TypeError) as failure:
        return f"snapshot {seal} has no {failure}"
    return f"snapshot {seal}: {faults[0]}" if faults else None
