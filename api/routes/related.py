"""``/v1/passages/{id}/related``: what belongs with a passage."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.problems import documented
from api.routes.given import PortalGiven
from api.search_shapes import RelatedPassages

router = APIRouter(prefix="/v1", tags=["find"])

PassageId = Annotated[str, Path(max_length=60, description="A passage's id, as searches give it.")]


@router.get("/passages/{passage_id}/related", response_model=RelatedPassages, responses=documented(404, 409, 422, 503))
def related(
    portal: PortalGiven, passage_id: PassageId, k: Annotated[int, Query(ge=1, le=50, description="How many.")] = 10
) -> dict[str, Any]:
    """Passages near in meaning, that cite the same, or are cited together with one; its translations apart."""
    return portal.related(passage_id, k)
