"""What the OpenAPI document says of every route: how to send a key, that names a person or a request, and refusals."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.access.table import EXPENSIVE, RIGHT_OF
from api.once import HEADER, ONCE
from api.problems import documented
from corpus.access import RIGHTS

SCHEME = "key"

OF_ANY = (414, 422, 431)
"""How any route refuses an address, its parameters, and the head of a request (``api.limits``, ``api.parameters``)."""

OF_BODIES = (400, 403, 408, 413, 415)
"""How a body is refused."""

KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Names the request: sent again with it, it has one effect and the same answer (7 days).",
    "schema": {"type": "string", "maxLength": 130},
}


def describe_access(app: FastAPI) -> None:
    """Have the application's OpenAPI document name the roles that may use each route."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _with_access(plain())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _with_access(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    components["securitySchemes"] = {SCHEME: {"type": "http", "scheme": "bearer"}}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _describe(f"{method.upper()} {path}", operation)
    return document


def _describe(route: str, operation: dict[str, Any]) -> None:
    refusals = OF_ANY + (OF_BODIES if route.startswith("POST ") else ()) + ((429,) if route in EXPENSIVE else ())
    right = RIGHT_OF.get(route)
    if route in ONCE:
        operation["parameters"] = [*operation.get("parameters", ()), KEY_PARAMETER]
        refusals += (409,)
    if right is not None:
        operation["security"] = [{SCHEME: []}, {}]
        operation["x-roles"] = [role.value for role, rights in RIGHTS.items() if right in rights]
        refusals += (401, 403, 421, 503)
    _add_answers(operation["responses"], documented(*refusals))


def _add_answers(answers: dict[str, Any], refusals: dict[int | str, dict[str, Any]]) -> None:
    """Add refusals; where a status has another shape as well, it has both."""
    for status, refusal in refusals.items():
        answer = answers.setdefault(str(status), refusal)
        answer.setdefault("content", {}).update(refusal["content"])
