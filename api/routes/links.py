"""``/v1/works/{symbol}/links`` and what else links give; ``/v1/links``: all of them, and people's corrections.

A symbol contains slashes, so these routes stand before the one that takes everything below ``/works/``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import StreamingResponse

from api import citing, linking
from api.access.visitor import VisitorGiven
from api.correcting import corrected_document, link_story
from api.exports import FORMATS, PICTURE, cited_csv, export
from api.framing import frameworks_document
from api.link_shapes import (
    CitedParts,
    CitedWorks,
    Corrected,
    Correcting,
    Decisions,
    Frameworks,
    Links,
    LinkStory,
    Parallel,
    Related,
)
from api.parallel import parallel_document
from api.problems import documented
from api.routes.given import PortalGiven, Symbol

router = APIRouter(prefix="/v1", tags=["links"])

PINPOINT = "A paragraph by its printed number, an item of it, several or a range of them, or an annex."
IN_FORMATS: dict[int | str, dict[str, Any]] = {200: {"content": {media: {} for media in FORMATS.values()}}}

Part = Annotated[str | None, Query(description=PINPOINT, examples=["29", "29(b)", "29-31"])]
Limit = Annotated[int, Query(ge=1, le=10_000)]
LinkName = Annotated[str, Path(description="A passage's id and a place in its text.", max_length=60)]
Format = Literal["csv", "jsonld", "graphml"]


@router.get("/works/{symbol:path}/links", response_model=Links, responses=documented(400, 404, 422, 503) | IN_FORMATS)
def links(
    *,
    portal: PortalGiven,
    symbol: Symbol,
    direction: Literal["out", "in", "both"] = "out",
    pinpoint: Part = None,
    form: Annotated[Literal["json", "csv", "jsonld", "graphml"], Query(alias="format")] = "json",
) -> Any:
    """What a Work, or a part of it, refers to or is referred to by."""
    if form == "json":
        return linking.links_document(portal.store, symbol, direction, pinpoint)
    return StreamingResponse(export(portal.store, form, symbol, direction, pinpoint), media_type=FORMATS[form])


@router.get("/works/{symbol:path}/cited", response_model=CitedParts, responses=documented(404, 422, 503))
def cited_parts(portal: PortalGiven, symbol: Symbol) -> dict[str, Any]:
    """How often a Work is cited, and which of its paragraphs; it need not be in the corpus."""
    return citing.cited_parts_document(portal.store, symbol)


@router.get("/works/{symbol:path}/related", response_model=Related, responses=documented(404, 422, 503))
def related(portal: PortalGiven, symbol: Symbol, limit: Limit = citing.RELATED) -> dict[str, Any]:
    """Works that belong with one: cited together with it, or citing the same."""
    return citing.related_document(portal.store, symbol, limit)


@router.get("/works/{symbol:path}/parallel", response_model=Parallel, responses=documented(400, 404, 422, 503))
def parallel(
    portal: PortalGiven, symbol: Symbol, pinpoint: Annotated[str, Query(description=PINPOINT, examples=["29"])]
) -> dict[str, Any]:
    """The same paragraph in every language of a Work."""
    return parallel_document(portal.store, symbol, pinpoint)


@router.get(
    "/works/{symbol:path}/neighbourhood.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, **documented(404, 422, 503)},
)
def neighbourhood(portal: PortalGiven, symbol: Symbol) -> Response:
    """A picture of who cites a Work and what it cites."""
    return Response("".join(export(portal.store, PICTURE, symbol, "both")), media_type="image/svg+xml")


@router.get("/cited", response_model=CitedWorks, responses=documented(422, 503) | {200: {"content": {"text/csv": {}}}})
def cited(
    portal: PortalGiven,
    missing: Annotated[bool, Query(description="Only what is not in the corpus.")] = False,
    limit: Limit = 100,
    form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> Any:
    """The Works that are cited most; with ``missing`` those that should be fetched, most cited first."""
    document = citing.cited_document(portal.store, missing=missing, limit=limit)
    return document if form == "json" else StreamingResponse(cited_csv(document), media_type=FORMATS["csv"])


@router.get("/links", response_class=StreamingResponse, responses=documented(422, 503) | IN_FORMATS)
def all_links(portal: PortalGiven, form: Annotated[Format, Query(alias="format")] = "csv") -> StreamingResponse:
    """Every link of the corpus."""
    return StreamingResponse(export(portal.store, form), media_type=FORMATS[form])


@router.get("/links/{link}", response_model=LinkStory, responses=documented(400, 404, 422, 503))
def link_story_of(portal: PortalGiven, link: LinkName) -> dict[str, Any]:
    """A link, and what people said of it."""
    return link_story(portal.store, link)


@router.post(
    "/links/{link}/decisions",
    status_code=201,
    response_model=Corrected,
    responses=documented(400, 403, 404, 409, 413, 422, 503),
)
def correct(portal: PortalGiven, visitor: VisitorGiven, link: LinkName, said: Correcting) -> dict[str, Any]:
    """Confirm, re-target, reject or add a link, or withdraw the last decision on it; 409 when somebody was first."""
    return corrected_document(
        portal.store,
        link,
        said.correction,
        visitor.signs(said.author),
        said.target,
        said.pinpoint,
        said.comment,
        said.seen,
    )


@router.get("/link-decisions", response_model=Decisions, responses=documented(404, 422, 503))
def decisions(
    portal: PortalGiven,
    work: str | None = None,
    unplaced: Annotated[bool, Query(description="Only those whose words the text no longer has.")] = False,
) -> dict[str, Any]:
    """What people said of links, of one Work or of all."""
    return linking.decisions_document(portal.store, work, without_place=unplaced)


@router.get("/frameworks", response_model=Frameworks)
def frameworks() -> dict[str, Any]:
    """Frameworks of results, and which of their indicators correspond to each other."""
    return frameworks_document()
