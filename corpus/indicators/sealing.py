"""The name of a count: equal counts have equal names, and a count that is kept can be checked against its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

UNSEALED = frozenset({"snapshot", "changes"})
"""Members that are said of a count and are no part of it: its name, and what changed since another."""


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with ``snapshot``, the SHA-256 of its canonical JSON without what is ``UNSEALED``."""
    return {**document, "snapshot": seal_of(document)}


def seal_of(document: Mapping[str, Any]) -> str:
    """The name that a document must have."""
    said = {name: value for name, value in document.items() if name not in UNSEALED}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
