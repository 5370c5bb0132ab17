"""The addresses for signing in, by a key or by a provider, and out."""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access.asking import SESSION_COOKIE, known_key
from api.access.provider import Attempt, Provider
from api.access.rates import Rates, address_of
from api.routes.given import PortalGiven
from api.web.given import PagesGiven
from corpus.errors import PortalError
from corpus.settings import Settings

router = APIRouter(include_in_schema=False)

ATTEMPT_COOKIE = "signin"
ATTEMPT_SECONDS = 600


async def provider_of(request: Request) -> Provider | None:
    """The provider of the settings, None where there is none."""
    found: Provider | None = request.app.state.provider
    return found


ProviderGiven = Annotated[Provider | None, Depends(provider_of)]


def own_address(asked: str) -> str:
    """An address of this site to go on to; anything else leads home.

    >>> own_address("/review?state=todo"), own_address("//elsewhere.example"), own_address("https://elsewhere.example")
    ('/review?state=todo', '/', '/')
    """
    within = asked.startswith("/") and not asked.startswith(("//", "/\\", "/signin", "/signout"))
    return asked if within and asked.isprintable() and "\\" not in asked else "/"


@router.get("/signin")
def signin_page(
    request: Request, pages: PagesGiven, provider: ProviderGiven, there: Annotated[str, Query(alias="next")] = "/"
) -> Response:
    """Sign in, or see as whom one is signed in."""
    return _page(request, pages, provider, there)


@router.post("/signin")
def sign_in(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    provider: ProviderGiven,
    key: Annotated[str, Form(max_length=200)] = "",
    there: Annotated[str, Form(alias="next", max_length=2000)] = "/",
) -> Response:
    """Turn a key into a session."""
    try:
        known = known_key(portal.store, key)
    except PortalError as failure:
        rates: Rates = request.app.state.rates
        rates.failed(address_of(request))
        return _page(request, pages, provider, there, failure)
    seconds, before = portal.settings.session_hours * 3600, request.cookies.get(SESSION_COOKIE)
    session = portal.store.sessions.begin(known.name, known.role, seconds, known, before=before)
    return _signed_in(request, portal.settings, session, there)


@router.post("/signout")
def sign_out(request: Request, portal: PortalGiven) -> Response:
    """End the session."""
    portal.store.sessions.end(request.cookies.get(SESSION_COOKIE))
    response = RedirectResponse("/", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.get("/signin/provider")
def to_provider(
    request: Request, provider: ProviderGiven, there: Annotated[str, Query(alias="next", max_length=2000)] = "/"
) -> Response:
    """Go to the provider; the browser keeps what it has to bring back."""
    known = _require(provider)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    attempt = Attempt(state, nonce, verifier, own_address(there))
    response = RedirectResponse(known.address(_back(request), attempt), 303)
    response.set_cookie(ATTEMPT_COOKIE, _written(attempt), max_age=ATTEMPT_SECONDS, **_safe(request))
    return response


@router.get("/signin/callback")
def from_provider(
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    provider: ProviderGiven,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Come back from the provider, signed in or not."""
    known, attempt = _require(provider), _read(request.cookies.get(ATTEMPT_COOKIE, ""))
    if attempt is None or not code or not hmac.compare_digest(attempt.state.encode(), state.encode()):
        return _page(request, pages, provider, "/", PortalError("not_signed_in"))
    try:
        person = known.vouched(_back(request), code, attempt)
    except PortalError as failure:
        if failure.code != "not_signed_in":
            raise
        return _page(request, pages, provider, attempt.next, failure)
    name = portal.store.sessions.name_of(person.subject, person.name)
    seconds, before = portal.settings.session_hours * 3600, request.cookies.get(SESSION_COOKIE)
    session = portal.store.sessions.begin(name, person.role, seconds, before=before)
    response = _signed_in(request, portal.settings, session, attempt.next)
    response.delete_cookie(ATTEMPT_COOKIE)
    return response


def _page(
    request: Request, pages: PagesGiven, provider: Provider | None, there: str, failure: PortalError | None = None
) -> Response:
    values = {"next": own_address(there), "provider": None if provider is None else provider.name}
    status = 200 if failure is None else failure.kind.status
    return pages.show(request, "signin.html", status, **values, failure=None if failure is None else failure.code)


def _signed_in(request: Request, settings: Settings, session: str, there: str) -> Response:
    response = RedirectResponse(own_address(there), 303)
    response.set_cookie(SESSION_COOKIE, session, max_age=settings.session_hours * 3600, **_safe(request))
    return response


def _safe(request: Request) -> dict[str, Any]:
    """What keeps a cookie from scripts, from other sites' requests, and from the open network."""
    return {"httponly": True, "samesite": "lax", "secure": request.url.scheme == "https", "path": "/"}


def _back(request: Request) -> str:
    return str(request.url_for("from_provider"))


def _require(provider: Provider | None) -> Provider:
    if provider is None:
        raise PortalError("not_found", "there is no sign-in provider here", "sign in by a key")
    return provider


def _written(attempt: Attempt) -> str:
    return json.dumps(asdict(attempt)).encode().hex()


def _read(cookie: str) -> Attempt | None:
    """The attempt in a cookie; None where there is none. A browser may send anything: it is compared, never trusted."""
    try:
        said = json.loads(bytes.fromhex(cookie))
        return Attempt(**{name: str(said[name]) for name in Attempt.__dataclass_fields__})
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
