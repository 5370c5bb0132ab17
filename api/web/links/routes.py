"""The addresses of links: those of a document, and one with what is said of it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.access.visitor import VisitorGiven, remember_name
from api.correcting import corrected_document
from api.routes.given import PortalGiven, Symbol
from api.web.addresses import link_address, work_address
from api.web.given import Number, PagesGiven
from api.web.language import interface_language
from api.web.links import pages as link_pages
from api.web.links.cards import card as card_of
from api.web.rendering import translate, word
from corpus.errors import PortalError
from corpus.store import Store
from ingest.corrections import place_named

router = APIRouter(include_in_schema=False)

MENDED = ("bad_input", "changed_meanwhile")
"""Failures that whoever sent a form can mend: it is shown again as it was filled."""


@router.get("/works/{symbol:path}/links")
def links(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    symbol: Symbol,
    direction: Literal["out", "in"] = "out",
    pinpoint: str | None = None,
    status: Literal["matched", "ambiguous", "outside", "invalid"] | None = None,
    page: Number = 1,
) -> Response:
    """What a Work refers to, or what refers to it."""
    values = link_pages.links_of(portal.store, symbol, direction, pinpoint, page, status)
    return pages.show(
        request, "links.html", direction_shown=direction, pinpoint=pinpoint, status_shown=status, **values
    )


@router.get("/links/{link}/card")
def card(request: Request, portal: PortalGiven, pages: PagesGiven, link: str) -> Response:
    """What a mention leads to, in a few lines: for the card beside it."""
    ui = interface_language(request)
    shown = card_of(portal.store, link, partial(translate, pages.texts, ui), partial(word, pages.texts, ui), ui)
    return JSONResponse(shown, headers={"Vary": "Accept-Language, Cookie", "Cache-Control": "private, no-cache"})


@router.get("/links/{link}")
def link(request: Request, portal: PortalGiven, pages: PagesGiven, link: str) -> Response:
    """A link in its paragraph, what the machine and people say of it, and the form to correct it."""
    return pages.show(request, "link.html", **link_pages.one_link(portal.store, link))


def what_is_entered(
    *,
    correction: Annotated[str, Form(max_length=12)] = "",
    author: Annotated[str, Form(max_length=80)] = "",
    target: Annotated[str, Form(max_length=200)] = "",
    pinpoint: Annotated[str, Form(max_length=160)] = "",
    comment: Annotated[str, Form(max_length=2000)] = "",
    seen: Annotated[int | None, Form()] = None,
) -> link_pages.Entered:
    """The form as it was sent."""
    return link_pages.Entered(correction, target.strip(), pinpoint.strip(), comment, author, seen)


EnteredGiven = Annotated[link_pages.Entered, Depends(what_is_entered)]


@router.post("/links/{link}")
def correct(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    visitor: VisitorGiven,
    link: str,
    entered: EnteredGiven,
) -> Response:
    """Correct a link, then show it again; what cannot be kept is told beside the form, which loses nothing."""
    author = (visitor.name or "") if visitor.signed_in else entered.author
    if (field := link_pages.mistaken(entered)) is not None:
        values = link_pages.one_link(portal.store, link, entered) | {"mistaken": field}
        return pages.show(request, "link.html", 422, **values)
    try:
        address = _corrected(portal.store, link, entered, author)
    except PortalError as failure:
        if failure.code not in MENDED:
            raise
        values = link_pages.one_link(portal.store, link, entered) | {"failure": failure}
        return pages.show(request, "link.html", failure.kind.status, **values)
    answer = RedirectResponse(address, 303)
    if not visitor.signed_in:
        remember_name(answer, author.strip())
    return answer


def _corrected(store: Store, link: str, entered: link_pages.Entered, author: str) -> str:
    """Correct a link; where to go then: one that only a person saw and withdrew is gone, and its place is shown."""
    back = place_named(store, link).passage
    asked = (entered.target or None, entered.pinpoint or None, entered.comment, entered.seen)
    held = corrected_document(store, link, entered.correction, author, *asked)
    gone = work_address(back.expression.work, back.expression.language, back.path)
    return gone if held["link"] is None else link_address(link)
