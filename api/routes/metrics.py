"""``GET /metrics``: what Prometheus asks for."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.observing.metrics import CONTENT_TYPE
from api.routes.given import PortalGiven

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def metrics(portal: PortalGiven) -> Response:
    """The metrics of this process and of the corpus; a part that does not answer is told as down."""
    return Response(portal.metrics.exposition(), media_type=CONTENT_TYPE)
