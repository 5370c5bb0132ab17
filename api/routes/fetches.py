"""``/v1/fetch``: have official documents downloaded behind the requests, and see what became of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.fetcher import state_document
from api.fetching import Wanted
from api.problems import documented
from api.routes.given import PortalGiven
from api.shapes import Fetches

router = APIRouter(prefix="/v1", tags=["documents"])

Line = Annotated[str, Field(max_length=400)]


class ToFetch(BaseModel):
    """What is to be fetched, as ``vkp fetch`` takes it."""

    model_config = ConfigDict(extra="forbid")

    symbols: list[Line] = Field(default=[], max_length=500, examples=[["A/RES/75/233"]])
    vnr: list[Line] = Field(default=[], max_length=500, examples=[["KEN/2020"]])
    cited: bool = Field(default=False, description="All that is cited and not in the corpus.")
    limit: int | None = Field(default=None, ge=1, description="With cited: how many documents.")
    languages: list[Line] = Field(default=[], max_length=6, description="Of documents zh and en where none is named.")


@router.post("/fetch", status_code=202, response_model=Fetches, responses=documented(400, 403, 404, 422, 503))
def ask(portal: PortalGiven, given: ToFetch) -> dict[str, Any]:
    """Have documents fetched; without any, go on with what waits. What becomes of them is told by GET."""
    wanted = Wanted(given.symbols, given.vnr, given.languages, cited=given.cited, limit=given.limit)
    wanted.check()
    portal.fetcher.ask(wanted)
    return state_document(portal)


@router.get("/fetch", response_model=Fetches)
def state(portal: PortalGiven) -> dict[str, Any]:
    """What is fetched now, what waits, what failed and why, what came last."""
    return state_document(portal)
