"""The addresses of the reader: a document, a page of it, a passage, and what is said of one."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api import views
from api.paragraph_citation import ENTRIES
from api.pictures import WORDS
from api.routes.given import PortalGiven, Symbol
from api.web.addresses import work_address
from api.web.given import Number, PagesGiven
from api.web.language import interface_language
from api.web.reader import about as of_paragraph
from api.web.reader import printed, reader
from api.web.reader.finding import LONGEST_FIND
from api.web.rendering import translate

router = APIRouter(include_in_schema=False)


def what_is_asked(
    *,
    language: str | None = None,
    at: str | None = None,
    part: Number | None = None,
    find: Annotated[str, Query(max_length=LONGEST_FIND)] = "",
    hit: Number = 1,
    pictures: bool = False,
) -> reader.Asked:
    """What the address says of the reader."""
    return reader.Asked(language, at, part, find, hit, pictures)


AskedGiven = Annotated[reader.Asked, Depends(what_is_asked)]


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
def work(request: Request, portal: PortalGiven, pages: PagesGiven, symbol: Symbol, asked: AskedGiven) -> Response:
    """A document to read."""
    return pages.show(request, "work.html", **reader.reading(portal.store, symbol, asked))


@router.get("/passages/{passage_id}")
def passage(portal: PortalGiven, passage_id: str) -> Response:
    """Leads on to a passage's place in its document."""
    found = views.one_passage(portal.store, passage_id)
    return RedirectResponse(work_address(found.expression.work, found.expression.language, found.path), 302)


@router.get("/passages/{passage_id}/about")
def about(request: Request, portal: PortalGiven, pages: PagesGiven, passage_id: str) -> Response:
    """A paragraph's link and citations, to be copied; who cites it, and what it mentions."""
    return pages.show(request, "about.html", **_about(request, portal, passage_id))


@router.get("/passages/{passage_id}/menu")
def menu(request: Request, portal: PortalGiven, pages: PagesGiven, passage_id: str) -> Response:
    """The same in short, for the menu beside a paragraph."""
    say = partial(translate, pages.texts, interface_language(request))
    return JSONResponse(of_paragraph.menu(_about(request, portal, passage_id), say), headers={"Vary": "Cookie"})


@router.get("/passages/{passage_id}/citation.{form}")
def citation(portal: PortalGiven, passage_id: str, form: Literal["bib", "ris"]) -> Response:
    """A paragraph's entry for a reference manager, as a file."""
    write, media = ENTRIES[form]
    headers = {"Content-Disposition": f'attachment; filename="citation.{form}"'}
    return Response(write(views.one_passage(portal.store, passage_id)), media_type=media, headers=headers)


def _about(request: Request, portal: PortalGiven, passage_id: str) -> dict[str, Any]:
    return of_paragraph.about(portal.store, passage_id, str(request.base_url), interface_language(request))
