"""``/v1/works`` and ``/v1/passages``: documents and their text.

A symbol contains slashes, so the longer routes stand before the one that takes everything below ``/works/``.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Response

from api import views
from api.pictures import WORDS, page_picture_of
from api.problems import documented
from api.routes.given import PortalGiven, Symbol
from api.shapes import Passages, PassageShape, Works, WorkShape

router = APIRouter(prefix="/v1", tags=["read"])


@router.get("/works", response_model=Works, responses=documented(503))
def works(portal: PortalGiven) -> dict[str, Any]:
    """Every Work of the corpus with its language versions."""
    return views.works_document(portal.store)


@router.get("/works/{symbol:path}/passages", response_model=Passages, responses=documented(404, 422, 503))
def passages(
    portal: PortalGiven, symbol: Symbol, language: Annotated[str | None, Query(examples=["zh"])] = None
) -> dict[str, Any]:
    """The passages of a Work in one language, in reading order."""
    return views.passages_document(portal.store, symbol, language)


@router.get(
    "/works/{symbol:path}/pages/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}, **documented(404, 422, 503)},
)
async def page(
    portal: PortalGiven,
    symbol: Symbol,
    number: Annotated[int, Path(ge=1, le=100_000)],
    language: Annotated[str | None, Query(examples=["zh"])] = None,
    passage: Annotated[str | None, Query(description="The id of a passage to mark.", max_length=36)] = None,
    words: Annotated[
        str | None, Query(description="Places in its text that are marked more.", pattern=WORDS, examples=["12-20"])
    ] = None,
) -> Response:
    """The picture of a page of a PDF, with a passage and words in it marked."""
    asked = (symbol, language, number, passage, words)
    draw = partial(page_picture_of, portal.settings, portal.store, *asked)
    drawn = await to_thread.run_sync(draw, limiter=portal.drawing)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/works/{symbol:path}", response_model=WorkShape, responses=documented(404, 422, 503))
def work(portal: PortalGiven, symbol: Symbol) -> dict[str, Any]:
    """A Work with its language versions, their pages, and what could not be read."""
    return views.work_document(portal.store, symbol)


@router.get("/passages/{passage_id}", response_model=PassageShape, responses=documented(404, 422, 503))
def passage(portal: PortalGiven, passage_id: str) -> dict[str, Any]:
    """One passage with where it stands."""
    return views.one_passage_document(portal.store, passage_id)
