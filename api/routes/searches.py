"""``/v1/searches``: searches that people keep."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.access.visitor import VisitorGiven
from api.problems import documented
from api.routes.given import PortalGiven
from api.search_shapes import Ran, Saved, SavedSearches, Saving

router = APIRouter(prefix="/v1", tags=["searches"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of a saved search.")]


@router.get("/searches", response_model=SavedSearches, responses=documented(422, 503))
def searches(portal: PortalGiven, owner: Annotated[str | None, Query(max_length=80)] = None) -> dict[str, Any]:
    """The saved searches of one owner or of all."""
    from api.saving import searches_document  # noqa: PLC0415 - the search floor takes two seconds to import

    return searches_document(portal.store, owner)


@router.post("/searches", status_code=201, response_model=Saved, responses=documented(400, 403, 409, 413, 422, 503))
def save(portal: PortalGiven, visitor: VisitorGiven, saving: Saving) -> dict[str, Any]:
    """Keep a search under a name; 409 where its owner has one of that name."""
    from api.saving import saved_document  # noqa: PLC0415 - as above

    filters = saving.filters.model_dump(exclude_defaults=True)
    said = saving.model_dump(include={"owner", "name", "query", "mode"}) | {"owner": visitor.signs(saving.owner)}
    return saved_document(portal.store, **said, filters=filters)


@router.get("/searches/{number}", response_model=Saved, responses=documented(404, 422, 503))
def search(portal: PortalGiven, number: Number) -> dict[str, Any]:
    """A saved search."""
    from api.saving import search_document  # noqa: PLC0415 - as above

    return search_document(portal.store.searches.get(number))


@router.post("/searches/{number}/run", response_model=Ran, responses=documented(400, 403, 404, 409, 422, 503))
def run(
    portal: PortalGiven, visitor: VisitorGiven, number: Number, k: Annotated[int, Query(ge=1, le=100)] = 10
) -> dict[str, Any]:
    """Run a saved search: what is new since it was run before, or was saved."""
    from api.saving import run_document  # noqa: PLC0415 - as above

    search = portal.store.searches.get(number)
    visitor.require_owner(search.owner)
    return run_document(portal.searcher(), portal.store, search, k)


@router.delete("/searches/{number}", status_code=204, response_class=Response, responses=documented(403, 404, 422, 503))
def remove(portal: PortalGiven, visitor: VisitorGiven, number: Number) -> Response:
    """Forget a saved search."""
    visitor.require_owner(portal.store.searches.get(number).owner)
    portal.store.searches.remove(number)
    return Response(status_code=204)
