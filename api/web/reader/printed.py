"""A page as it was printed, beside the text that was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import escape

from api import views
from api.web.portions import by_size
from api.web.reader.reading import UNREAD
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.works import StoredPassage
from ingest.formats import Format

PAGE_BYTES, STRETCH_BYTES = 64_000, 330
"""Estimated HTML of what is shown of one page, and around each passage: a file without pages is one long page."""


def printed_page(
    store: Store, symbol: str, language: str | None, number: int, passage_id: str | None
) -> dict[str, Any]:
    """The values of the template. ``PortalError``: unknown_work, not_found (no such page)."""
    expression = views.chosen_expression(store, views.known_work(store, symbol), language)
    pages = {page["number"]: page for page in store.works.pages(expression.id)}
    states = {number: page["state"] for number, page in pages.items()}
    if number not in states:
        raise PortalError("not_found", f"{expression.work} [{expression.language}] has no page {number}")
    every = _on_page(store.works.passages(expression.id), number)
    passages = _portion(every, passage_id)
    return {
        "expression": expression,
        "number": number,
        "last": max(states),
        "size": (pages[number]["width"], pages[number]["height"]),
        "passages": passages,
        "left_out": len(every) - len(passages),
        "chosen": next((p for p in passages if p.id == passage_id), None),
        "pictured": expression.media_type == Format.PDF.value,
        "unread": states[number] in UNREAD,
        "before": max((page for page in states if page < number), default=None),
        "after": min((page for page in states if page > number), default=None),
    }


def _on_page(passages: Sequence[StoredPassage], number: int) -> list[StoredPassage]:
    """The passages that stand on a page, be it in part."""
    return [passage for passage in passages if passage.page_first <= number <= passage.page_last]


def _portion(passages: Sequence[StoredPassage], passage_id: str | None) -> Sequence[StoredPassage]:
    """As much of a page as it can show: around a passage, else from its beginning."""
    parts = by_size(passages, lambda passage: len(escape(passage.text).encode()) + STRETCH_BYTES, PAGE_BYTES)
    return next((part for part in parts if any(passage.id == passage_id for passage in part)), parts[0])
