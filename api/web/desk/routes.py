"""The addresses of the tagging desk: the queue, a passage, deciding."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access.visitor import VisitorGiven
from api.reviewing import named
from api.routes.given import PortalGiven
from api.web.desk import measures_routes
from api.web.desk.deciding import GOING_ON, Entered, decide
from api.web.desk.hands import Hands
from api.web.desk.overview import overview
from api.web.desk.passages import candidates, conflict_values, failed_values, passage_values
from api.web.desk.recorded import recorded
from api.web.desk.signing import given_name, known_name, remembering
from api.web.desk.wanted import Wanted, WantedGiven
from api.web.given import PagesGiven
from corpus.access import Right
from corpus.errors import PortalError
from corpus.reviewing import Action

router = APIRouter(include_in_schema=False)
router.include_router(measures_routes.router)

Name = Annotated[str, Path(max_length=60)]
Passage = Annotated[str | None, Query(max_length=60)]


async def hands_of(request: Request) -> Hands:
    """Who has which passage before them, of this server."""
    hands: Hands = request.app.state.hands
    return hands


HandsGiven = Annotated[Hands, Depends(hands_of)]


@router.get("/review")
def queue(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    visitor: VisitorGiven,
    wanted: WantedGiven,
    after: Annotated[str | None, Query(max_length=200)] = None,
    done: Passage = None,
) -> Response:
    """What waits for people, how far they have come, and where to begin."""
    name = known_name(visitor)
    values = overview(portal.store, wanted, name, after) | {"recorded": recorded(portal.store, done, name)}
    return pages.show(request, "desk_queue.html", **values)


@router.post("/review/begin")
def begin(visitor: VisitorGiven, wanted: WantedGiven, reviewer: Annotated[str, Form(max_length=80)] = "") -> Response:
    """Say by which name one reviews, then go to the first passage."""
    name = named(given_name(visitor, reviewer))
    return remembering(RedirectResponse(wanted.address("/next"), 303), visitor, name)


@router.get("/review/next")
def next_passage(
    *,
    portal: PortalGiven,
    visitor: VisitorGiven,
    hands: HandsGiven,
    wanted: WantedGiven,
    after: Passage = None,
    done: Passage = None,
) -> Response:
    """The next passage that nobody else has before them; the queue where there is none, or nobody says who asks."""
    name = known_name(visitor)
    if name is None:
        return RedirectResponse(wanted.address() + "#begin", 303)
    return RedirectResponse(_onwards(portal, hands, wanted, name, after, done), 303)


def _onwards(portal: PortalGiven, hands: Hands, wanted: Wanted, name: str, after: str | None, done: str | None) -> str:
    given = hands.give(candidates(portal.store, wanted, name, after), name)
    return wanted.address(done=done) if given is None else wanted.item_address(given, done=done)


@router.get("/review/items/{name}")
def item(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    visitor: VisitorGiven,
    wanted: WantedGiven,
    name: Name,
    done: Passage = None,
) -> Response:
    """A passage with what is suggested of it, and the form to decide."""
    signs = known_name(visitor)
    values = passage_values(portal.store, name, wanted, signs)
    return pages.show(request, "desk_passage.html", **values, recorded=recorded(portal.store, done, signs))


@router.post("/review/items/{name}")
def said(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    visitor: VisitorGiven,
    hands: HandsGiven,
    wanted: WantedGiven,
    name: Name,
    act: Annotated[str, Form(max_length=12)],
    reviewer: Annotated[str, Form(max_length=200)] = "",
    quote: Annotated[str | None, Form(max_length=20_000)] = None,
    quote_was: Annotated[str | None, Form(max_length=20_000)] = None,
    comment: Annotated[str, Form(max_length=4000)] = "",
    seen: Annotated[int | None, Form()] = None,
    shown: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Decide, then go on; 409 with what was decided meanwhile where the passage is not as it was shown."""
    if act == Action.ADJUDICATE.value:
        visitor.require(Right.LEAD)
    signs = given_name(visitor, reviewer)
    given = quoted(act, quote, quote_was)
    entered = Entered(act, signs, given, comment, seen, shown)
    try:
        decide(portal.store, name, entered, wanted.indicator)
    except PortalError as failure:
        return _told(request, portal, pages, wanted, name, entered, failure)
    there = wanted.item_address(name, done=name)
    if act in GOING_ON:
        there = _onwards(portal, hands, wanted, named(signs), name, name)
    return remembering(RedirectResponse(there, 303), visitor, named(signs))


def _told(
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    wanted: Wanted,
    name: str,
    entered: Entered,
    failure: PortalError,
) -> Response:
    """The desk again, with what was entered and why it is not written."""
    if failure.code not in ("changed_meanwhile", "bad_input"):
        raise failure
    values: dict[str, Any] = (
        conflict_values(portal.store, name, wanted, entered)
        if failure.code == "changed_meanwhile"
        else failed_values(portal.store, name, wanted, entered, failure)
    )
    return pages.show(request, "desk_passage.html", failure.kind.status, **values, recorded=None)


def quoted(act: str, quote: str | None, was: str | None) -> str | None:
    """The words that count where a reviewer changed them, or says that they are these; else None.

    A form sends every line break as two characters, which no passage holds.
    """
    given, before = ((one or "").replace("\r\n", "\n").strip() for one in (quote, was))
    return given if act == "quote" or (given and given != before) else None
