"""Fetching what is cited and missing: asking for it, what waits, what failed and why, trying again, stopping."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.fetching import Wanted
from api.routes.given import PortalGiven
from api.web.given import PagesGiven
from api.web.library.received import downloads
from corpus.errors import PortalError

router = APIRouter(include_in_schema=False)

HERE = "/library/downloads"


@router.get(HERE)
def page(request: Request, portal: PortalGiven, pages: PagesGiven) -> Response:
    """What is being fetched, what waits, what failed and what came."""
    return pages.show(request, "downloads.html", fetching=portal.fetcher.on, **downloads(portal.store, portal.fetcher))


@router.post("/library/fetch")
def fetch(
    portal: PortalGiven,
    work: Annotated[str, Form(max_length=400)] = "",
    cited: Annotated[bool, Form()] = False,
) -> Response:
    """Have a document that is cited and missing downloaded, or all that are."""
    if not work and not cited:
        raise PortalError("bad_input", "no document", "name one, or ask for all that are cited")
    portal.fetcher.ask(Wanted(symbols=[work] if work else (), cited=cited))
    return RedirectResponse(HERE, 303)


@router.post("/library/fetch/again")
def again(portal: PortalGiven, address: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Have what failed downloaded once more, all of it where none is named; go on with what waits."""
    portal.fetcher.again(address or None)
    return RedirectResponse(HERE, 303)


@router.post("/library/fetch/stop")
def stop(portal: PortalGiven) -> Response:
    """Forget what waits."""
    portal.store.downloads.forget_waiting()
    return RedirectResponse(HERE, 303)
