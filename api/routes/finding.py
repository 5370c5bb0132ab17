"""``/v1/search`` and ``/v1/answer``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from api.problems import documented
from api.routes.given import FiltersGiven, PortalGiven
from api.shapes import Answer, Found

router = APIRouter(prefix="/v1", tags=["find"])


@router.get("/search", response_model=Found, responses=documented(400, 409, 422, 503))
def search(
    *,
    portal: PortalGiven,
    kept: FiltersGiven,
    q: Annotated[str, Query(description="Words, a question, or a document symbol.", examples=["青年志愿者"])],
    k: Annotated[int, Query(ge=1, le=100, description="How many passages.")] = 10,
    offset: Annotated[int, Query(ge=0, le=10_000, description="How many to pass over.")] = 0,
    mode: Literal["auto", "lexical", "dense", "hybrid"] = "auto",
) -> dict[str, Any]:
    """Passages, best first. A filter that is given several times keeps to any of its values."""
    from api.finding import with_unread  # noqa: PLC0415 - the search floor takes two seconds to import

    return with_unread(portal.search(q, k, mode, offset, kept), portal.store)


@router.get("/answer", response_model=Answer, responses=documented(400, 409, 422, 503))
def answer(
    portal: PortalGiven, q: Annotated[str, Query(description="A question.", examples=["Who coordinates volunteers?"])]
) -> dict[str, Any]:
    """An answer made of quoted passages, or the statement that the corpus does not answer.

    A question that only names a part of a document is answered with that part.
    """
    from api.finding import with_unread  # noqa: PLC0415 - as above

    return with_unread(portal.answer(q), portal.store)
