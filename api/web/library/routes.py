"""The library: what is held, and what is waiting, failed, unread and missing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.routes.given import PortalGiven
from api.web.given import Number, PagesGiven
from api.web.library import shelves
from api.web.library.products import products, vocabularies

router = APIRouter(include_in_schema=False)


@router.get("/library")
def library_page(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    doc_type: Annotated[str | None, Query(alias="type")] = None,
    find: Annotated[str, Query(max_length=200)] = "",
    page: Number = 1,
    failed: Number = 1,
    unread: Number = 1,
    missing: Number = 1,
) -> Response:
    """The documents, what failed, what is unread, what is cited and missing, what is kept aside."""
    held = portal.kept.of("library", lambda: shelves.stock(portal.store))
    return pages.show(
        request,
        "library.html",
        works=shelves.works_shelf(held.works, doc_type, find, page),
        doc_type=doc_type,
        find=find,
        fetching=portal.fetcher.on,
        asked_for={one.work for one in portal.store.downloads.waiting()},
        **shelves.shelves(held, shelves.Pages(failed, unread, missing)),
    )


@router.get("/library/products")
def products_page(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    product_type: Annotated[str | None, Query(alias="type")] = None,
    by: str | None = None,
    page: Number = 1,
) -> Response:
    """The knowledge products, with what they are and who contributed them."""
    held = portal.kept.of("library", lambda: shelves.stock(portal.store))
    shown = products(held.products, product_type, by, page)
    return pages.show(request, "products.html", products=shown, product_type=product_type, by=by, **vocabularies())
