"""The addresses of the search and its home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.routes.finding import Mode
from api.routes.given import FiltersGiven, PortalGiven
from api.web.given import Number, PagesGiven
from api.web.library import shelves
from api.web.searching.asked import Asked, asked
from api.web.searching.grouping import results
from corpus.published import address_of
from corpus.queries import query_symbol

router = APIRouter(include_in_schema=False)

FACET_LENGTH = 8
"""Values shown of one facet; the others are folded away."""

SAID_BY_THE_PAGE = ("dense:", "total:", "no passage shown")
"""Beginnings of the notes of a search that the page says in its own words and language."""


@router.get("/")
def home(request: Request, portal: PortalGiven, pages: PagesGiven) -> Response:
    """The search box, and what the corpus holds."""
    held = portal.kept.exact("holdings", lambda: shelves.holdings(portal.store))
    return pages.show(request, "home.html", **held, dense=portal.dense)


@router.get("/search")
def search(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    kept: FiltersGiven,
    q: str = "",
    mode: Mode = "auto",
    page: Number = 1,
) -> Response:
    """Documents with their passages, best first; an empty query leads home."""
    if not q.strip():
        return RedirectResponse("/", status_code=303)
    searched = asked(q, kept, mode)
    shown = results(portal, searched, page)
    found = shown.found
    named = None if shown.found["hits"] else query_symbol(q)
    not_here = None if named is None or portal.store.works.has(named.key) else named.key
    values: dict[str, Any] = {
        "asked": searched,
        "found": found,
        "results": shown,
        "notes": [note for note in found["notes"] if not _said(note, not_here)],
        "not_here": not_here,
        "titles": portal.store.works.titles(_named(searched, found)),
        "unread": portal.store.works.unread()[0],
        "official": None if not_here is None else address_of(not_here),
        "modes": () if portal.dense == "off" else get_args(Mode),
    }
    return pages.show(request, "search.html", dense=portal.dense, facet_length=FACET_LENGTH, **values)


def _named(asked: Asked, found: Mapping[str, Any]) -> list[str]:
    """The documents that facets and chips of filters name."""
    return [*(one["value"] for one in found["facets"].get("work", ())), *asked.kept.get("work", ())]


def _said(note: str, not_here: str | None) -> bool:
    """Whether the page says in its own words what a note says."""
    return note.startswith(SAID_BY_THE_PAGE) or note == f"{not_here} is not in the corpus"
