"""The queue of a reviewer: what it is kept to, and its pages, one after the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.checked import country_code, language_code, one_of, work_of, year_of
from api.reviewing import named, of_passages
from corpus.documents import WorkType
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.review_queue import STATES, TO_DO, Asked, Cursor, Waiting

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
