"""The addresses of the pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import views
from api.correcting import corrected_document
from api.counting import count_document
from api.pictures import WORDS
from api.routes.given import FiltersGiven, PortalGiven, Symbol, Year
from api.web import library, link_pages, printed, reader
from api.web.addresses import link_address, work_address
from api.web.charts import chart
from api.web.portions import by_length
from api.web.rendering import Pages
from corpus.errors import ERRORS, PortalError
from corpus.indicators import indicators as defined
from ingest.corrections import place_named

router = APIRouter(include_in_schema=False)

HITS = 10
"""Passages on one page of a search."""

FACET_LENGTH = 12
"""Values shown of one facet."""

SAID_BY_THE_PAGE = ("dense:", "total:", "no passage shown")
"""Beginnings of the notes of a search that the page says in its own words and language."""

COUNTRIES = 40
"""Lines on one page of a ledger."""


def pages_of(request: Request) -> Pages:
    """The templates and texts that the application loaded when it was made."""
    pages: Pages = request.app.state.pages
    return pages


PagesGiven = Annotated[Pages, Depends(pages_of)]
Number = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/")
def home(request: Request, portal: PortalGiven, pages: PagesGiven) -> Response:
    """The search box, and what the corpus holds."""
    return pages.show(request, "home.html", **library.holdings(portal.store), dense=portal.dense)


@router.get("/search")
def search(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    kept: FiltersGiven,
    q: str = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Passages, best first; an empty query leads home."""
    if not q.strip():
        return RedirectResponse("/", status_code=303)
    found = portal.search(q, HITS, offset=(page - 1) * HITS, kept=kept)
    values: dict[str, Any] = {
        "found": found,
        "kept": kept,
        "notes": [note for note in found["notes"] if not note.startswith(SAID_BY_THE_PAGE)],
        "unread": library.unread_count(portal.store),
        "last": max(1, -(-found["total"] // HITS)),
    }
    return pages.show(request, "search.html", page=page, dense=portal.dense, facet_length=FACET_LENGTH, **values)


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


@router.get("/indicators")
def indicators(request: Request, portal: PortalGiven, pages: PagesGiven) -> Response:
    """Each indicator with its figures."""
    counts = [count_document(portal.store, code) for code in defined()]
    return pages.show(request, "indicators.html", counts=counts)


@router.get("/indicators/{code}")
def indicator(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    code: str,
    year: Year = None,
    policy: Literal["strict", "lenient"] = "strict",
    basis: Literal["suggested", "reviewed"] = "suggested",
    page: Number = 1,
) -> Response:
    """An indicator by year, and the ledger of one year or of all."""
    whole = count_document(portal.store, code, policy=policy, basis=basis)
    ledger = [line for line in whole["countries"] if year in (None, line["year"])]
    values: dict[str, Any] = {"count": whole, "year": year}
    return pages.show(
        request, "indicator.html", **values, chart=chart(whole["years"]), ledger=by_length(ledger, page, COUNTRIES)
    )


@router.get("/problems/{code}")
def problem(request: Request, pages: PagesGiven, code: str) -> Response:
    """What an error of the API means: the address in a problem's ``type``."""
    kind = ERRORS.get(code)
    if kind is None:
        raise PortalError("not_found", code[:80])
    return pages.show(request, "problem.html", code=code, kind=kind)


@router.get("/library")
def library_page(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    doc_type: Annotated[str | None, Query(alias="type")] = None,
    page: Number = 1,
) -> Response:
    """The documents, what is kept aside, what failed, what is unread, what is cited and missing."""
    return pages.show(request, "library.html", **library.shelves(portal.store, doc_type, page))
