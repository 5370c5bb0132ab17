"""What the OpenAPI document says of keys: how to send one, and which answers a route gives to who has none."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.access.table import EXPENSIVE, RIGHT_OF
from api.problems import documented
from corpus.access import RIGHTS

SCHEME = "key"


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
    right = RIGHT_OF.get(route)
    if right is None:
        return
    roles = [role.value for role, rights in RIGHTS.items() if right in rights]
    operation["security"] = [{SCHEME: []}, {}]
    operation["x-roles"] = roles
    statuses = (401, 403, 429) if route in EXPENSIVE else (401, 403)
    answers = {str(status): answer for status, answer in documented(*statuses).items()}
    operation["responses"] = {**answers, **operation["responses"]}
