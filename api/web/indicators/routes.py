"""The addresses of the indicators."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.counting import count_document
from api.routes.given import PortalGiven, Year
from api.web.given import Number, PagesGiven
from api.web.indicators.charts import chart
from api.web.portions import by_length
from corpus.indicators import indicators as defined

router = APIRouter(include_in_schema=False)

COUNTRIES = 40
"""Lines on one page of a ledger."""


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
