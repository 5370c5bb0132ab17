"""The application: HTTP API under ``/v1`` and the pages. Made by ``create_app``; nothing happens at import."""

from __future__ import annotations

import gc
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from api import problems
from api.access.described import describe_access
from api.access.gate import Gate, same_route
from api.access.hosts import require_protected
from api.access.provider import Provider
from api.access.rates import Rates
from api.headers import HeadAsGet, SecurityHeaders
from api.limits import BodyLimit, HeadLimit, UnreadBody, upload_limits
from api.memory import give_back, share_heaps
from api.observing.logs import write_log
from api.observing.requests import Observed
from api.observing.spans import open_spans
from api.once import Once
from api.parameters import only_known
from api.portal import Portal, open_portal
from api.routes import (
    counting,
    countries,
    documents,
    fetches,
    finding,
    links,
    metrics,
    related,
    results,
    reviews,
    searches,
    state,
    texts,
    works,
)
from api.version import portal_version
from api.web import problem_routes
from api.web.countries import routes as country_pages
from api.web.desk import routes as desk_pages
from api.web.desk.hands import Hands
from api.web.indicators import routes as indicator_pages
from api.web.indicators import snapshots_routes as snapshot_pages
from api.web.indicators.counts import prepare
from api.web.library import fetching_routes as fetching_pages
from api.web.library import giving_routes as giving_pages
from api.web.library import routes as library_pages
from api.web.links import routes as link_pages
from api.web.reader import routes as reader_pages
from api.web.rendering import make_pages
from api.web.searching import kept_routes as kept_pages
from api.web.searching import routes as search_pages
from api.web.signin import routes as signin_pages
from corpus.errors import PortalError
from corpus.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

DESCRIPTION = """Search, link and count in United Nations documents on volunteering.

Every answer has the shape of the matching command's `--json`. Every error is `application/problem+json` (RFC 9457)
with `type`, `title`, `status`, `detail` and `code`."""


# Of the pages, those of links come before the reader's: a symbol may hold anything, "/links" too.
CORPUS = (finding, related, searches, links, works, texts, documents, fetches, state)
COUNTS = (counting, countries, results, reviews)
READING = (search_pages, kept_pages, link_pages, reader_pages, library_pages, giving_pages, fetching_pages)
EVIDENCE = (desk_pages, indicator_pages, snapshot_pages, country_pages)
ROUTES = (*CORPUS, *COUNTS, *READING, *EVIDENCE, signin_pages, problem_routes, metrics)
"""Modules with a ``router``, in the order in which an address is looked for."""


def create_app(settings: Settings, portal: Portal | None = None, spans: TracerProvider | None = None) -> FastAPI:
    """The application over a data folder. It opens the folder when it starts, unless it is given an open portal.

    ``spans``: what makes and sends spans, unless OpenTelemetry's variables say where they are sent.
    """
    app = FastAPI(
        title="Volunteering knowledge portal",
        version=portal_version(),
        description=DESCRIPTION,
        lifespan=partial(_open, settings, portal, spans),
        # The interactive pages load scripts from another host, which the Content-Security-Policy forbids.
        docs_url=None,
        redoc_url=None,
        routes=_routes(),
    )
    app.state.pages = make_pages()
    app.state.rates = Rates(settings.rate_per_minute)
    app.state.provider = None if settings.oidc_issuer is None else Provider(settings)
    app.state.hands = Hands()
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "web" / "static"), name="static")
    problems.install(app, app.state.pages.error)
    describe_access(app)
    _layer(app, settings)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Every route with what all depend on; an application takes a list of its own.

    Made once in a process: reading what each route takes costs a quarter of a second.
    """
    every = APIRouter(dependencies=[Depends(same_route), Depends(only_known)])
    for routes in ROUTES:
        every.include_router(routes.router)
    return every.routes


@asynccontextmanager
async def _open(
    settings: Settings, portal: Portal | None, spans: TracerProvider | None, app: FastAPI
) -> AsyncIterator[None]:
    """What the application holds while it runs: the portal, and the tracer of its searches."""
    from api.observing.tracing import searches_traced  # noqa: PLC0415 - Haystack takes two seconds to import

    opened: AbstractContextManager[Portal] = open_portal(settings) if portal is None else nullcontext(portal)
    provider = spans if spans is not None else open_spans()
    app.state.spans = None if provider is None else provider.get_tracer("vkp")
    with opened as app.state.portal, searches_traced(app.state.portal.metrics.leg, app.state.spans):
        yield
    if provider is not None:
        provider.shutdown()


def _layer(app: FastAPI, settings: Settings) -> None:
    """What every request goes through before its route, the innermost first: the last named sees it first."""
    app.add_middleware(HeadAsGet)
    app.add_middleware(Once, error_page=app.state.pages.error)
    app.add_middleware(BodyLimit, limit=upload_limits(settings.max_file_mb))
    app.add_middleware(Gate, settings=settings, error_page=app.state.pages.error, rates=app.state.rates)
    app.add_middleware(HeadLimit)
    app.add_middleware(UnreadBody)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observed)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted. A port or data folder that cannot be had is a ``PortalError`` before that.

    So is an address that others could reach where nobody has a key (``open_to_others``).
    """
    import uvicorn  # noqa: PLC0415 - only this function needs it

    from api.connections import config  # noqa: PLC0415 - as above
    from ingest.garbage import SELDOM  # noqa: PLC0415 - as above

    write_log(settings.log)
    require_protected(settings, host)
    signal.signal(signal.SIGTERM, _leave)  # uvicorn stops at it, then has us leave, and the portal is closed
    share_heaps()
    listening = _listen(host, port)
    with listening, open_portal(settings) as portal:
        portal.warm()
        # What is loaded by now stays: walking it again, the collector would stop searches for a third of a second.
        prepare(portal)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*SELDOM)
        give_back()
        uvicorn.Server(config(create_app(settings, portal))).run(sockets=[listening])


def _leave(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; ``PortalError("bad_input")`` where another program does or no such address is."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as failure:
        cause = (failure.strerror or str(failure)).partition(" (")[0]
        raise PortalError("bad_input", f"{host}:{port}: {cause}", "choose another --host or --port") from failure
    # Connections inherit it: a body does not wait until its head is acknowledged, which takes 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
