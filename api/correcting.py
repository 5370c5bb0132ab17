"""Corrections of links as people send them: checked, made, and shown."""

from __future__ import annotations

from typing import Any

from api.checked import one_of, target_of
from api.linking import decision_document, link_document, part_named
from corpus.citations import LinkStatus, MentionKind
from corpus.corrections import Correction
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.links import StoredLink
from corpus.symbols import Symbol
from ingest.corrections import Said, correct, place_named

GOAL_KINDS = (MentionKind.SDG_GOAL, MentionKind.SDG_TARGET, MentionKind.SDG_INDICATOR)
"""By the points in the key: "SDG/3", "SDG/3.b", "SDG/3.b.1"."""


def held_decision(store: Store, link: str) -> int | None:
    """The number of the last decision on a link, None where nobody decided. Raises as ``place_named``."""
    stored = place_named(store, link).stored
    return None if stored is None or stored.decision is None else stored.decision.id


def link_story(store: Store, link: str) -> dict[str, Any]:
    """A link as it holds, and every decision that was made on it, the last one first.

    Raises ``PortalError``: bad_input, unknown_link.
    """
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
    key = None if target is None else target_of(target)
    said = Said(
        link=link,
        correction=Correction(correction),
        author=author,
        target=key,
        pinpoint=None if pinpoint is None else part_named(pinpoint),
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
        "notes": _notes(stored),
    }


def _notes(stored: StoredLink | None) -> list[str]:
    """What to look at again of a link that was corrected: a target that is not here, a part that its Work has not."""
    if stored is None or stored.rejected:
        return []
    said = {LinkStatus.OUTSIDE: "is not in the corpus", LinkStatus.INVALID: "has no such part"}
    what = said.get(stored.link.status)
    return [] if what is None else [f"{stored.link.work} {what}: check what you wrote"]


def kind_of(key: str) -> MentionKind:
    """The kind of a mention of the Work with this key."""
    if key.startswith("SDG/"):
        return GOAL_KINDS[key.count(".")]
    if key == "UN-CHARTER" or key.startswith("TREATY/"):
        return MentionKind.INSTRUMENT
    try:
        return MentionKind(Symbol(key).type.value)
    except ValueError:  # a review has no symbol, and of the types of documents most are no kind of mention
        return MentionKind.DOCUMENT
