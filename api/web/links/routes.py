"""The addresses of links: those of a document, and one with what is said of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.correcting import corrected_document
from api.routes.given import PortalGiven, Symbol
from api.web.addresses import link_address, work_address
from api.web.given import Number, PagesGiven
from api.web.links import pages as link_pages
from ingest.corrections import place_named

router = APIRouter(include_in_schema=False)


@router.get("/works/{symbol:path}/links")
def links(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    symbol: Symbol,
    direction: Literal["out", "in"] = "out",
    pinpoint: str | None = None,
    page: Number = 1,
) -> Response:
    """What a Work refers to, or what refers to it."""
    values = link_pages.links_of(portal.store, symbol, direction, pinpoint, page)
    return pages.show(request, "links.html", direction_shown=direction, pinpoint=pinpoint, **values)


@router.get("/links/{link}")
def link(request: Request, portal: PortalGiven, pages: PagesGiven, link: str) -> Response:
    """A link in its paragraph, what the machine and people say of it, and the form to correct it."""
    return pages.show(request, "link.html", **link_pages.one_link(portal.store, link))


@router.post("/links/{link}")
def correct(
    *,
    portal: PortalGiven,
    link: str,
    correction: Annotated[str, Form(max_length=12)],
    author: Annotated[str, Form(max_length=80)],
    target: Annotated[str, Form(max_length=200)] = "",
    pinpoint: Annotated[str, Form(max_length=160)] = "",
    comment: Annotated[str, Form(max_length=2000)] = "",
    seen: Annotated[int | None, Form()] = None,
) -> Response:
    """Correct a link, then show it again; one that only a person saw and withdrew is gone: its document is shown."""
    store, back = portal.store, place_named(portal.store, link).passage
    asked = (link, correction, author, target.strip() or None, pinpoint.strip() or None, comment, seen)
    held = corrected_document(store, *asked)
    gone = work_address(back.expression.work, back.expression.language, back.path)
    return RedirectResponse(gone if held["link"] is None else link_address(link), 303)
