"""The gate: who asks, and whether they may, is settled before a route is called and before a byte of a body is read."""

from __future__ import annotations

from contextlib import nullcontext
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.asking import who_asks
from api.access.hosts import require_own_name
from api.access.rates import Rates, TooManyError, address_of
from api.access.routes import KnownRoute, route_of, routes_of
from api.access.table import RIGHT_OF, UNASKED
from api.access.visitor import SCOPE_KEY, Visitor, stranger
from api.headers import from_another_site
from api.problems import ErrorPage, problem_response, wants_page
from corpus.acting import acting
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store

ROUTE_KEY = "vkp.route"
"""Where a request carries the name of the route that the gate let it through to."""


class Gate:
    """ASGI middleware that lets through who may, and refuses the others: by the table, and what is not in it."""

    def __init__(self, app: ASGIApp, settings: Settings, error_page: ErrorPage, rates: Rates) -> None:
        self.app = app
        self.settings = settings
        self.error_page = error_page
        self.rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, as somebody; or answer with a refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[ROUTE_KEY] = route = route_of(_routes(scope), scope)
        if route in UNASKED:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            visitor = await self._visitor(request)
            require_own_name(self.settings, visitor, request.headers.get("host"))
            # Before it is counted: another site cannot use up what a visitor may ask.
            _require_own_pages(request)
            self.rates.count(route, visitor, address_of(request))
            require(visitor, route)
        except PortalError as failure:
            await self._refusal(request, failure)(scope, receive, send)
            return
        with acting(visitor.name) if visitor.signed_in and visitor.name else nullcontext():
            await self.app(scope, receive, send)

    async def _visitor(self, request: Request) -> Visitor:
        """Who asks; while that is not known, nobody."""
        request.scope[SCOPE_KEY] = stranger(reading=False)
        store: Store | None = _store(request)
        try:
            visitor = await to_thread.run_sync(who_asks, request, self.settings, store)
        except PortalError as failure:
            if failure.code == "bad_key":
                self.rates.failed(address_of(request))
            raise
        request.scope[SCOPE_KEY] = visitor
        return visitor

    def _refusal(self, request: Request, failure: PortalError) -> Response:
        if failure.code == "sign_in_needed" and request.method == "GET" and wants_page(request):
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/signin?{urlencode({'next': here})}", 303)
        response = self.error_page(request, failure) if wants_page(request) else problem_response(failure)
        if failure.kind.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        if isinstance(failure, TooManyError):
            response.headers["Retry-After"] = str(failure.seconds)
        return response


def _require_own_pages(request: Request) -> None:
    """Raise ``PortalError("cross_site")`` for a write that a page of another site sends."""
    if from_another_site(request.method, request.headers):
        raise PortalError("cross_site", request.headers.get("origin", ""))


def require(visitor: Visitor, route: str | None) -> None:
    """Raise ``PortalError``: sign_in_needed or forbidden. Where there is no team, everybody may do everything.

    Where no route answers there is nothing to protect: the application says so itself.
    """
    if not visitor.team or route is None:
        return
    if route not in RIGHT_OF:
        raise PortalError("forbidden", "nobody may ask for this")
    right = RIGHT_OF[route]
    if right is not None:
        visitor.require(right)


async def same_route(request: Request) -> None:
    """A dependency of every route: it is the one that the gate let the request through to."""
    path = getattr(request.scope.get("route"), "path_format", None)
    passed = request.scope.get(ROUTE_KEY)
    if passed is None or passed.partition(" ")[2] != path:
        raise PortalError("forbidden", "the gate knows another route")


def _routes(scope: Scope) -> tuple[KnownRoute, ...]:
    """The routes of the application; looked up anew when it has got more."""
    state, count = scope["app"].state, len(scope["app"].routes)
    known: tuple[int, tuple[KnownRoute, ...]] | None = getattr(state, "known_routes", None)
    if known is None or known[0] != count:
        state.known_routes = known = (count, tuple(routes_of(scope["app"])))
    return known[1]


def _store(request: Request) -> Store | None:
    portal = getattr(request.app.state, "portal", None)
    return None if portal is None else portal.store
