"""Which route answers a request: found before it is handed on, by the paths of the application in its own order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount, compile_path
from starlette.types import Scope

MOUNT = "MOUNT"


@dataclass(frozen=True, slots=True)
class KnownRoute:
    """A route by its name, as ``GET /v1/works/{symbol}``; a folder that is mounted as ``MOUNT /static``."""

    method: str
    path: str
    pattern: re.Pattern[str]

    @property
    def name(self) -> str:
        """What stands in the table."""
        return f"{self.method} {self.path}"

    def answers(self, method: str, path: str) -> bool:
        """Whether a request comes here."""
        return self.method in (method, MOUNT) and self.pattern.match(path) is not None


def routes_of(app: Starlette) -> Iterator[KnownRoute]:
    """Every route of an application, in the order in which it looks for one that answers."""
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if isinstance(route.original_route, Mount):
            yield KnownRoute(MOUNT, path, compile_path(f"{path}/{{path:path}}")[0])
            continue
        pattern, plain, _ = compile_path(path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield KnownRoute(method, plain, pattern)


def route_of(routes: tuple[KnownRoute, ...], scope: Scope) -> str | None:
    """The name of the route that answers a request; None where there is none."""
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return next((route.name for route in routes if route.answers(method, scope["path"])), None)


def methods_of(app: Starlette, path: str) -> list[str]:
    """The methods with which something answers at a path, whichever routes they are of."""
    return sorted({route.method for route in routes_of(app) if route.method != MOUNT and route.pattern.match(path)})
