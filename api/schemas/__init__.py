"""The JSON shapes of every command and route, as JSON Schemas (draft 2020-12). Fields may be added, never renamed."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def load_schema(name: str) -> dict[str, Any]:
    """The schema of a command's answer: ``load_schema("search")``."""
    source = files("api.schemas").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(source)
    return schema
