"""The address of the library."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.routes.given import PortalGiven
from api.web.given import Number, PagesGiven
from api.web.library import shelves

router = APIRouter(include_in_schema=False)


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
    return pages.show(request, "library.html", **shelves.shelves(portal.store, doc_type, page))
