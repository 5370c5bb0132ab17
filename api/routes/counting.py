"""``/v1/indicators``: the indicators and their counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query

from api.counting_shapes import Count, Indicators
from api.problems import documented
from api.routes.given import PortalGiven, Year
from api.views import count_document
from corpus.indicators import indicators as defined

router = APIRouter(prefix="/v1", tags=["count"])


@router.get("/indicators", response_model=Indicators)
def indicators() -> dict[str, Any]:
    """The indicators that can be counted."""
    return {"indicators": [asdict(indicator) for indicator in defined().values()]}


@router.get("/indicators/{code}", response_model=Count, responses=documented(400, 404, 422, 503))
def count(
    *,
    portal: PortalGiven,
    code: Annotated[str, Path(examples=["3.1"])],
    year: Year = None,
    first: Annotated[int | None, Query(alias="from")] = None,
    last: Annotated[int | None, Query(alias="to")] = None,
    policy: Literal["strict", "lenient"] = "strict",
    basis: Literal["suggested", "reviewed"] = "suggested",
) -> dict[str, Any]:
    """An indicator with its ledger of countries and the passages that make each count."""
    return count_document(portal.store, code, year=year, first=first, last=last, policy=policy, basis=basis)
