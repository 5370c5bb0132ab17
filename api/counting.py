"""Counts of indicators, made from the store; commands, routes and pages all show these."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from api.checked import one_of, year_of
from corpus.counting import Span, counted
from corpus.errors import PortalError
from corpus.indicators import BASES, POLICIES, Basis, Policy, indicator
from corpus.indicators.changes import changes, question_of
from corpus.indicators.ledger import Question
from corpus.store import Store

LAST = "last"
"""Names the last snapshot of what is asked."""


def span_of(year: int | None, first: int | None, last: int | None) -> Span:
    """A span of years as it was asked for. Raises ``PortalError("bad_input")``."""
    for given in (year, first, last):
        if given is not None:
            year_of(given)
    if year is not None and (first is not None or last is not None):
        raise PortalError("bad_input", "a year together with a span", "give --year, or --from and --to")
    if first is not None and last is not None and first > last:
        raise PortalError("bad_input", f"the span {first}-{last} ends before it begins")
    return Span(year, first, last)


def count_document(store: Store, code: str, *, since: str = LAST, **asked: Any) -> dict[str, Any]:
    """A count as ``counted_document``, with ``changes``: what is different since a snapshot (of the same question).

    They are None where nothing was kept. Raises ``PortalError`` as it does, and unknown_snapshot.
    """
    whole = counted_document(store, code, **asked)
    return whole | {"changes": changes_since(store, whole, since)}


def counted_document(
    store: Store,
    code: str,
    *,
    year: int | None = None,
    first: int | None = None,
    last: int | None = None,
    policy: str = "strict",
    basis: str = "suggested",
    definitions: Path | None = None,
) -> dict[str, Any]:
    """An indicator for one year, for a span of years, or for every year there is a review of.

    The ledger lists every country of the span. ``years`` holds the same figures year by year. ``definitions`` is a
    folder with indicators of the user's own. Raises ``PortalError``: unknown_indicator, bad_definition, bad_input.
    """
    definition = indicator(code, definitions)
    one_of("policy", policy, POLICIES)
    one_of("basis", basis, BASES)
    span = span_of(year, first, last)
    return counted(store, Question(definition, cast("Policy", policy), cast("Basis", basis)), span)


def changes_since(store: Store, document: dict[str, Any], since: str = LAST) -> dict[str, Any] | None:
    """What is different in a count since a snapshot of the same question; None where nothing was kept."""
    kept = store.snapshots.latest(document) if since == LAST else store.snapshots.get(since)
    if kept is None:
        return None
    if question_of(kept.document) != question_of(document):
        said = f"{kept.id[:15]} answers another question: {kept.document['indicator']}, {kept.document['policy']}, "
        said += f"{kept.document['basis']}, year {kept.document['year'] or 'all'}"
        raise PortalError("bad_input", said, "compare counts of one indicator, span, policy and basis")
    return changes(kept.document, document)
