"""The address that says what an error of the API means."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.web.given import PagesGiven
from corpus.errors import ERRORS, PortalError

router = APIRouter(include_in_schema=False)


@router.get("/problems/{code}")
def problem(request: Request, pages: PagesGiven, code: str) -> Response:
    """What an error of the API means: the address in a problem's ``type``."""
    kind = ERRORS.get(code)
    if kind is None:
        raise PortalError("not_found", code[:80])
    return pages.show(request, "problem.html", code=code, kind=kind)
