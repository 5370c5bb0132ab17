"""``/v1/review``: what there is to review, deciding, and figures about it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from api import review_measures, review_waiting, reviewing
from api.access.visitor import VisitorGiven
from api.problems import documented
from api.review_exchange import FORMATS, export
from api.review_import import imported_document
from api.review_measure_shapes import (
    Agreement,
    Assigned,
    Assigning,
    Drawing,
    Imported,
    ReviewProgress,
    Samples,
    SampleShape,
    Trained,
)
from api.review_shapes import Decided, Deciding, ItemShape, Queue, Unplaced
from api.routes.given import PortalGiven, Words
from corpus.access import Right
from corpus.reviewing import Action
from corpus.store.review_queue import STATES

router = APIRouter(prefix="/v1/review", tags=["review"])

IndicatorCode = Annotated[str, Query(max_length=20, examples=["3.1"])]
Reviewer = Annotated[str | None, Query(max_length=80, description="Who asks.")]
Name = Annotated[str, Path(description="The id of a passage, or of an item.", max_length=60)]
Format = Annotated[Literal["csv", "jsonl", "jsonld"], Query(alias="format")]


@router.get("/queue", response_model=Queue, responses=documented(400, 404, 422, 503))
def queue(
    *,
    portal: PortalGiven,
    visitor: VisitorGiven,
    indicator: IndicatorCode = "3.1",
    state: Annotated[str, Query(description=", ".join(STATES))] = "todo",
    country: Words = None,
    year: Annotated[list[int] | None, Query(max_length=50)] = None,
    lang: Words = None,
    work: Annotated[str | None, Query(max_length=200)] = None,
    least: Annotated[float | None, Query(ge=0, le=1, description="The least score.")] = None,
    reviewer: Reviewer = None,
    assignee: Annotated[str | None, Query(max_length=80, description="Empty: assigned to nobody.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = review_waiting.SHOWN,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """What to look at next: suggested passages of an indicator, the most probable first."""
    asked = review_waiting.asked_for(
        portal.store,
        indicator,
        state=state,
        country=country,
        year=year,
        language=lang,
        work=work,
        least=least,
        reviewer=visitor.asks_as(reviewer),
        assignee=assignee,
    )
    return review_waiting.queue_document(portal.store, asked, limit, after)


@router.get("/items/{name}", response_model=ItemShape, responses=documented(400, 404, 422, 503))
def item(
    portal: PortalGiven,
    visitor: VisitorGiven,
    name: Name,
    reviewer: Reviewer = None,
    whole: Annotated[bool, Query(description="Show what others said as well: to adjudicate, or to audit.")] = False,
) -> dict[str, Any]:
    """A passage with what is suggested of it; what others said is shown to who has decided."""
    if whole:
        visitor.require(Right.LEAD)
    return reviewing.item_document(portal.store, name, visitor.asks_as(reviewer), whole=whole)


@router.post(
    "/items/{name}/decisions",
    status_code=201,
    response_model=Decided,
    responses=documented(400, 403, 404, 409, 413, 422, 503),
)
def decide(portal: PortalGiven, visitor: VisitorGiven, name: Name, said: Deciding) -> dict[str, Any]:
    """Decide about a passage; 409 where its author has decided since they looked."""
    if said.action == Action.ADJUDICATE.value:
        visitor.require(Right.LEAD)
    return reviewing.decided_document(
        portal.store,
        name,
        said.action,
        visitor.signs(said.reviewer),
        code=said.indicator,
        level=said.level,
        labels=said.labels,
        quote=said.quote,
        comment=said.comment,
        seen=said.seen,
    )


@router.get("/unplaced", response_model=Unplaced, responses=documented(503))
def unplaced(portal: PortalGiven) -> dict[str, Any]:
    """What people decided about and the text has no longer."""
    return reviewing.unplaced_document(portal.store)


@router.get("/agreement", response_model=Agreement, responses=documented(400, 404, 422, 503))
def agreement(portal: PortalGiven, indicator: IndicatorCode = "3.1") -> dict[str, Any]:
    """How far independent reviewers agree."""
    return review_measures.agreement_document(portal.store, indicator)


@router.get("/progress", response_model=ReviewProgress, responses=documented(400, 404, 422, 503))
def progress(portal: PortalGiven, indicator: Annotated[str | None, Query(max_length=20)] = None) -> dict[str, Any]:
    """How far people have come."""
    return review_measures.progress_document(portal.store, indicator)


@router.post("/assignments", response_model=Assigned, responses=documented(400, 403, 404, 413, 422, 503))
def assign(portal: PortalGiven, visitor: VisitorGiven, said: Assigning) -> dict[str, Any]:
    """Assign Works to a reviewer, or take that back."""
    return review_measures.assigned_document(
        portal.store, said.indicator, said.reviewer, said.works, visitor.signs(said.by), release=said.release
    )


@router.get("/samples", response_model=Samples, responses=documented(400, 404, 422, 503))
def samples(portal: PortalGiven, indicator: Annotated[str | None, Query(max_length=20)] = None) -> dict[str, Any]:
    """The samples of passages of which nothing is suggested."""
    return review_measures.samples_document(portal.store, indicator)


@router.post(
    "/samples", status_code=201, response_model=SampleShape, responses=documented(400, 403, 404, 413, 422, 503)
)
def draw(portal: PortalGiven, visitor: VisitorGiven, said: Drawing) -> dict[str, Any]:
    """Draw a sample."""
    asked = review_waiting.asked_for(
        portal.store, said.indicator, country=said.country, year=said.year, language=said.language
    )
    return review_measures.drawn_document(portal.store, asked, said.size, said.seed, visitor.signs(said.by))


@router.get("/samples/{number}", response_model=SampleShape, responses=documented(404, 422, 503))
def sample(portal: PortalGiven, number: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> dict[str, Any]:
    """A sample, and the recall of suggestions that follows from what is decided of it."""
    return review_measures.sample_document(portal.store, portal.store.review_samples.get(number))


@router.post("/training", response_model=Trained, responses=documented(400, 403, 503))
def train(portal: PortalGiven) -> dict[str, Any]:
    """Learn a second opinion from what people decided, compare it and keep it; it is not in use by that."""
    from api.review_training import trained_document  # noqa: PLC0415 - numpy, and scikit-learn when it learns

    return trained_document(portal.settings, portal.store, portal.embedding())


@router.get(
    "/decisions",
    response_class=StreamingResponse,
    responses={200: {"content": {media: {} for media in FORMATS.values()}}, **documented(400, 404, 422, 503)},
)
def decisions(
    portal: PortalGiven, form: Format = "jsonl", work: Annotated[str | None, Query(max_length=200)] = None
) -> StreamingResponse:
    """Every decision, of one Work or of all, for other programs and to be taken in elsewhere."""
    return StreamingResponse(export(portal.store, form, work), media_type=FORMATS[form])


async def body(request: Request) -> bytes:
    """The body as it was sent, whatever it says it is."""
    return await request.body()


@router.post(
    "/import",
    response_model=Imported,
    responses=documented(400, 403, 413, 503) | {422: {"model": Imported, "description": "Lines that are wrong"}},
    openapi_extra={"requestBody": {"required": True, "content": {media: {} for media in FORMATS.values()}}},
)
def take_in(
    portal: PortalGiven, response: Response, content: Annotated[bytes, Depends(body)], form: Format
) -> dict[str, Any]:
    """Take in decisions that were exported; 422 with every wrong line where one is, and then nothing is taken in."""
    document = imported_document(portal.store, content, form)
    response.status_code = 200 if document["ok"] else 422
    return document
