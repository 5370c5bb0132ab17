"""``/v1/results``: what reports print of their indicators."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.exports import FORMATS
from api.problems import documented
from api.results_shapes import Results
from api.results_views import results_csv, results_document
from api.routes.given import PortalGiven

router = APIRouter(prefix="/v1", tags=["results"])


@router.get(
    "/results",
    response_model=Results,
    responses=documented(404, 422, 503) | {200: {"content": {"text/csv": {}}}},
)
def results(
    *,
    portal: PortalGiven,
    work: Annotated[str | None, Query(description="One document.", examples=["DP/2099/11"])] = None,
    series: Annotated[
        str | None, Query(description="A code, or framework:code.", max_length=80, examples=["3.1"])
    ] = None,
    form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> Any:
    """Targets, results, scores and status of indicators, recomputed scores, and series through years and frameworks."""
    document = results_document(portal.store, work, series)
    return document if form == "json" else StreamingResponse(results_csv(document), media_type=FORMATS["csv"])
