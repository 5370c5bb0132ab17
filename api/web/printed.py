"""A page as it was printed, beside the text that was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api import views
from api.pictures import PDF
from api.web.reading import UNREAD
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.works import StoredPassage


def printed_page(
    store: Store, symbol: str, language: str | None, number: int, passage_id: str | None
) -> dict[str, Any]:
    """The values of the template. ``PortalError``: unknown_work, not_found (no such page)."""
    expression = views.chosen_expression(store, views.known_work(store, symbol), language)
    state = next((p["state"] for p in store.works.pages(expression.id) if p["number"] == number), None)
    if state is None:
        raise PortalError("not_found", f"{expression.work} [{expression.language}] has no page {number}")
    passages = _on_page(store.works.passages(expression.id), number)
    return {
        "expression": expression,
        "number": number,
        "passages": passages,
        "chosen": next((p for p in passages if p.id == passage_id), None),
        "pictured": expression.media_type == PDF,
        "unread": state in UNREAD,
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if number < expression.page_count else None,
    }


def _on_page(passages: Sequence[StoredPassage], number: int) -> list[StoredPassage]:
    """The passages that stand on a page, be it in part."""
    return [passage for passage in passages if passage.page_first <= number <= passage.page_last]
