"""A page as it was printed, beside the text that was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api import views
from api.web.reader.reading import UNREAD
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.works import StoredPassage
from ingest.formats import Format


def printed_page(
    store: Store, symbol: str, language: str | None, number: int, passage_id: str | None
) -> dict[str, Any]:
    """The values of the template. ``PortalError``: unknown_work, not_found (no such page)."""
    expression = views.chosen_expression(store, views.known_work(store, symbol), language)
    pages = {page["number"]: page for page in store.works.pages(expression.id)}
    states = {number: page["state"] for number, page in pages.items()}
    if number not in states:
        raise PortalError("not_found", f"{expression.work} [{expression.language}] has no page {number}")
    passages = _on_page(store.works.passages(expression.id), number)
    return {
        "expression": expression,
        "number": number,
        "last": max(states),
        "size": (pages[number]["width"], pages[number]["height"]),
        "passages": passages,
        "chosen": next((p for p in passages if p.id == passage_id), None),
        "pictured": expression.media_type == Format.PDF.value,
        "unread": states[number] in UNREAD,
        "before": max((page for page in states if page < number), default=None),
        "after": min((page for page in states if page > number), default=None),
    }


def _on_page(passages: Sequence[StoredPassage], number: int) -> list[StoredPassage]:
    """The passages that stand on a page, be it in part."""
    return [passage for passage in passages if passage.page_first <= number <= passage.page_last]
