"""Reviewing evidence as people do it: a passage with what was said of it, and deciding.

A reviewer sees nothing of another's decisions on a passage before they have said which labels hold: two opinions are
worth two only when neither follows the other. Whoever adjudicates, and whoever audits, asks for all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from api.checked import one_of
from corpus.corrections import Anchor
from corpus.errors import PortalError
from corpus.evidence import EvidenceLevel
from corpus.folding import plain_name
from corpus.indicators import Indicator, indicator
from corpus.reviewing import LABELS, Action, ReviewDecision, Said, Settled, of_level, suggested_labels, with_implied
from corpus.settling import chains, opinion
from corpus.store import Store
from corpus.store.reviews import Reviewed
from ingest.corrections import LONGEST_AUTHOR, LONGEST_COMMENT, plain_line

LONGEST_QUOTE = 4000


def of_passages(code: str) -> Indicator:
    """An indicator that passages decide. Raises ``PortalError``: unknown_indicator, bad_input."""
    definition = indicator(code)
    if not definition.of_passages:
        raise PortalError("bad_input", f"indicator {code} is not decided by passages", "there is nothing to review")
    return definition


def named(reviewer: str) -> str:
    """A reviewer's name: one plain line with a letter or a digit. Raises ``PortalError("bad_input")``."""
    name = reviewer.strip()
    if not any(map(str.isalnum, plain_name(name))) or not plain_line(name, LONGEST_AUTHOR):
        remedy = f"give a name of up to {LONGEST_AUTHOR} characters, on one line"
        raise PortalError("bad_input", "a decision needs its author", remedy)
    return name


def item_document(store: Store, name: str, reviewer: str | None = None, *, whole: bool = False) -> dict[str, Any]:
    """A passage, what is suggested of it and what was said of it; ``name`` is a passage's id or an item's.

    What others said is left out (``hidden`` counts it) until ``reviewer`` has said which labels hold, or with
    ``whole``. Raises ``PortalError("unknown_passage")``.
    """
    reviewer = None if reviewer is None else named(reviewer)
    reviewed = store.reviews.at(name)
    here = reviewed.item.passage if reviewed is not None and reviewed.shown else name
    passage = store.works.passage(here or name)
    if passage is None and (reviewed is None or not reviewed.decisions):
        raise PortalError("unknown_passage", name[:80])
    machine = None if passage is None else store.reviews.suggestion(passage.expression.id, passage.id)
    return {
        "item": None if reviewed is None else reviewed.item.id,
        "passage": None
        if passage is None
        else {
            "passage_id": passage.id,
            "work": passage.expression.work,
            "language": passage.expression.language,
            "country": passage.expression.country,
            "year": passage.expression.year,
            "page": passage.page_first,
            "number": passage.number,
            "path": passage.path,
            "heading_path": list(passage.heading_path),
            "text": passage.text,
        },
        "suggestion": None if machine is None else suggestion_document(machine),
        **_said(reviewed, reviewer, whole=whole),
    }


def suggestion_document(machine: Mapping[str, Any]) -> dict[str, Any]:
    """What the machine says of a passage: level, labels, instrument, scores, and the rules that fired."""
    beside = {"expression", "passage", *LABELS} - {"framework"}
    return {"labels": suggested_labels(machine)} | {k: value for k, value in machine.items() if k not in beside}


def _said(reviewed: Reviewed | None, reviewer: str | None, *, whole: bool) -> dict[str, Any]:
    """What people said, as far as this reviewer may see it."""
    decisions = reviewed.decisions if reviewed is not None else ()
    own = chains(decisions).get(reviewer or "", [])
    mine = opinion(own)
    seeing = whole or (mine is not None and bool(mine.labels))
    shown = decisions if seeing else tuple(own)
    hidden = len(decisions) - len(shown)
    settled = reviewed.settled if reviewed is not None and not hidden else None
    return {
        "settled": None if settled is None else settled_document(settled),
        "decisions": [decision_document(decision) for decision in shown],
        "hidden": hidden,
        "seen": own[-1].id if own else None,
        "anchor": None if reviewed is None else anchor_document(reviewed.item.anchor),
    }


def settled_document(settled: Settled) -> dict[str, Any]:
    """What people come to; a label that is not settled is not among the labels."""
    return {
        "state": settled.state.value,
        "labels": None if settled.labels is None else dict(settled.labels),
        "quote": settled.quote,
        "decisions": dict(settled.decisions),
    }


def decision_document(decision: ReviewDecision) -> dict[str, Any]:
    """One decision with its author and time; ``machine`` is what was suggested when it was made."""
    return asdict(decision) | {"action": decision.action.value}


def anchor_document(anchor: Anchor) -> dict[str, Any]:
    """What ties a decision to the text."""
    return asdict(anchor)


def level_of(word: str) -> EvidenceLevel:
    """A level by its name or its first two characters: "L2", "L2_contribution". Raises ``PortalError("bad_input")``."""
    found = next((level for level in EvidenceLevel if word in (level.value, level.value[:2])), None)
    if found is None:
        raise PortalError("bad_input", f"level {word[:40]!r}", f"it is one of {', '.join(EvidenceLevel)}")
    return found


def labels_given(level: str | None, labels: Mapping[str, bool]) -> dict[str, bool] | None:
    """The labels that a level and single labels say together; None where neither is given.

    A level is that of the strict reading, so ``policy_lenient`` may hold beside any but the lowest. Raises
    ``PortalError("bad_input")`` for labels that contradict one another.
    """
    if level is None and not labels:
        return None
    of_it = {} if level is None else of_level(level_of(level))
    try:
        own = with_implied(labels)
        whole = with_implied(of_it | own)
    except ValueError as failure:
        raise PortalError("bad_input", str(failure), "correct the labels") from failure
    against = [name for name, holds in of_it.items() if whole[name] is not holds and name != "policy_lenient"]
    if against:
        raise PortalError("bad_input", f"{level} and {', '.join(own)} contradict each other", "correct the labels")
    return whole


def decided_document(
    store: Store,
    name: str,
    action: str,
    reviewer: str,
    *,
    code: str | None = None,
    level: str | None = None,
    labels: Mapping[str, bool] | None = None,
    quote: str | None = None,
    comment: str = "",
    seen: int | None = None,
    latest: int | None = None,
) -> dict[str, Any]:
    """Decide about a passage; then what its author may see of it.

    Raises ``PortalError``: bad_input, unknown_passage, unknown_indicator, changed_meanwhile.
    """
    one_of("action", action, [known.value for known in Action])
    _require_plain(quote, comment)
    definition = None if code is None else of_passages(code)
    said = Said(
        reviewer=named(reviewer),
        action=Action(action),
        indicator=None if definition is None else definition.code,
        asked=() if definition is None else tuple(dict.fromkeys(map(definition.condition, ("strict", "lenient")))),
        labels=labels_given(level, labels or {}),
        quote=quote,
        comment=comment.strip(),
        seen=seen,
        latest=latest,
    )
    decision = store.reviewing.decide(name, said)
    return {"decision": decision_document(decision)} | item_document(store, decision.item, said.reviewer)


def _require_plain(quote: str | None, comment: str) -> None:
    if not plain_line(comment, LONGEST_COMMENT):
        remedy = f"keep it to one line of {LONGEST_COMMENT} characters"
        raise PortalError("bad_input", "the comment is too long, or holds control characters", remedy)
    if quote is not None and len(quote) > LONGEST_QUOTE:
        raise PortalError("bad_input", "the quote is too long", f"keep it to {LONGEST_QUOTE} characters")


def last_seen(store: Store, name: str, reviewer: str) -> int | None:
    """The last decision of a reviewer on a passage, None where they made none."""
    reviewed = store.reviews.at(name)
    own = chains(() if reviewed is None else reviewed.decisions).get(named(reviewer), [])
    return own[-1].id if own else None


def unplaced_document(store: Store) -> dict[str, Any]:
    """What people decided about and the text has no longer, with all that was said of it."""
    return {
        "unplaced": [
            {
                "item": one.item.id,
                "anchor": anchor_document(one.item.anchor),
                "settled": None if one.settled is None else settled_document(one.settled),
                "decisions": [decision_document(decision) for decision in one.decisions],
            }
            for one in store.reviews.unplaced()
        ]
    }
