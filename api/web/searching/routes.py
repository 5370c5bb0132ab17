"""The addresses of the search and its home."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.routes.given import FiltersGiven, PortalGiven
from api.web.given import PagesGiven
from api.web.library import shelves

router = APIRouter(include_in_schema=False)

HITS = 10
"""Passages on one page of a search."""

FACET_LENGTH = 12
"""Values shown of one facet."""

SAID_BY_THE_PAGE = ("dense:", "total:", "no passage shown")
"""Beginnings of the notes of a search that the page says in its own words and language."""


@router.get("/")
def home(request: Request, portal: PortalGiven, pages: PagesGiven) -> Response:
    """The search box, and what the corpus holds."""
    return pages.show(request, "home.html", **shelves.holdings(portal.store), dense=portal.dense)


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
        "unread": shelves.unread_count(portal.store),
        "last": max(1, -(-found["total"] // HITS)),
    }
    return pages.show(request, "search.html", page=page, dense=portal.dense, facet_length=FACET_LENGTH, **values)
