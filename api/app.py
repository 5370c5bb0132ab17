"""The application: HTTP API under ``/v1`` and the pages. Made by ``create_app``; nothing happens at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import problems
from api.headers import SecurityHeaders
from api.limits import BodyLimit, upload_limits
from api.portal import Portal, open_portal
from api.routes import counting, documents, finding, state, texts, works
from api.version import portal_version
from api.web import routes as page_routes
from api.web.rendering import make_pages
from corpus.settings import Settings

DESCRIPTION = """Search, link and count in United Nations documents on volunteering.

Every answer has the shape of the matching command's `--json`. Every error is `application/problem+json` (RFC 9457)
with `type`, `title`, `status`, `detail` and `code`."""


def create_app(settings: Settings, portal: Portal | None = None) -> FastAPI:
    """The application over a data folder. It opens the folder when it starts, unless it is given an open portal."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened: AbstractContextManager[Portal] = open_portal(settings) if portal is None else nullcontext(portal)
        with opened as app.state.portal:
            yield

    app = FastAPI(
        title="Volunteering knowledge portal",
        version=portal_version(),
        description=DESCRIPTION,
        lifespan=lifespan,
        # The interactive pages load scripts from another host, which the Content-Security-Policy forbids.
        docs_url=None,
        redoc_url=None,
    )
    app.state.pages = make_pages()
    for routes in (finding, works, counting, texts, documents, state, page_routes):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "web" / "static"), name="static")
    problems.install(app, app.state.pages.error)
    app.add_middleware(BodyLimit, limit=upload_limits(settings.max_file_mb))
    app.add_middleware(SecurityHeaders)
    return app


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted. A data folder that cannot be opened is a ``PortalError`` before anything listens."""
    import uvicorn  # noqa: PLC0415 - only this function needs it

    with open_portal(settings) as portal:
        uvicorn.run(create_app(settings, portal), host=host, port=port, server_header=False)
