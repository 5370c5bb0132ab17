"""Reviewing evidence as people do it: what to look at next, a passage with what was said of it, and deciding.

A reviewer sees nothing of another's decisions on a passage before they have said which labels hold: two opinions are
worth two only when neither follows the other. Whoever adjudicates, and whoever audits, asks for all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from api.checked import country_code, language_code, one_of, work_of, year_of
from corpus.corrections import Anchor
from corpus.documents import WorkType
from corpus.errors import PortalError
from corpus.evidence import EvidenceLevel
from corpus.folding import plain_name
from corpus.indicators import Indicator, indicator
from corpus.reviewing import LABELS, Action, ReviewDecision, Said, Settled, of_level, suggested_labels, with_implied
from corpus.settling import chains, opinion
from corpus.store import Store
from corpus.store.review_queue import STATES, TO_DO, Asked, Cursor, Waiting
from corpus.store.reviews import Reviewed
from ingest.corrections import LONGEST_AUTHOR, LONGEST_COMMENT, plain_line

LONGEST_QUOTE = 4000
SHOWN = 20


def asked_for(
    store: Store,
    code: str,
    *,
    state: str = TO_DO,
    country: Sequence[str] | None = None,
    year: Sequence[int] | None = None,
    language: Sequence[str] | None = None,
    work: str | None = None,
    least: float | None = None,
    reviewer: str | None = None,
    assignee: str | None = None,
) -> Asked:
    """What a queue is kept to, checked. Raises ``PortalError``: unknown_indicator, bad_input."""
    definition = of_passages(code)
    one_of("state", state, STATES)
    of_reviews = definition.population == "vnr"
    entries = [] if of_reviews else store.library.every()
    catalogued = tuple(entry.work for entry in entries if entry.population == definition.population)
    return Asked(
        indicator=definition.code,
        strict=definition.condition("strict"),
        lenient=definition.condition("lenient"),
        types=(WorkType.VNR.value,) if of_reviews else (),
        among=None if of_reviews else catalogued,
        state=state,
        country=tuple(map(country_code, country or ())),
        year=tuple(map(year_of, year or ())),
        language=tuple(map(language_code, language or ())),
        work=None if work is None else work_of(work),
        least=least,
        reviewer=None if reviewer is None else named(reviewer),
        assignee=named(assignee) if assignee else assignee,
    )


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


def queue_document(store: Store, asked: Asked, limit: int = SHOWN, after: str | None = None) -> dict[str, Any]:
    """The next passages of a queue; ``next`` is where the page after this one begins, null at the end.

    ``total`` is counted for the first page alone.
    """
    waiting = store.review_queue.page(asked, limit, None if after is None else read_cursor(after))
    return {
        "indicator": asked.indicator,
        "state": asked.state,
        "reviewer": asked.reviewer,
        "total": store.review_queue.count(asked) if after is None else None,
        "passages": [waiting_document(one) for one in waiting],
        "next": written_cursor(waiting[-1].cursor) if len(waiting) == limit else None,
    }


def written_cursor(cursor: Cursor) -> str:
    """The place in a queue as a word that a caller hands back."""
    return json.dumps(cursor, separators=(",", ":"))


def read_cursor(word: str) -> Cursor:
    """The place that ``written_cursor`` wrote. Raises ``PortalError("bad_input")``."""
    try:
        probability, score, expression, passage = json.loads(word)
        ids = expression.encode().decode(), passage.encode().decode()  # UnicodeEncodeError for half a character
        return float(probability), float(score), *ids
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as failure:
        raise PortalError(
            "bad_input", f"{word[:80]!r} is no place in a queue", "hand back what 'next' said"
        ) from failure


def waiting_document(waiting: Waiting) -> dict[str, Any]:
    """A passage of a queue; what people said of it is not in it."""
    shown = asdict(waiting)
    del shown["cursor"], shown["expression"]
    return {"passage_id": shown.pop("passage")} | shown


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
