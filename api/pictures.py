"""The picture of a page of a document in the corpus, with a passage marked."""

from __future__ import annotations

from api.views import chosen_expression, known_work, one_passage
from corpus.documents import Box
from corpus.errors import PortalError
from corpus.originals import Originals
from corpus.settings import Settings
from corpus.store import Store

PDF = "application/pdf"


def page_picture_of(
    settings: Settings, store: Store, written: str, language: str | None, number: int, passage_id: str | None
) -> bytes:
    """A PNG of page ``number``. ``PortalError``: unknown_work, unknown_passage, not_found (no PDF, or no such page)."""
    expression = chosen_expression(store, known_work(store, written), language)
    if expression.media_type != PDF or number > expression.page_count:
        raise PortalError("not_found", f"{expression.work} [{expression.language}] has no picture of a page {number}")
    boxes: list[Box] = []
    if passage_id is not None:
        passage = one_passage(store, passage_id)
        if passage.expression.id != expression.id:
            raise PortalError("unknown_passage", f"{passage_id} is not in {expression.work} [{expression.language}]")
        boxes = [Box(**box) for box in passage.boxes]
    from ingest.picture import page_picture  # noqa: PLC0415 - only for who asks for a picture

    return page_picture(Originals(settings.originals).path(expression.sha256), number, boxes, settings)
