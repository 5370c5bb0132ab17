"""Corrections of links as people send them: checked, made, and shown."""

from __future__ import annotations

from typing import Any

from api.checked import one_of, work_of
from api.linking import decision_document, link_document
from corpus.citations import MentionKind, Pinpoint
from corpus.corrections import Correction
from corpus.errors import PortalError
from corpus.queries import read_pinpoint
from corpus.store import Store
from corpus.symbols import Symbol
from ingest.corrections import Said, correct, place_named

GOALS = {0: MentionKind.SDG_GOAL, 1: MentionKind.SDG_TARGET, 2: MentionKind.SDG_INDICATOR}


def held_decision(store: Store, link: str) -> int | None:
    """The number of the last decision on a link, None where nobody decided. Raises as ``place_named``."""
    stored = place_named(store, link).stored
    return None if stored is None or stored.decision is None else stored.decision.id


def link_story(store: Store, link: str) -> dict[str, Any]:
    """A link as it holds, and every decision that was made on its document's words there, the last one first."""
    place = place_named(store, link)
    if place.stored is None:
        raise PortalError("unknown_link", link[:80])
    decisions = {one.id: one for one in store.link_decisions.of(place.stored.work)}
    story, at = [], place.stored.decision
    while at is not None:
        story.append(decision_document(at))
        at = decisions.get(at.replaces) if at.replaces is not None else None
    return {"link": link_document(place.stored), "rejected": place.stored.rejected, "decisions": story}


def corrected_document(
    store: Store,
    link: str,
    correction: str,
    author: str,
    target: str | None = None,
    pinpoint: str | None = None,
    comment: str = "",
    seen: int | None = None,
) -> dict[str, Any]:
    """Make a correction, and what holds then; ``link`` is null where the mention is gone with a withdrawal.

    ``seen`` is the decision that its author saw. Raises ``PortalError``: bad_input, unknown_link, changed_meanwhile.
    """
    one_of("correction", correction, [str(known) for known in Correction])
    key = None if target is None else work_of(target)
    said = Said(
        link=link,
        correction=Correction(correction),
        author=author,
        target=key,
        pinpoint=None if pinpoint is None else _part(pinpoint),
        kind=MentionKind.DOCUMENT if key is None else kind_of(key),
        comment=comment,
        replaces=seen,
    )
    decision = correct(store, said)
    stored = place_named(store, link).stored
    return {
        "link": None if stored is None else link_document(stored),
        "rejected": stored is not None and stored.rejected,
        "decision": decision_document(decision),
    }


def kind_of(key: str) -> MentionKind:
    """The kind of a mention of the Work with this key."""
    if key.startswith("SDG/"):
        return GOALS[key.count(".")]
    if key == "UN-CHARTER" or key.startswith("TREATY/"):
        return MentionKind.INSTRUMENT
    try:
        return MentionKind(Symbol(key).type.value)
    except ValueError:
        return MentionKind.DOCUMENT


def _part(written: str) -> Pinpoint:
    read = read_pinpoint(written)
    if read is None:
        raise PortalError("bad_input", f"pinpoint {written[:80]!r}", "give a paragraph such as 29, 29(b) or 29-31")
    return read
