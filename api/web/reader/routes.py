"""The addresses of the reader: a document, a page of it, a passage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import views
from api.pictures import WORDS
from api.routes.given import PortalGiven, Symbol
from api.web.addresses import work_address
from api.web.given import Number, PagesGiven
from api.web.reader import printed, reader

router = APIRouter(include_in_schema=False)


@router.get("/works/{symbol:path}/pages/{number}")
def page(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    symbol: Symbol,
    number: Annotated[int, Path(ge=1, le=100_000)],
    language: str | None = None,
    passage: Annotated[str | None, Query(max_length=36)] = None,
    words: Annotated[str | None, Query(pattern=WORDS)] = None,
) -> Response:
    """A page as it was printed, beside its text, with a passage marked in both."""
    values = printed.printed_page(portal.store, symbol, language, number, passage)
    return pages.show(request, "page.html", **values, words=words)


@router.get("/works/{symbol:path}")
def work(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    symbol: Symbol,
    language: str | None = None,
    at: str | None = None,
    part: Number | None = None,
) -> Response:
    """A document to read; ``at`` is the path of a passage that the part shown must hold."""
    return pages.show(request, "work.html", **reader.reading(portal.store, symbol, language, at, part))


@router.get("/passages/{passage_id}")
def passage(portal: PortalGiven, passage_id: str) -> Response:
    """Leads on to a passage's place in its document."""
    found = views.one_passage(portal.store, passage_id)
    return RedirectResponse(work_address(found.expression.work, found.expression.language, found.path), 302)
