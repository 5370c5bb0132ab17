"""Errors over HTTP: one shape, ``application/problem+json`` (RFC 9457), or a page where a person is reading.

Members: ``type``, ``title``, ``status``, ``detail``, ``code`` (the row of ``corpus.errors.ERRORS``) and ``request``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.access.routes import methods_of
from api.headers import SECURITY_HEADERS
from api.observing.identity import HEADER, request_id
from corpus.errors import PortalError

log = logging.getLogger("vkp.api")

RETRY_SECONDS = 2
"""What a caller is told to wait where trying again may help (503)."""

SHOWN_FAULTS = 5
"""How many faults of one request are named."""

HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
"""The framework's own refusals as rows of the error table; any other below 500 is ``bad_input``."""

Failure = TypeVar("Failure", bound=Exception)
ErrorPage = Callable[[Request, PortalError], Response]


class Problem(BaseModel):
    """The one shape of an error."""

    type: str = Field(examples=["/problems/unknown_work"])
    title: str = Field(examples=["No such document in the corpus"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["DP/2099/1. Check the symbol, or ingest the document."])
    code: str = Field(examples=["unknown_work"])
    request: str | None = Field(default=None, description="The id of the request, as in X-Request-ID and the log.")


class ProblemResponse(JSONResponse):
    """A response that carries a Problem."""

    media_type = "application/problem+json"


def problem_response(failure: PortalError, status: int | None = None, **more: Any) -> ProblemResponse:
    """The error as a response; ``more`` are further members of the problem."""
    problem = Problem(
        type=f"/problems/{failure.code}",
        title=failure.kind.title,
        status=status or failure.kind.status,
        detail=_sentence(failure.detail, failure.remedy),
        code=failure.code,
        request=request_id(),
    )
    headers = {"Retry-After": str(RETRY_SECONDS)} if problem.status == 503 else None
    return ProblemResponse(problem.model_dump(exclude_none=True) | more, problem.status, headers=headers)


def _sentence(detail: str, remedy: str) -> str:
    advice = f"{remedy[:1].upper()}{remedy[1:]}."
    return f"{detail.rstrip('.')}. {advice}" if detail else advice


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's entry for the problems a route may answer with."""
    content = {ProblemResponse.media_type: {"schema": Problem.model_json_schema()}}
    return {status: {"description": "A problem", "content": content} for status in statuses}


def install(app: FastAPI, error_page: ErrorPage) -> None:
    """Answer every failure of the application with a Problem, or with ``error_page`` to a browser."""

    def answer(request: Request, failure: PortalError, status: int | None = None) -> Response:
        return error_page(request, failure) if wants_page(request) else problem_response(failure, status)

    @app.exception_handler(PortalError)
    def _portal_error(request: Request, failure: PortalError) -> Response:
        if failure.code == "index_unavailable":
            request.app.state.portal.served.doubt(failure)
        return answer(request, failure)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, failure: RequestValidationError) -> Response:
        return answer(request, PortalError("invalid_request", _faults(failure.errors())))

    @app.exception_handler(HTTPException)
    def _refused(request: Request, failure: HTTPException) -> Response:
        response = answer(request, _as_portal_error(request, failure))
        if failure.status_code == 405:  # the framework names the methods of one route alone
            response.headers["Allow"] = ", ".join(methods_of(request.app, request.scope["path"]) or ["GET"])
        return response

    @app.exception_handler(Exception)
    def _unexpected(request: Request, failure: Exception) -> Response:
        # The server logs the traceback; the answer names only the kind of failure. It passes no middleware.
        response = answer(request, PortalError("internal", type(failure).__name__, "see the server's log"))
        response.headers.update(SECURITY_HEADERS | {HEADER: request_id() or ""})
        return response


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, and not for the API."""
    path = request.url.path
    return not path.startswith(("/v1", "/openapi")) and "text/html" in request.headers.get("accept", "")


def _as_portal_error(request: Request, failure: HTTPException) -> PortalError:
    code = HTTP_CODES.get(failure.status_code, "bad_input" if failure.status_code < 500 else "internal")
    path = request.url.path[:200]
    detail = f"{request.method} {path}" if code in ("not_found", "method_not_allowed") else str(failure.detail)
    if isinstance(failure.__cause__, RecursionError):
        detail = "its JSON is nested too deeply"
    return PortalError(code, detail, "see /openapi.json for what there is")


def _faults(errors: Sequence[Mapping[str, Any]]) -> str:
    """The faults of a request, where each stands and what is wrong; what was sent is not repeated."""
    named = [f"{'.'.join(str(part)[:40] for part in error['loc'])}: {error['msg']}" for error in errors[:SHOWN_FAULTS]]
    more = len(errors) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")
