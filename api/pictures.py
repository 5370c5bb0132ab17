"""The picture of a page of a document in the corpus, with a passage marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.views import chosen_expression, known_work, one_passage
from corpus.documents import Box
from corpus.errors import PortalError
from corpus.originals import open_originals
from corpus.settings import Settings
from corpus.store import Store
from ingest.formats import Format

MOST_WORDS = 40
"""Words that are marked in one picture."""

PLACE = r"\d{1,7}-\d{1,7}"  # "12-20", in code points of the passage's text
WORDS = f"^{PLACE}(,{PLACE}){{0,{MOST_WORDS - 1}}}$"  # "12-20,44-52"


def page_picture_of(
    settings: Settings,
    store: Store,
    written: str,
    language: str | None,
    number: int,
    passage_id: str | None,
    words: str | None = None,
) -> bytes:
    """A PNG of page ``number``; ``words`` are places in the passage's text, as :data:`WORDS` writes them.

    ``PortalError``: unknown_work, unknown_passage, not_found (no PDF, or no such page).
    """
    expression = chosen_expression(store, known_work(store, written), language)
    if expression.media_type != Format.PDF.value or number > expression.page_count:
        raise PortalError("not_found", f"{expression.work} [{expression.language}] has no picture of a page {number}")
    from ingest.picture import Marked, page_picture  # noqa: PLC0415 - only for who asks for a picture

    marked: Marked | None = None
    if passage_id is not None:
        passage = one_passage(store, passage_id)
        if passage.expression.id != expression.id:
            raise PortalError("unknown_passage", f"{passage_id} is not in {expression.work} [{expression.language}]")
        marked = Marked(passage.text, [Box(**box) for box in passage.boxes], list(places_of(words)))
    with open_originals(settings).local(expression.sha256) as path:
        if path is None:
            raise PortalError("not_found", f"the file of {expression.work} [{expression.language}]", "run 'vkp verify'")
        return page_picture(path, number, marked, settings)


def places_of(words: str | None) -> Iterator[tuple[int, int]]:
    """The places that are written as :data:`WORDS` says."""
    for place in words.split(",") if words else ():
        start, end = place.split("-")
        yield int(start), int(end)


def written_places(places: Sequence[Sequence[int]]) -> str:
    """Places as :data:`WORDS` writes them, the first :data:`MOST_WORDS` of them."""
    return ",".join(f"{start}-{end}" for start, end in places[:MOST_WORDS])
